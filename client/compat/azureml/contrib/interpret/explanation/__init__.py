"""Explanations of models."""
