"""What a command's exit status tells (architecture.md §8g)."""

COMPLETE = 0
"""Done; of a timeline: every institution that was asked has answered."""

FAILED = 1
WRONG_USE = 2
INCOMPLETE = 3
"""There is a timeline, and something is missing in it."""
