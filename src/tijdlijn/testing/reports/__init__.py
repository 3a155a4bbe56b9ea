"""Reports of the invented world in the two forms that Dutch departments send: plain text and PDF."""
