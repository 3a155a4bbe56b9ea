"""How long a timeline waits for holders, in each kind of care situation."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from tijdlijn.runtime.config.sections import Section, Text

Seconds = Annotated[float, Field(gt=0, le=600)]


class PatienceTable(Section):
    """`[timeline.patience]`: how long holders are waited for when no other care situation applies.

    `route_s` cuts each route off, and never later than its own deadline in the directory does; `whole_s` the
    whole question, the index included. What comes up to `late_s` after the question began still joins an
    open page.
    """

    route_s: Seconds = 10.0
    whole_s: Seconds = 15.0
    late_s: Seconds = 60.0

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.route_s <= self.whole_s <= self.late_s:
            raise ValueError("route_s, whole_s and late_s must not become shorter in this order")
        return self


class SituationTable(PatienceTable):
    """`[[timeline.situation]]`: the same for one kind of care situation. Of several the first counts.

    Without any, one stands for acute care: `is_acute`, `whole_s` 8, and the words that Dutch EPDs have for
    it.
    """

    words: tuple[Text, ...] = Field(min_length=1)
    is_acute: bool = False
    route_s: Seconds = 6.0
    whole_s: Seconds = 8.0


ACUTE = SituationTable(
    words=("SEH", "spoed", "acute", "acuut", "trauma", "EHBO", "huisartsenpost", "ambulance", "emergency"),
    is_acute=True,
)
"""What acute care is where nobody says otherwise."""
