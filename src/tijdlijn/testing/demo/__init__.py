"""The whole of Tijdlijn on one machine: archives, keys, configurations and one process for each deployable.

What it writes stands in one folder (`.demo/`), and nothing outlives its supervisor (architecture.md §8a).
"""
