"""PostgreSQL, and the only room that knows psycopg.

`pool` gives transactions, `sql` reads queries from `.sql` files, `migrate` brings a database up to date; a
room per deployable beside them holds its `queries/`, `migrations/` and one `*_store.py` per aggregate.
`server` gives each deployable its own database, on a server of our own (`embedded`) or somebody else's.
"""
