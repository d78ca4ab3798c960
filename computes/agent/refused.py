"""The one exception for expected trouble on a target."""


class Refused(Exception):
    """What happened, to what, and what to do next, in one sentence. The agent exits 3 with it as {"error": sentence}."""
