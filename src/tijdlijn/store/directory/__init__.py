"""The directory's own tables; only `services.directory` imports this."""
