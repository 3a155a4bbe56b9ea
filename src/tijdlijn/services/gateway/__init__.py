"""The gateway: an institution's own door, in front of its archive and reports.

It answers questions about the institution's own patients, decides itself who may see what, puts it on record
before the first byte, and makes the institution findable at the national index.
"""
