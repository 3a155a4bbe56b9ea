"""Tables that every deployable has: the record of every access (architecture.md §8i)."""
