"""Pictures made of what holders store: decoded in a child process that can reach nothing, never in the
timeline itself (ADR 0021).
"""
