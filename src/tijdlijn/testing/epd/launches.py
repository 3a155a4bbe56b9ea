"""Launches, codes and access tokens of the small EPD: each for one thing, once, and for a short time.

Standard: SMART App Launch 2.2.0 §2; RFC 6749 §4.1, §10.5 (a code is used once); RFC 7636 §4.6.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.runtime.clock import Clock
from tijdlijn.testing.world.model import Story
from tijdlijn.wire.smart import challenge_of

LAUNCH_LIFETIME = timedelta(seconds=60)
CODE_LIFETIME = timedelta(seconds=60)
TOKEN_LIFETIME = timedelta(minutes=5)

Held = TypeVar("Held")


@dataclass(frozen=True, slots=True)
class AuthorizedCode:
    """What a code stands for until it is redeemed."""

    story: Story
    client_id: str
    redirect_uri: str
    challenge: str


@dataclass(slots=True)
class _Shelf(Generic[Held]):
    """Things that lie ready under a secret for a while."""

    lifetime: timedelta
    _held: dict[str, tuple[datetime, Held]] = field(default_factory=dict)

    def put(self, held: Held, now: datetime) -> str:
        self._held = {key: value for key, value in self._held.items() if value[0] > now}
        secret = secrets.token_urlsafe(32)
        self._held[secret] = (now + self.lifetime, held)
        return secret

    def look(self, secret: str, now: datetime) -> Held | None:
        ends_at, held = self._held.get(secret, (now, None))
        return held if ends_at > now else None

    def take(self, secret: str, now: datetime) -> Held | None:
        held = self.look(secret, now)
        self._held.pop(secret, None)
        return held


class Launches:
    """From the click in the record to the token, for one story at a time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._launches: _Shelf[Story] = _Shelf(LAUNCH_LIFETIME)
        self._codes: _Shelf[AuthorizedCode] = _Shelf(CODE_LIFETIME)
        self._tokens: _Shelf[Story] = _Shelf(TOKEN_LIFETIME)

    def prepare(self, story: Story) -> str:
        """Give a launch value for this story's patient; good once, for a minute."""
        return self._launches.put(story, self._clock.now())

    def authorize(self, launch: str, client_id: str, redirect_uri: str, challenge: str) -> str:
        """Turn a launch into a code for one client.

        Raises:
            InputInvalid: unknown, expired or used before.
        """
        now = self._clock.now()
        story = self._launches.take(launch, now)
        if story is None:
            raise InputInvalid("this launch is unknown, expired or already used")
        return self._codes.put(AuthorizedCode(story, client_id, redirect_uri, challenge), now)

    def redeem(self, code: str, client_id: str, redirect_uri: str, verifier: str) -> tuple[Story, str]:
        """Turn a code into the story and an access token for its patient.

        Raises:
            InputInvalid: unknown, expired, used before, or of another client, address or verifier.
        """
        now = self._clock.now()
        authorized = self._codes.take(code, now)
        if authorized is None or (authorized.client_id, authorized.redirect_uri) != (client_id, redirect_uri):
            raise InputInvalid("this code is unknown, expired, already used or somebody else's")
        if not secrets.compare_digest(authorized.challenge, challenge_of(verifier)):
            raise InputInvalid("the verifier does not fit the challenge")
        return authorized.story, self._tokens.put(authorized.story, now)

    def story_of(self, access_token: str) -> Story | None:
        """Give the story whose patient this token opens."""
        return self._tokens.look(access_token, self._clock.now())
