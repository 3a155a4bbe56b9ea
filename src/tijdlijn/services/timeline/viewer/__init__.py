"""Step 8, open: the full viewer, OHIF, on a host name of its own.

It is configured (`viewer/` in the repository) and not changed. The page hands it the current study and chosen
priors by a code that is good once; from then on a cookie of its own origin is its ticket to `/dw` there.
Nothing can be stored through it.
"""
