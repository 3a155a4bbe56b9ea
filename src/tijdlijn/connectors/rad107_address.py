"""Where a holder has a study, a series or an instance. Standard: DICOM PS3.18 §10.4, Table 10.4.1-1."""

from tijdlijn.domain.instances import InstancePath
from tijdlijn.domain.routes import Route


def address_of(route: Route, path: InstancePath) -> str:
    """Give the address of what lies at this path."""
    address = f"{route.endpoint}/dicomweb/studies/{path.study_uid}"
    if path.series_uid is not None:
        address += f"/series/{path.series_uid}"
    if path.instance_uid is not None:
        address += f"/instances/{path.instance_uid}"
    return address
