"""The decoder: native codecs in a child process that can reach nothing, never in the timeline itself
(ADR 0021).
"""
