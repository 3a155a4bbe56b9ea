"""Which processes the demo has, and under which host names: read off the world."""

from dataclasses import dataclass
from typing import Literal

from tijdlijn.runtime.config.sections import Kind
from tijdlijn.testing.world.model import World, WorldInstitution

ListenerName = Literal["peer", "browser", "viewer"]


@dataclass(frozen=True, slots=True)
class PlannedProcess:
    """One process: a deployable of `kind` under `name`, which is also its host name (`<name>.localhost`).

    `institution` is the custodian it works for, if any. `runs` is false for a gateway that the story wants
    down.
    """

    name: str
    kind: Kind
    listeners: tuple[ListenerName, ...] = ("peer",)
    institution: WorldInstitution | None = None
    runs: bool = True

    @property
    def host(self) -> str:
        """The host name, which browsers and our own client resolve to this machine (RFC 6761 §6.3)."""
        return f"{self.name}.localhost"

    def host_of(self, listener: ListenerName) -> str:
        """The host name of one listener: the full viewer has one of its own."""
        return "viewer.localhost" if listener == "viewer" else self.host


def planned_processes(world: World) -> tuple[PlannedProcess, ...]:
    """Give the national services, a gateway for each connected institution, and timeline and EPD of the own
    one.
    """
    own = own_institution(world)
    gateways = tuple(
        PlannedProcess(one.slug, Kind.GATEWAY, institution=one, runs=one.running)
        for one in world.institutions
        if one.connected
    )
    return (
        PlannedProcess("directory", Kind.DIRECTORY),
        PlannedProcess("pseudonym", Kind.PSEUDONYM),
        PlannedProcess("index", Kind.INDEX),
        *gateways,
        PlannedProcess("timeline", Kind.TIMELINE, ("peer", "browser", "viewer"), own),
        PlannedProcess("epd", Kind.EPD, ("peer", "browser"), own),
    )


def own_institution(world: World) -> WorldInstitution:
    """The institution from which every story is launched."""
    (slug,) = {story.encounter.institution for story in world.stories}
    return world.institution(slug)
