def key(text: str | None) -> int | None:
    """The number that a parameter of a URL names a row by, or None: whatever people type there finds nothing, and breaks nothing."""
    # Longer than any key: a database would refuse the number.
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
