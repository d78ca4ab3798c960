"""Runs are submitted from outside of a run."""
