"""A sweep that somebody is about to submit: its form and its hdconfig.yml as two views of one thing, and what it would come to."""
