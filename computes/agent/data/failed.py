class Failed(Exception):
    """A sentence for the user: data could not be brought, or could not be taken away."""
