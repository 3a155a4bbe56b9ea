"""Step 8, open: images, read from their holder at the moment that somebody looks at them.

The page gets a ticket for the studies it opens; under it `/dw` answers as DICOMweb does, from a manifest and
Part 10 files, which is all that a holder owes.
"""
