"""The speed that Tijdlijn promises, measured: one line for each promise, in a table and as JSON.

`python -m benchmarks` (`make bench`) runs all lines on this machine; docs/reference/performance.md says what
each line measures, against what, and what was tried to hold it.
"""
