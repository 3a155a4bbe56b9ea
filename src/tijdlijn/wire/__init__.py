"""Codecs between bytes and our words, one room per standard. No sockets, no database, no event loop.

Bytes from outside enter here: every reader has a size limit, takes what real systems send (tolerant), and
raises `InputInvalid` and nothing else. Every writer is exact. Only this room and `connectors/` may name a
network or a standard.
"""
