"""The lines, grouped by what they need to run."""
