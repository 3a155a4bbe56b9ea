"""Who made an entry: authors are told apart by the kind of resource that they point to."""

from tijdlijn.wire.fhir.structs import Reference


def display_of(authors: tuple[Reference, ...], kind: str) -> str | None:
    """Give the name of the first author of a kind, e.g. `Organization`; `Practitioner` takes roles too."""
    for author in authors:
        named = author.type or (author.reference or "").rpartition("/")[0].rpartition("/")[2]
        if named.startswith(kind) and author.display:
            return author.display
    return None
