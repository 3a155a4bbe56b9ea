"""What each kind of deployable cannot do without, and what strict mode refuses: the rules that span sections.

They are checked on the file as it was written, so that they are named together with faults inside the
sections.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from tijdlijn.runtime.config.sections import Kind


@dataclass(frozen=True)
class Requirement:
    """What a kind needs besides its own table."""

    peers: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    database: bool = True
    custodian: bool = False
    signing_key: bool = False
    browser: bool = False


REQUIREMENTS = {
    Kind.GATEWAY: Requirement(
        peers=("directory", "index", "index_recipient", "pseudonym"), keys=("patient_hmac",), custodian=True
    ),
    Kind.TIMELINE: Requirement(
        peers=("directory", "index", "index_recipient", "pseudonym"),
        keys=("session",),
        custodian=True,
        signing_key=True,
        browser=True,
    ),
    Kind.INDEX: Requirement(keys=("index_jwe", "index_hmac")),
    Kind.PSEUDONYM: Requirement(keys=("oprf", "signing")),
    Kind.DIRECTORY: Requirement(),
    Kind.EPD: Requirement(database=False, custodian=True, signing_key=True, browser=True),
}

_ADDRESSES = {
    "listen": ("public_url", "browser_url", "viewer_url"),
    "peers": ("directory", "index", "pseudonym", "consent"),
    "timeline": ("gateway",),
}


def faults_across_sections(data: Mapping[str, object]) -> Iterator[str]:
    """Name what is missing for this kind of deployable and what strict mode does not accept."""
    kind = _table(data, "service").get("kind")
    if isinstance(kind, str) and kind in REQUIREMENTS:
        yield from _missing(data, kind, REQUIREMENTS[Kind(kind)])
    if data.get("strict", True) is not False:
        yield from _not_strict(data)


def _missing(data: Mapping[str, object], kind: str, required: Requirement) -> Iterator[str]:
    if kind not in data:
        yield f"{kind}: missing, needed by a {kind}"
    for other in Kind:
        if other != kind and other in data:
            yield f"{other}: not a table of a {kind}"
    if required.database and "database" not in data:
        yield f"database: missing, needed by a {kind}"
    browser = ("browser_port", "browser_url") if required.browser else ()
    for section, names in (("peers", required.peers), ("keys", required.keys), ("listen", browser)):
        for name in names:
            if name not in _table(data, section):
                yield f"{section}.{name}: missing, needed by a {kind}"
    yield from _wrong_viewer(_table(data, "listen"), kind)
    yield from _missing_custodians(data, kind, required)


def _wrong_viewer(listen: Mapping[str, object], kind: str) -> Iterator[str]:
    """The full viewer is a guest of a timeline, under a host name that the page does not have."""
    port, url = listen.get("viewer_port"), listen.get("viewer_url")
    if (port is None) != (url is None):
        yield "listen.viewer_port, listen.viewer_url: both or neither"
    if url is None:
        return
    if kind != Kind.TIMELINE:
        yield f"listen.viewer_url: a {kind} has no viewer"
    if _host(url) == _host(listen.get("browser_url")):
        yield "listen.viewer_url: needs a host name of its own"


def _host(url: object) -> str | None:
    try:
        return urlsplit(url).hostname if isinstance(url, str) else None
    except ValueError:
        return None


def _missing_custodians(data: Mapping[str, object], kind: str, required: Requirement) -> Iterator[str]:
    custodians = _tables(data, "custodian")
    if required.custodian and not custodians:
        yield f"custodian: missing, a {kind} needs at least one"
    uras = [custodian.get("ura") for custodian in custodians]
    for number, custodian in enumerate(custodians):
        if required.signing_key and "signing_key" not in custodian:
            yield f"custodian.{number}.signing_key: missing, needed by a {kind}"
        if uras.index(custodian.get("ura")) != number:
            yield f"custodian.{number}.ura: stands here twice"
    institution = _table(data, kind).get("institution")
    if institution is not None and institution not in uras:
        yield f"{kind}.institution: not one of the custodians"


def _not_strict(data: Mapping[str, object]) -> Iterator[str]:
    for where, url in _addresses(data):
        if isinstance(url, str) and not url.startswith("https://"):
            yield f"{where}: strict mode wants https"
    if _holds_password(_table(data, "database").get("url")):
        yield "database.url: strict mode wants the password in password_file"


def _addresses(data: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for section, names in _ADDRESSES.items():
        table = _table(data, section)
        yield from ((f"{section}.{name}", table.get(name)) for name in names)
    for number, epd in enumerate(_tables(_table(data, "timeline"), "epd")):
        yield from ((f"timeline.epd.{number}.{name}", epd.get(name)) for name in ("issuer", "frame_origin"))


def _holds_password(url: object) -> bool:
    if not isinstance(url, str):
        return False
    user, at, _ = url.partition("://")[2].partition("/")[0].rpartition("@")
    return bool(at) and ":" in user


def _table(data: Mapping[str, object], name: str) -> Mapping[str, object]:
    table = data.get(name)
    return table if isinstance(table, dict) else {}


def _tables(data: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    tables = data.get(name)
    return [table for table in tables if isinstance(table, dict)] if isinstance(tables, list) else []
