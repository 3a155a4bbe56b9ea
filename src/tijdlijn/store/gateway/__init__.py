"""The gateway's own tables: patients' choices, tokens, used grants, registrations at the index.

Patients stand in them only by a keyed reference. Importable by the gateway alone (architecture.md §8b).
"""
