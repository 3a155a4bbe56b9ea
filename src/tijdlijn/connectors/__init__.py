"""One peer over one protocol each, every one behind a port of `tijdlijn.ports`.

A connector translates at its edge: third-party errors become those of `domain.errors` and keep their cause.
"""
