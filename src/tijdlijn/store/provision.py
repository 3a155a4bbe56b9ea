"""A database and a login role for one deployable, on any PostgreSQL server that lets us make them.

The role owns its database and may not connect to another deployable's (architecture.md §8b). What it does
leaves no value in the server's log; where the administrator's role may not arrange that, the server must
already be set so.
"""

from pathlib import Path
from secrets import token_hex

import psycopg
from psycopg import sql

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.store.connection_url import read_password, write_password
from tijdlijn.store.quiet_log import QUIET_LOG

Admin = psycopg.Connection[tuple[object, ...]]


def provision(admin: Admin, name: str, password_file: Path) -> bool:
    """Make role and database `name`, or bring them to where they should be; may be repeated. Gives whether
    the database is a new one.

    The password is made once and kept in `password_file`. `admin` is in autocommit.

    Raises:
        ConfigurationInvalid: statements would show in the server's log and this role may not prevent it.
    """
    is_superuser = admin.info.parameter_status("is_superuser") == "on"
    role = sql.Identifier(name)
    if not _exists(admin, "SELECT FROM pg_roles WHERE rolname = %s", name):
        admin.execute(sql.SQL("CREATE ROLE {}").format(role))
    if not password_file.exists():
        write_password(password_file, name, token_hex(32))
    _set_password(admin, name, read_password(password_file))
    if is_superuser:
        for setting, value in QUIET_LOG.items():
            statement = sql.SQL("ALTER ROLE {} SET {} = {}")
            admin.execute(statement.format(role, sql.Identifier(setting), sql.Literal(value)))
    else:
        _require_quiet_log(admin)
        admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
    is_new = not _exists(admin, "SELECT FROM pg_database WHERE datname = %s", name)
    if is_new:
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(role, role))
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(role))
    return is_new


def remove(admin: Admin, name: str) -> None:
    """Remove database and role `name`, with all data and whoever is connected; absent ones are no error."""
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))


def _exists(admin: Admin, query: str, name: str) -> bool:
    return admin.execute(query, [name]).fetchone() is not None


def _set_password(admin: Admin, name: str, password: str) -> None:
    """Set it as a SCRAM verifier, so that the server never sees the password itself, nor its log."""
    verifier = admin.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    statement = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}")
    admin.execute(statement.format(sql.Identifier(name), sql.Literal(verifier)))


def _require_quiet_log(admin: Admin) -> None:
    rows = admin.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(QUIET_LOG)])
    wrong = {str(name) for name, setting in rows if setting != QUIET_LOG[str(name)]}
    if wrong:
        wanted = ", ".join(f"{name}={QUIET_LOG[name]}" for name in sorted(wrong))
        raise ConfigurationInvalid(
            [f"the database server would log what is asked about patients: set {wanted}"]
        )
