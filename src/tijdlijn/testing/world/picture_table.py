"""The table of kinds: what a story calls a picture, and what it says of it."""

from collections.abc import Callable, Mapping

from tijdlijn.testing.phantoms.chest_and_body_pictures import BodyCt, ChestCt, TraumaCt
from tijdlijn.testing.phantoms.other_pictures import (
    AbdomenEcho,
    Angiography,
    BoneScan,
    Electrocardiogram,
    Endoscopy,
    HipEcho,
    Mammography,
    Pelvis,
    Swallow,
    Wrist,
)
from tijdlijn.testing.phantoms.pictures import AortaEcho, ChestPicture, CtaAbdomen, Picture, PublishedPicture
from tijdlijn.testing.phantoms.volume_pictures import LiverMr, PetCt, RadiotherapyPlan
from tijdlijn.testing.world.tables import Table

KINDS: Mapping[str, Callable[[Table], Picture]] = {
    "cta-abdomen": lambda table: CtaAbdomen(table.number("diameter_mm"), table.number("slice_mm")),
    "ct-chest": lambda table: ChestCt(
        table.number("nodule_mm"), table.number("slice_mm"), table.integer("averaged", 1)
    ),
    "ct-body": lambda table: BodyCt(
        table.number("slice_mm"),
        table.number("liver_mm"),
        table.number("lung_mm"),
        table.flag("is_measured", False),
    ),
    "ct-trauma": lambda table: TraumaCt(table.number("slice_mm")),
    "mr-liver": lambda table: LiverMr(table.number("liver_mm")),
    "pet-ct": lambda table: PetCt(table.number("liver_mm")),
    "radiotherapy": lambda table: RadiotherapyPlan(table.number("slice_mm")),
    "mammography": lambda table: Mammography(table.number("mass_mm")),
    "angiography": lambda table: Angiography(table.integer("frames", 1)),
    "swallow": lambda table: Swallow(table.integer("frames", 1), table.number("narrow_mm")),
    "bone-scan": lambda _: BoneScan(),
    "endoscopy": lambda table: Endoscopy(table.integer("frames", 1), table.text("letter")),
    "abdomen-echo": lambda table: AbdomenEcho(
        table.number("aorta_mm"), table.integer("frames", 1), table.text("finding")
    ),
    "ecg": lambda table: Electrocardiogram(table.number("beats_per_minute")),
    "wrist": lambda table: Wrist(table.flag("has_buckle")),
    "hip-echo": lambda table: HipEcho(table.number("alpha_degrees")),
    "pelvis": lambda _: Pelvis(),
    "chest": lambda table: ChestPicture(table.number("heart_mm"), table.flag("is_supine")),
    "aorta-echo": lambda table: AortaEcho(table.number("diameter_mm")),
    "published": lambda table: PublishedPicture(table.texts("files"), table.text("series_description")),
}
"""What a story may ask for, by the word in `kind`."""


def read_picture(table: Table) -> Picture:
    """Give the picture; an unknown kind is noted as a fault."""
    kind = table.text("kind")
    read = KINDS.get(kind)
    if read is None:
        table.fault(f"no kind of picture is called {kind}")
        return BoneScan()
    picture = read(table)
    table.finish()
    return picture
