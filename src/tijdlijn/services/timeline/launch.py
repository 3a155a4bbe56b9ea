"""Step 1, launch: the EPD hands over user, role, institution, patient, care situation and treatment
statement.

SMART App Launch 2.2, EHR launch, confidential by mutual TLS: PKCE S256, `iss` only from the configured
list, state taken once and bound to the browser that began. Nothing of the patient stands in any address of
ours.

Standard: HL7 SMART App Launch 2.2.0, §2 (launch), §3.1 (scopes); RFC 7636.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import msgspec

from tijdlijn.connectors.smart_epd import EpdContext, SmartEpd
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.store.timeline.session_store import SessionStore
from tijdlijn.wire import smart

LAUNCH_LIFETIME = timedelta(minutes=5)
_OWNER = b"timeline launch"


class _Pending(msgspec.Struct, frozen=True, array_like=True):
    """What must be known again when the code comes back."""

    issuer: str
    verifier: str
    browser: str


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where the browser goes next, and the secret that it keeps meanwhile."""

    location: str
    browser: str


@dataclass(frozen=True, slots=True)
class Launch:
    """The two halves of a launch. `epds` are the only EPDs that may launch, by issuer."""

    epds: Mapping[str, SmartEpd]
    callback_url: str
    store: SessionStore
    sealer: Sealer
    clock: Clock

    async def begin(self, query: str) -> Redirect:
        """Answer the EPD's launch with the way to its authorisation server.

        Raises:
            InputInvalid: malformed, or an issuer that is not on the list; nobody was contacted.
            PeerError: the EPD does not say where its authorisation server is.
        """
        request = smart.read_launch_request(query)
        epd = self._epd(request.iss)
        pkce, state, browser = smart.new_pkce(), secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        location = await epd.authorization_url(request.launch, state, pkce.challenge, self.callback_url)
        now = self.clock.now()
        pending = msgspec.msgpack.encode(_Pending(request.iss, pkce.verifier, browser))
        await self.store.add_launch(state, self.sealer.seal(pending, _OWNER), now + LAUNCH_LIFETIME, now)
        return Redirect(location, browser)

    async def finish(self, query: str, browser: str | None) -> EpdContext:
        """Redeem the code that came back, once, and give what the EPD says.

        Raises:
            InputInvalid: malformed, refused by the EPD, expired, taken before, or begun in another browser.
            PeerError: the EPD did not answer, or answered outside its contract.
        """
        callback = smart.read_callback(query)
        sealed = await self.store.take_launch(callback.state, self.clock.now())
        if sealed is None:
            raise InputInvalid("this launch is unknown, expired or already used")
        pending = msgspec.msgpack.decode(self.sealer.open(sealed, _OWNER), type=_Pending)
        if browser is None or not secrets.compare_digest(pending.browser.encode(), browser.encode()):
            raise InputInvalid("this launch was begun in another browser")
        return await self._epd(pending.issuer).context(callback.code, pending.verifier, self.callback_url)

    def _epd(self, issuer: str) -> SmartEpd:
        epd = self.epds.get(issuer)
        if epd is None:
            raise InputInvalid("this EPD is not on the list of those that may launch")
        return epd
