"""The national index (verwijsindex): pseudonym → institutions that hold imaging of this patient; nothing
clinical, and never a BSN.
"""
