"""The viewer's files, as `tools/viewer.sh` laid them in `dist`: compressed beforehand, and kept by browsers
for good where their name holds a hash of what is in them.

Which files there are is read once, at the start: no path of a request is ever put together with one of ours.
"""

import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from tijdlijn.domain.errors import AccessDenied
from tijdlijn.services.timeline.viewer.policy import SCRIPT_POLICY, page_policy
from tijdlijn.serving.content_coding import codings_taken

DIST = Path(str(files(__package__))) / "dist"
_PAGE = "index.html"
_HASHED = re.compile(r"(^|\.)[0-9a-f]{20}\.[a-z0-9]+$")
_CODINGS = {"br": ".br", "gzip": ".gz"}
_TYPES = {".js": "text/javascript", ".wasm": "application/wasm", ".woff2": "font/woff2"}


@dataclass(frozen=True, slots=True)
class _File:
    """One file, with its compressed forms by content coding, best first."""

    path: Path
    coded: Mapping[str, Path]
    tag: str

    @property
    def media_type(self) -> str:
        suffix = self.path.suffix
        return _TYPES.get(suffix) or mimetypes.guess_type(self.path.name)[0] or "application/octet-stream"

    @property
    def headers(self) -> dict[str, str]:
        lasting = _HASHED.search(self.path.name)
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable" if lasting else "no-cache",
            "Vary": "Accept-Encoding",
            "ETag": self.tag,
        }
        return {**headers, "Content-Security-Policy": SCRIPT_POLICY} if self.path.suffix == ".js" else headers


@dataclass(frozen=True, slots=True)
class ViewerFiles:
    """What lies in the folder, and OHIF's page with its policy. `page` is absent if no viewer is
    installed.
    """

    by_path: Mapping[str, _File]
    page: bytes | None

    @classmethod
    def read(cls, dist: Path = DIST) -> "ViewerFiles":
        """Look into the folder; one that is not there holds no viewer."""
        found = {
            path.relative_to(dist).as_posix(): path
            for path in sorted(dist.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }
        page = found.pop(_PAGE).read_bytes() if _PAGE in found else None
        by_path = {
            name: _File(path, _coded(name, found), _tag(path))
            for name, path in found.items()
            if not name.endswith(tuple(_CODINGS.values()))
        }
        return cls(by_path, page)

    @property
    def is_installed(self) -> bool:
        """Whether there is a viewer."""
        return self.page is not None

    def answer_page(self) -> Response:
        """Give OHIF's page; its address names studies, so that no browser is to keep it."""
        if self.page is None:
            raise AccessDenied("no viewer is installed")
        return HTMLResponse(self.page, headers={"Content-Security-Policy": page_policy(self.page)})

    async def answer(self, request: Request) -> Response:
        """`GET /{path}`: one file, in the best form that the browser takes.

        Standard: RFC 9110 §8.4 (content codings), §13.1.2 (If-None-Match).
        """
        file = self.by_path.get(request.path_params["path"])
        if file is None:
            raise AccessDenied("no such file")
        if file.tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=file.headers)
        taken = codings_taken(request.headers.get("accept-encoding", ""))
        coding = next((coding for coding in file.coded if coding in taken), None)
        headers = file.headers if coding is None else {**file.headers, "Content-Encoding": coding}
        return FileResponse(
            file.coded[coding] if coding else file.path, media_type=file.media_type, headers=headers
        )


def _coded(name: str, found: Mapping[str, Path]) -> dict[str, Path]:
    return {
        coding: found[f"{name}{suffix}"] for coding, suffix in _CODINGS.items() if f"{name}{suffix}" in found
    }


def _tag(path: Path) -> str:
    with path.open("rb") as file:
        return f'"{hashlib.file_digest(file, "sha256").hexdigest()[:32]}"'
