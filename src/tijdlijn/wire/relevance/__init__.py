"""The tables by which relevant priors are found, and the file in which a site states its own cases."""
