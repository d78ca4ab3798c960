"""The agent: what runs on a target, beside the user's process. Standard library alone, Python 3.8 and later, Linux."""
