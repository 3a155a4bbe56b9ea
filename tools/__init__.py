"""Checks and generated pages of this repository. Run from its root: `.venv/bin/python -m tools.NAME`."""
