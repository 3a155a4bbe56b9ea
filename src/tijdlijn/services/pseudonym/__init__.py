"""The pseudonym service (pseudoniemendienst): evaluates what an asker has blinded, so that neither it nor the
index ever sees a BSN.
"""
