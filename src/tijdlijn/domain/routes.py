"""Institutions and the routes over which they are reached, as the directory tells it.

One route may answer for many institutions, one institution may have several routes (architecture.md §1,
"Routes").
"""

from dataclasses import dataclass, field

from tijdlijn.domain.identifiers import Ura


@dataclass(frozen=True, slots=True)
class Institution:
    """A care institution in the directory. `short_name` is for rows, `phone` of its radiology department
    may be absent.

    `is_connected` is whether it has any route in use today; `signing_keys` are its public keys as JWK JSON
    texts, newest first.
    """

    ura: Ura
    name: str
    short_name: str
    facility_type: str
    phone: str | None = None
    is_connected: bool = False
    signing_keys: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Route:
    """How to reach one or more custodians: which network's dialect, at which endpoint, under which deadline.

    `endpoint` is opaque to everybody but the connector of its `dialect`. `community` is the network's name
    of the group behind the route, if it has one.
    """

    route_id: str
    network: str
    dialect: str
    endpoint: str
    custodians: tuple[Ura, ...]
    community: str | None = None
    deadline_s: float = 6.0
