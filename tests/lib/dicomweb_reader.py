"""A foreign reader of `/dw`: PyPI's `dicomweb-client`, with the cookies of a browser."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from dicomweb_client.api import DICOMwebClient
from pydicom import Dataset
from pydicom.filewriter import dcmwrite
from requests import PreparedRequest, Session
from requests.auth import AuthBase

AS_STORED = (("application/dicom", "*"),)


class _Browser(AuthBase):
    """Calls the host by its name, which Python does not resolve, and sends the cookies along."""

    def __init__(self, host: str, cookies: Mapping[str, str]) -> None:
        self._headers = {
            "Host": host,
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        }

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers.update(self._headers)
        return request


def reader_at(port: int, host: str, cookies: Mapping[str, str], root: str = "/dw") -> DICOMwebClient:
    """A client that calls as a browser does, below this address."""
    session = Session()
    session.trust_env = False
    session.auth = _Browser(host, cookies)
    return DICOMwebClient(url=f"http://127.0.0.1:{port}{root}", session=session)


def read_study(reader: DICOMwebClient, study_uid: str) -> dict[str, Any]:
    """Read everything of a study in every way: what a search says, metadata, files, frames and bulk data."""
    metadata = reader.retrieve_study_metadata(study_uid)
    uids = [(found["0020000E"]["Value"][0], found["00080018"]["Value"][0]) for found in metadata]
    return {
        "studies": reader.search_for_studies(),
        "series": reader.search_for_series(study_uid),
        "instances": reader.search_for_instances(study_uid),
        "metadata": metadata,
        "files": {
            found.SOPInstanceUID: found for found in reader.iter_study(study_uid, media_types=AS_STORED)
        },
        "frames": {
            uid: reader.retrieve_instance_frames(study_uid, series_uid, uid, [1]) for series_uid, uid in uids
        },
    }


def written(dataset: Dataset) -> bytes:
    """A data set that a client read, as a file again."""
    into = BytesIO()
    dcmwrite(into, dataset, enforce_file_format=True)
    return into.getvalue()
