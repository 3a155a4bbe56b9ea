"""The invented world: institutions, patients and their stories, as TOML that anybody can add to."""
