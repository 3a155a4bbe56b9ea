"""Signed and encrypted tokens: who asks, that the patient is treated, and evaluated pseudonyms.

One signature algorithm (ES256) and one encryption (ECDH-ES+A256KW with A256GCM), never chosen by what a
token says of itself. The only room that may import joserfc.
"""
