"""The tables by which relevant priors are found: those that are shipped here, or a site's own (A57)."""
