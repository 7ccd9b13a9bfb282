"""Runs `tests/scenarios` of the repository, what every language must do the same, with both clients."""
