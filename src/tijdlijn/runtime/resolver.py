"""Names to addresses: as this machine resolves them, except that `localhost` and everything below it is here.

Browsers resolve `*.localhost` to the loopback address by themselves, Python does not; the demo gives every
deployable a name of its own under it (architecture.md §8c).

Standard: RFC 6761 §6.3, "localhost.".
"""

import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

LOOPBACK = "127.0.0.1"


class LocalhostResolver(AbstractResolver):
    """Resolves the names of this machine itself and leaves all others to aiohttp's default."""

    def __init__(self) -> None:
        self._others = DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Give the addresses of a host. Raises OSError when it has none."""
        if not is_this_machine(host):
            return await self._others.resolve(host, port, family)
        return [
            ResolveResult(
                hostname=host,
                host=LOOPBACK,
                port=port,
                family=socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        """Let go of the default resolver."""
        await self._others.close()


def is_this_machine(host: str) -> bool:
    """Whether a host name is `localhost` or below it; a dot at the end makes no difference."""
    labels = host.lower().removesuffix(".").split(".")
    return labels[-1] == "localhost"
