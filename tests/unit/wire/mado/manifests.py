"""Manifests of an invented holder, small ones and any that could be."""

from datetime import UTC, date, datetime, time

from hypothesis import strategies as st

from tijdlijn.domain.identifiers import (
    AccessionNumber,
    Code,
    LocalPatientId,
    SeriesInstanceUID,
    SopInstanceUID,
    StudyInstanceUID,
    Ura,
)
from tijdlijn.domain.instances import Instance, Manifest, Series
from tijdlijn.domain.patient import Demographics, Sex, VagueDate
from tijdlijn.domain.study import Study, StudyMoment
from tijdlijn.wire.dicom.anatomy import BODY_PARTS, SNOMED
from tijdlijn.wire.dicom.series import counted
from tijdlijn.wire.mado import ManifestSource, manifest_uid

HOLDER = Ura("90000102")
SOURCE = ManifestSource(HOLDER, "Ziekenhuis Fryslân", "https://fryslan.invalid/dicomweb")
NUMBER = LocalPatientId("1234567", "2.16.528.1.1007.99.1")
CT, SR, SEG = (f"1.2.840.10008.5.1.4.1.1.{tail}" for tail in ("2", "88.33", "66.4"))
ABDOMEN = Code(SNOMED, *BODY_PARTS["ABDOMEN"])


def manifest_of(
    study: Study, *series: Series, created_at: datetime = datetime(2026, 11, 24, 9, tzinfo=UTC)
) -> Manifest:
    return Manifest(manifest_uid(HOLDER, study.study_uid), created_at, counted(study, series), series)


STUDY = Study(
    study_uid=StudyInstanceUID("2.25.100"),
    moment=StudyMoment(date(2026, 3, 14), time(10, 32, 5)),
    modalities=("CT",),
    description="CT abdomen – contrast",
    procedure=Code(SNOMED, "241541005", "CT abdomen"),
    region=ABDOMEN,
    institution_name="Ziekenhuis De Friesland",
    accession=AccessionNumber("T0001", "2.16.528.1.1007.99.2"),
    demographics=Demographics("Test-Aneurysma, Tjitske", VagueDate("1951-03-14"), Sex.FEMALE),
)
SLICES = Series(
    series_uid=SeriesInstanceUID("2.25.200"),
    instances=tuple(
        Instance(SopInstanceUID(f"2.25.300.{number}"), CT, number=number, frame_count=1)
        for number in (1, 2, 3)
    ),
    modality="CT",
    number=2,
    description="Portoveneus 3 mm",
    moment=StudyMoment(date(2026, 3, 14), time(10, 35)),
    region=ABDOMEN,
)
REPORT = Series(
    series_uid=SeriesInstanceUID("2.25.201"),
    instances=(Instance(SopInstanceUID("2.25.301"), SR, number=1),),
    modality="SR",
    number=90,
)
MANIFEST = manifest_of(STUDY, SLICES, REPORT)

_TEXTS = st.text(st.characters(codec="utf-8", categories=["L", "N", "Pd", "Ps"]), min_size=1, max_size=60)
_DAYS = st.dates(date(1950, 1, 1), date(2030, 1, 1))
_CLOCKS = st.times(time(4), time(23, 59, 59, 999999))
_MOMENTS = st.one_of(
    st.builds(StudyMoment),
    st.builds(StudyMoment, day=_DAYS),
    st.builds(StudyMoment, day=_DAYS, at=_CLOCKS),
)
_REGIONS = st.none() | st.sampled_from([Code(SNOMED, *found) for found in BODY_PARTS.values()])
_UIDS = st.integers(1, 2**64).map(lambda number: f"2.25.{number}")


@st.composite
def _series(draw: st.DrawFn, uids: list[str]) -> Series:
    number = draw(st.none() | st.integers(0, 999))
    instances = [
        Instance(
            sop_instance_uid=SopInstanceUID(uid),
            sop_class_uid=sop_class,
            number=index,
            frame_count=None if sop_class == SR else draw(st.integers(1, 5000)),
        )
        for index, (uid, sop_class) in enumerate(
            (uid, draw(st.sampled_from((CT, SR, SEG)))) for uid in uids[1:]
        )
    ]
    return Series(
        series_uid=SeriesInstanceUID(uids[0]),
        instances=tuple(instances),
        modality=draw(st.sampled_from(("CT", "MR", "SR", None))),
        number=number,
        description=draw(st.none() | _TEXTS),
        moment=draw(_MOMENTS),
        region=draw(_REGIONS),
    )


@st.composite
def manifests(draw: st.DrawFn) -> Manifest:
    """Any manifest with something in it, in the order that a reader gives."""
    uids = draw(st.lists(_UIDS, min_size=2, max_size=24, unique=True))
    uids = uids[: len(uids) // 2 * 2]
    cuts = sorted({0, *draw(st.lists(st.sampled_from(range(0, len(uids), 2)), max_size=3))})
    parts = [uids[start:end] for start, end in zip(cuts, [*cuts[1:], len(uids)], strict=True)]
    series = sorted(
        (draw(_series(part)) for part in parts),
        key=lambda one: (1 << 40 if one.number is None else one.number, one.series_uid.value),
    )
    return manifest_of(
        Study(
            study_uid=StudyInstanceUID(draw(_UIDS)),
            moment=draw(_MOMENTS),
            modalities=tuple(dict.fromkeys(one.modality for one in series if one.modality in ("CT", "MR"))),
            description=draw(st.none() | _TEXTS),
            procedure=draw(st.none() | st.just(STUDY.procedure)),
            region=draw(_REGIONS),
            institution_name=draw(_TEXTS),
            accession=draw(
                st.none() | st.builds(AccessionNumber, st.just("T0001"), st.sampled_from(("2.999.5", None)))
            ),
            demographics=draw(st.sampled_from((STUDY.demographics, Demographics("Test-Zonder")))),
        ),
        *series,
        created_at=draw(st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1))).replace(tzinfo=UTC),
    )
