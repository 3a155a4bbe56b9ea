"""The kinds of value that stand in a configuration file, each with what makes it usable.

Paths are read relative to the folder of the file they stand in, so that a configuration can be moved with
what belongs to it.
"""

import os
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import Ura


def _resolved(path: Path, info: ValidationInfo) -> Path:
    folder = info.context.get("folder") if isinstance(info.context, dict) else None
    return folder / path if isinstance(folder, Path) else path


def _readable_file(path: Path) -> Path:
    if not path.is_file():
        raise ValueError("no such file")
    if not os.access(path, os.R_OK):
        raise ValueError("the file cannot be read by this user")
    return path


def _readable_folder(path: Path) -> Path:
    if not path.is_dir():
        raise ValueError("no such folder")
    if not os.access(path, os.R_OK | os.X_OK):
        raise ValueError("the folder cannot be read by this user")
    return path


def _ura(value: object) -> Ura:
    if isinstance(value, Ura):
        return value
    try:
        return Ura(value if isinstance(value, str) else "")
    except InputInvalid as error:
        raise ValueError(f"{error}, as text") from error


def _base_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.scheme not in ("http", "https"):
        raise ValueError("not an absolute http or https URL")
    if parts.query or parts.fragment or parts.username is not None or parts.password is not None:
        raise ValueError("a URL without user, query and fragment is needed")
    return value.rstrip("/")


FilePath = Annotated[Path, AfterValidator(_resolved), AfterValidator(_readable_file)]
"""A file that exists and can be read."""

FolderPath = Annotated[Path, AfterValidator(_resolved), AfterValidator(_readable_folder)]
"""A folder that exists and can be read."""

UraText = Annotated[Ura, BeforeValidator(_ura)]
"""A URA, written as text so that leading zeros stay."""

BaseUrl = Annotated[str, AfterValidator(_base_url)]
"""An absolute URL to which paths are added; kept without a slash at its end."""
