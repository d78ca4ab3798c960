"""`make demo`: the whole main job without a browser, in a temporary studio, through the public API alone."""
