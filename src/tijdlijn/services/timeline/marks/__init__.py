"""Which studies matter for the question at hand: marked by a user, for themselves or for the team."""
