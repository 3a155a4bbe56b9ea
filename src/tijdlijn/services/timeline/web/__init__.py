"""What a browser is given: the shell of the page, whole-page messages, and the built script and styles."""
