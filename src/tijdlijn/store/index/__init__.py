"""The index's own tables; only `services.index` imports this."""
