"""Runs the repository's `tests/scenarios` with both clients."""
