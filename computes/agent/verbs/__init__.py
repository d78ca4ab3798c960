"""One verb a file. Each has `answer(ask, rest)`: a dictionary in, a dictionary (or None: it streamed by itself) out."""
