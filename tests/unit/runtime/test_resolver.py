import socket

import pytest

from tijdlijn.runtime.resolver import LocalhostResolver, is_this_machine


@pytest.mark.parametrize("host", ["localhost", "epd.localhost", "a.b.LOCALHOST", "localhost."])
async def test_localhost_and_below_are_here(host: str) -> None:
    resolver = LocalhostResolver()
    (found,) = await resolver.resolve(host, 8443)
    await resolver.close()
    assert (found["host"], found["port"], found["hostname"]) == ("127.0.0.1", 8443, host)
    assert found["family"] is socket.AF_INET


@pytest.mark.parametrize("host", ["localhost.example", "notlocalhost", "example", ""])
def test_other_names_are_not_this_machine(host: str) -> None:
    assert not is_this_machine(host)


async def test_a_name_that_does_not_exist_is_an_error() -> None:
    resolver = LocalhostResolver()
    with pytest.raises(OSError):  # noqa: PT011 - what the resolver of this machine says differs
        await resolver.resolve("gateway.invalid", 443)
    await resolver.close()
