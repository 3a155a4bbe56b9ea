"""What holders make of their images beside the files that they owe, learnt by asking.

A holder that has never made something, and gives the files that it could be made of, is not asked for it
again for a while: each such question would come before the one that is answered.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tijdlijn.ports import Derivation
from tijdlijn.runtime.clock import Clock
from tijdlijn.services.timeline.images.keys import ImagePlace

ASKED_AGAIN_AFTER = timedelta(minutes=10)
"""Holders are upgraded while we run."""

_Key = tuple[str, str, Derivation]


@dataclass(slots=True)
class Offered:
    """What this process knows. A kind is learnt for each holder and route by itself."""

    clock: Clock
    _made: set[_Key] = field(default_factory=set)
    _lacking: dict[_Key, datetime] = field(default_factory=dict)

    def may_be(self, place: ImagePlace, kind: Derivation) -> bool:
        """Whether asking is worth it."""
        since = self._lacking.get(_key(place, kind))
        return since is None or self.clock.now() - since >= ASKED_AGAIN_AFTER

    def is_made(self, place: ImagePlace, kind: Derivation) -> None:
        """Note that the holder made this."""
        self._made.add(_key(place, kind))
        self._lacking.pop(_key(place, kind), None)

    def is_lacking(self, place: ImagePlace, kind: Derivation) -> None:
        """Note that the holder did not make this of files that it gave; for one that did before, that says
        something of these files only.
        """
        if _key(place, kind) not in self._made:
            self._lacking[_key(place, kind)] = self.clock.now()


def _key(place: ImagePlace, kind: Derivation) -> _Key:
    return place.custodian.value, place.route_id, kind
