"""Lays out the imaging of an invented life: the course that a case is about, and what happens beside it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from tests.gold.courses import Course, Episode, Step
from tests.gold.draw import Draw
from tests.gold.examinations import Examination
from tests.gold.institutions import Institution, of_kind

OPPOSITE = {"left": "right", "right": "left"}
FIRST_YEAR = 2002
"""Archives hold little from before they were digital."""
FEWEST, MOST = 20, 60
"""Candidates of a case."""
BESIDE_PER_YEAR = 2.2
"""Studies beside the course between the first and the last current study."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One study as it really was, before an institution put it in its own words."""

    at: datetime
    examination: Examination
    side: str
    house: Institution
    is_current: bool = False
    is_background: bool = False
    is_copy: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person: an id that tells nothing, and studies in order of time."""

    id: str
    field: str
    studies: tuple[Happened, ...]


def person_of(
    course: Course, which: int, background: list[Episode], examinations: dict[str, Examination]
) -> Person:
    """The `which`th person who goes through this course; the same one each time."""
    name = sha256(f"{course.number}/{which}".encode()).hexdigest()[:6]
    life = _Life(course, which, background, examinations, Draw(name))
    return Person(name, course.field, tuple(life.studies()))


class _Life:
    def __init__(
        self,
        course: Course,
        which: int,
        background: list[Episode],
        examinations: dict[str, Examination],
        draw: Draw,
    ) -> None:
        self._course, self._which, self._background, self._all = course, which, background, examinations
        self._draw = draw
        self._side = draw.pick(("left", "right"))
        self._sex = course.sex if course.sex != "x" else draw.pick(("f", "m"))
        age_days = draw.between(course.ages[0], course.ages[1] + 0.9) * 365.25
        end = date(2016, 1, 1) + timedelta(days=int(draw.between(0, 3900)))
        last = max(step.day for step in course.steps if step.is_current)
        self._begin = end - timedelta(days=int(last))
        self._birth = self._begin - timedelta(days=int(age_days))
        homes = of_kind("general")
        self._home, self._earlier_home = draw.pick(homes), draw.pick(homes)
        # Most people stay where they are; the others moved some years before.
        self._moved = self._begin - timedelta(days=int(draw.between(300, 4000)))
        # The last of the referral centres is for cancer only.
        centres = of_kind("academic")
        self._ref = draw.pick(centres if course.field == "oncology" else centres[:-1])
        self._own = {kind: draw.pick(of_kind(kind)) for kind in ("gp", "zbc", "bvo", "dent", "kid")}

    def studies(self) -> list[Happened]:
        course = self._of_course()
        currents = [study for study in course if study.is_current]
        first, last = currents[0].at, currents[-1].at
        beside = self._beside(course, first, last)
        studies = sorted([*course, *self._by_products([*course, *beside]), *beside], key=lambda one: one.at)
        return self._no_more_than_fit(studies, first, last)

    def _of_course(self) -> list[Happened]:
        found: list[Happened] = []
        shift, before, day_before = 0.0, -1e9, date.min
        read_now = self._read_now()
        for at, step in enumerate(self._course.steps):
            gap = step.day - before
            if gap >= 10 and before > -1e9:
                shift += max(-25.0, min(25.0, gap * self._draw.between(-0.12, 0.12)))
            day = self._begin + timedelta(days=round(step.day + shift))
            if step.place not in ("seh", "bvo") and gap >= 5 and day.weekday() > 4:
                day += timedelta(days=7 - day.weekday())
            day = day_before if step.day == before else max(day, day_before)
            before, day_before = step.day, day
            is_current = at in read_now
            if not is_current and step.day != 0 and self._draw.chance(0.1):
                continue
            if day.year >= FIRST_YEAR and day > self._birth:
                found.append(self._study(step, self._moment(day, step, found), is_current=is_current))
        return found

    def _read_now(self) -> set[int]:
        """The steps that become cases: at most four over the course; of a second person two others."""
        marked = [at for at, step in enumerate(self._course.steps) if step.is_current]
        first = set(_spread(marked, 4))
        if self._which == 0:
            return first
        return set(_spread([at for at in marked if at not in first] or marked, 2))

    def _beside(self, course: list[Happened], first: datetime, last: datetime) -> list[Happened]:
        wanted = FEWEST + int(18 * self._draw.share() * self._draw.share())
        before = sum(study.at < first for study in course)
        found: list[Happened] = []
        while before + sum(study.at < first for study in found) < wanted:
            found += self._episode(self._time_before(first), last)
        years = (last - first).days / 365.25
        for _ in range(int(years * BESIDE_PER_YEAR * self._draw.between(0.4, 1.2))):
            found += self._episode(
                first + timedelta(days=int(self._draw.between(0, max(1, (last - first).days)))), last
            )
        return found

    def _time_before(self, first: datetime) -> datetime:
        """More of a life's studies are recent, and none is from before birth or the archive."""
        oldest = max(
            self._birth + timedelta(days=10),
            date(FIRST_YEAR, 1, 15),
            first.date() - timedelta(days=18 * 365),
        )
        span = max(60, (first.date() - oldest).days)
        back = self._draw.between(2, min(span, 1100) if self._draw.chance(0.45) else span)
        return first - timedelta(days=int(back))

    def _episode(self, start: datetime, last: datetime) -> list[Happened]:
        age = (start.date() - self._birth).days / 365.25
        fitting = [
            episode
            for episode in self._background
            if episode.ages[0] <= age <= episode.ages[1]
            and episode.sex in ("x", self._sex)
            and not any(self._all[step.key].theme in self._course.without for step in episode.steps)
        ]
        episode = self._draw.weighted(fitting, [one.weight for one in fitting])
        own_side, self._side = self._side, self._draw.pick(("left", "right"))
        found: list[Happened] = []
        for step in episode.steps:
            day = start.date() + timedelta(days=int(step.day * self._draw.between(0.9, 1.1)))
            at = self._moment(day, step, found)
            if at < last:
                found.append(self._study(step, at, is_background=True))
        self._side = own_side
        return found

    def _by_products(self, studies: list[Happened]) -> list[Happened]:
        """What nobody asked for: dose reports that are studies of their own, copies in another house."""
        found = []
        for study in studies:
            modality = study.examination.modalities[0]
            later = study.at + timedelta(minutes=2)
            if modality in ("CT", "XA") and self._draw.chance(0.04):
                found.append(Happened(later, self._all["sr.dosis"], "", study.house, is_background=True))
            if self._draw.chance(0.015) and not study.is_current and study.house is not self._home:
                found.append(
                    Happened(
                        study.at, study.examination, study.side, self._home, False, study.is_background, True
                    )
                )
        return found

    def _no_more_than_fit(self, studies: list[Happened], first: datetime, last: datetime) -> list[Happened]:
        """Leaves out what happened beside the course after its first case, which so keeps its candidates."""
        too_many = sum(study.at < last for study in studies) - MOST
        kept = []
        for study in studies:
            if too_many > 0 and study.is_background and first < study.at < last:
                too_many -= 1
            else:
                kept.append(study)
        return kept

    def _study(
        self, step: Step, at: datetime, *, is_current: bool = False, is_background: bool = False
    ) -> Happened:
        side = {"s": self._side, "o": OPPOSITE[self._side], "b": "both", "": ""}[step.side]
        return Happened(
            at, self._all[step.key], side, self._house(step.place, at.date()), is_current, is_background
        )

    def _moment(self, day: date, step: Step, before: list[Happened]) -> datetime:
        if before and before[-1].at.date() == day:
            return before[-1].at + timedelta(minutes=self._draw.whole(12, 55))
        hour = self._draw.whole(0, 20) if step.place == "seh" else self._draw.whole(8, 16)
        return datetime.combine(day, time(hour, self._draw.whole(0, 59)))

    def _house(self, place: str, day: date) -> Institution:
        home = self._home if day >= self._moved else self._earlier_home
        if place == "home":
            return home
        if place == "ref":
            return self._ref
        if place == "alt" or (place == "seh" and self._draw.chance(0.3)):
            abroad = place == "seh" and self._draw.chance(0.15)
            return self._draw.pick(of_kind("abroad" if abroad else "general"))
        if place == "seh" or (place == "gp" and self._draw.chance(0.5)):
            return home
        return self._own[place]


def _spread(among: list[int], at_most: int) -> list[int]:
    if len(among) <= at_most:
        return among
    return [among[round(place * (len(among) - 1) / (at_most - 1))] for place in range(at_most)]
