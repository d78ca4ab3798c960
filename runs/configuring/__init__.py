"""Between a run configuration's text and its page: the fields of the form, drafts, differences, imports, exports."""
