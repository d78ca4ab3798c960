class Refusal(Exception):
    """Why the studio cannot start: one sentence that says what is wrong and what to do."""
