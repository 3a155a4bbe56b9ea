"""The order of what one row holds: which copy opens, and which report is read first."""

from collections.abc import Iterable

from tijdlijn.domain.timeline import ReportCopy, StudyCopy


def fullest_first(copies: list[StudyCopy]) -> tuple[StudyCopy, ...]:
    """In the order in which to open them: most images first, of equals most instances, then where it was
    made before where it was imported, then the lowest URA.

    A count of instances stands in for a count of images that is unknown: it is never lower.
    """

    def fullness(copy: StudyCopy) -> tuple[int, int, bool, str, str, str]:
        instances, images = copy.study.instance_count or 0, copy.study.image_count
        return (
            -(instances if images is None else images),
            -instances,
            copy.study.is_import,
            copy.source.custodian.value,
            copy.source.entry_id,
            copy.study.study_uid.value,
        )

    return tuple(sorted(copies, key=fullness) if len(copies) > 1 else copies)


def one_of_each(copies: Iterable[StudyCopy]) -> list[StudyCopy]:
    """Each entry of a holder once: by the lowest route of those that brought it."""
    kept: dict[tuple[str, str, str], StudyCopy] = {}
    for copy in copies:
        source = copy.source
        key = source.custodian.value, source.entry_id, copy.study.study_uid.value
        known = kept.get(key)
        if known is None or source.route_id < known.source.route_id:
            kept[key] = copy
    return list(kept.values())


def newest_first(copies: list[ReportCopy]) -> tuple[ReportCopy, ...]:
    """Newest first; a report without a time stands last, equal times by id so that the order is always the
    same (A11).
    """

    def moment(copy: ReportCopy) -> tuple[float, str]:
        at = copy.report.authored_at
        return (at.timestamp() if at else float("-inf"), copy.report.report_id)

    return tuple(sorted(copies, key=moment, reverse=True) if len(copies) > 1 else copies)
