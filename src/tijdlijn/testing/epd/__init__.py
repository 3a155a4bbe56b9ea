"""A small EPD with its own authorisation server: where a story's patient is open, and from where the
timeline is launched.

A simulator, for the demo and for tests: one process, everything of a launch in memory.
"""
