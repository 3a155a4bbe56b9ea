"""Something is wrong: told from the page to the holder, and what the holder did about it back on the page."""
