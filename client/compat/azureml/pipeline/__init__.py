"""Pipelines are made outside of a run."""
