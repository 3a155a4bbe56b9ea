"""Connection URLs that hold no secret: the password lies in a file that only its owner may read, and the URL
names the file.

So a URL may stand in a configuration file, a process list or an error text.
Standard: PostgreSQL libpq, connection URIs and the password file.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlencode


def connection_url(role: str, database: str, password_file: Path, server: Mapping[str, str]) -> str:
    """Give the URL of a role's database; `server` names the server in libpq's parameters (host, port, …)."""
    parameters = {**server, "passfile": str(password_file)}
    return f"postgresql://{quote(role)}@/{quote(database)}?{urlencode(parameters, quote_via=quote)}"


def write_password(file: Path, role: str, password: str) -> None:
    """Write a role's password file, mode 0600, whole or not at all."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8") as stream:
        stream.write(f"*:*:*:{role}:{password}\n")
    unfinished.rename(file)


def read_password(file: Path) -> str:
    """Give the password that `write_password` wrote."""
    return file.read_text("utf-8").strip().rpartition(":")[2]
