"""The clinician's timeline: a file for each step of the journey, `flow.py` for the whole of it."""
