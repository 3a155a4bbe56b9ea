"""The page's shell and whole-page messages, rendered from templates; no patient data is ever written into
them.

The built page (`frontend/`, `make page`) lies in `dist/` beside this module; its manifest says which files
a page needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.services.timeline.web.words import MESSAGES, language_of
from tijdlijn.serving.peer import trace_id_of

DIST = Path(str(files(__package__))) / "dist"
ASSETS = "/assets"
_ENTRY, _ICON = "src/main.ts", "src/icon.svg"
_WORKER = "worker-"
_WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
"""A worker's own answer decides what may run in it: the codecs are WebAssembly (ADR 0022)."""


class _Chunk(msgspec.Struct):
    """One entry of Vite's manifest."""

    file: str
    css: list[str] = []


class _HashedFiles(StaticFiles):
    """Files that never change under their name, and hold nothing of a patient: a browser may keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        if path.startswith(_WORKER):
            response.headers["Content-Security-Policy"] = _WORKER_POLICY
        return response


@dataclass(frozen=True)
class Shell:
    """Renders pages for the built script in `dist`; `has_viewer` tells the page whether the full viewer is
    installed.

    Raises:
        ConfigurationInvalid: `dist` holds no built page.
    """

    dist: Path = DIST
    has_viewer: bool = False

    def __post_init__(self) -> None:
        _ = self._files

    def page(self, request: Request, context_id: str) -> Response:
        """Give the clinician's page for one session; it fetches everything of the patient itself."""
        language = language_of(request)
        html = self._templates.get_template("timeline.html").render(
            lang=language, context=context_id, viewer=self.has_viewer, **self._files
        )
        return HTMLResponse(html)

    def message(self, request: Request, name: str, status: int) -> Response:
        """Give a whole page that says in plain words what is the matter and what to do."""
        language = language_of(request)
        message = MESSAGES[language][name]
        html = self._templates.get_template("message.html").render(
            lang=language,
            title=message.title,
            text=message.text,
            what_to_do=message.advice,
            trace_id=trace_id_of(request),
            **self._files,
        )
        return HTMLResponse(html, status)

    def assets(self) -> Mount:
        """Give the route of the built files; their names carry a hash of their content."""
        return Mount(ASSETS, _HashedFiles(directory=self.dist / "assets"))

    @cached_property
    def _templates(self) -> Environment:
        loader = PackageLoader(__package__, "templates")
        return Environment(loader=loader, autoescape=True, undefined=StrictUndefined)

    @cached_property
    def _files(self) -> Mapping[str, str | list[str]]:
        """The addresses that `head.html` needs."""
        try:
            manifest = msgspec.json.decode((self.dist / "manifest.json").read_bytes(), type=dict[str, _Chunk])
            entry, icon = manifest[_ENTRY], manifest[_ICON]
        except (OSError, msgspec.MsgspecError, KeyError) as error:
            raise ConfigurationInvalid(["the page is not built: run `make page`"]) from error
        return {
            "script": f"/{entry.file}",
            "styles": [f"/{style}" for style in entry.css],
            "icon": f"/{icon.file}",
        }
