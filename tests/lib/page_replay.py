"""Serves the built page over a recorded stream: the real shell and the real policy, no service behind them.

`python -m tests.lib.page_replay [RECORDING]` plays a recording of `frontend/tests/recordings` at its own
pace, to look at. Tests take `PageReplay` and send the events themselves, so that nothing is waited for.
"""

import json
import queue
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import jinja2

from tests.lib.replayed_documents import Answer
from tests.lib.replayed_images import ReplayedImages
from tijdlijn.wire.dicom.structured import STYLE_SOURCE

ROOT = Path(__file__).parents[2]
WEB = ROOT / "src/tijdlijn/services/timeline/web"
RECORDINGS = ROOT / "frontend/tests/recordings"
POLICY = (
    f"default-src 'none'; script-src 'self'; style-src 'self' {STYLE_SOURCE}; connect-src 'self'; "
    "img-src 'self' data: blob:; media-src blob:; "
    "frame-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
CONTEXT = "context-of-the-replay"
WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
}


def recorded(name: str) -> list[dict[str, object]]:
    """Give the events of one recording, pauses (`pause_ms`) and an early end (`end`) among them."""
    text = (RECORDINGS / f"{name}.ndjson").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@dataclass
class Question:
    """One `POST /timeline`, answered by whoever holds it."""

    holders: list[str] | None
    lines: "queue.Queue[bytes | None]" = field(default_factory=queue.Queue)

    def send(self, *events: Mapping[str, object]) -> None:
        """Send these events at once; pauses are passed over, `end` ends the answer."""
        for event in events:
            if event.get("end"):
                self.end()
            elif "pause_ms" not in event:
                self.send_line(json.dumps(event))

    def send_line(self, line: str) -> None:
        """Send one line whatever it holds."""
        self.lines.put(line.encode() + b"\n")

    def end(self) -> None:
        """Break off the answer."""
        self.lines.put(None)


@dataclass
class PageReplay:
    """The server's state: questions that came in, and what reports answer."""

    address: str
    questions: "queue.Queue[Question]" = field(default_factory=queue.Queue)
    reports: dict[str, str] = field(default_factory=dict)
    """Text by report key; what is missing has a line of its own."""
    report_status: dict[str, int] = field(default_factory=dict)
    report_gates: dict[str, threading.Event] = field(default_factory=dict)
    """A report with a gate is answered only after the gate was opened."""
    reports_asked: list[str] = field(default_factory=list)
    refuse_timeline: bool = False
    images: ReplayedImages = field(default_factory=ReplayedImages)
    assets_asked: list[str] = field(default_factory=list)
    handed: list[dict[str, object]] = field(default_factory=list)
    """What the page handed to the full viewer."""
    viewer_answer: dict[str, object] | None = None
    """What it is answered; the full viewer is installed if there is something."""
    concerns: list[dict[str, object]] = field(default_factory=list)
    """What the user told, newest first."""
    concern_status: int = 200
    concerns_told: list[dict[str, object]] = field(default_factory=list)
    """What the page told."""
    marks: list[dict[str, object]] = field(default_factory=list)
    """Every mark that the user may see, the latest first."""
    mark_status: int = 200
    marks_set: list[dict[str, object]] = field(default_factory=list)
    """What the page marked."""
    broken_assets: set[str] = field(default_factory=set)
    """Beginnings of names that are answered with 503."""

    def question(self) -> Question:
        """Wait for the next `POST /timeline`."""
        return self.questions.get(timeout=10)


def shell(*, has_viewer: bool = False) -> bytes:
    """Render the shell template on the manifest of the last build."""
    manifest = json.loads((WEB / "dist/manifest.json").read_text(encoding="utf-8"))
    entry = manifest["src/main.ts"]
    templates = jinja2.Environment(loader=jinja2.FileSystemLoader(WEB / "templates"), autoescape=True)
    return (
        templates.get_template("timeline.html")
        .render(
            lang="nl",
            context=CONTEXT,
            viewer=has_viewer,
            icon=f"/{manifest['src/icon.svg']['file']}",
            script=f"/{entry['file']}",
            styles=[f"/{file}" for file in entry["css"]],
        )
        .encode()
    )


def one_page_pdf(line: str) -> bytes:
    """A small pdf that says one line."""
    text = f"BT /F1 14 Tf 60 760 Td ({line}) Tj ET".encode("latin-1")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(text), text),
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 5\n0000000000 65535 f \n" + table + trailer


class Handler(BaseHTTPRequestHandler):
    """The routes of the timeline service that the page uses."""

    protocol_version = "HTTP/1.1"
    replay: PageReplay

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/":
            has_viewer = self.replay.viewer_answer is not None
            self.answer(200, "text/html; charset=utf-8", shell(has_viewer=has_viewer))
        elif path.startswith("/assets/") and ".." not in path:
            self.asset(WEB / "dist" / path.removeprefix("/"))
        elif path.startswith("/reports/"):
            self.report(path.removeprefix("/reports/"), second_form=self.path.endswith("form=1"))
        elif path.startswith("/dw/"):
            self.answer(*self.replay.images.answer(self.path))
        elif path == "/viewer":
            self.answer(200, "text/plain", b"stands in for the full viewer")
        elif path == "/concerns":
            status = 401 if self.replay.refuse_timeline else self.replay.concern_status
            self.answer(status, "application/json", json.dumps({"concerns": self.replay.concerns}).encode())
        elif path == "/marks":
            self.answer_marks()
        elif path == "/favicon.ico":
            self.answer(204, "text/plain", b"")
        else:
            self.answer(404, "text/plain", b"")

    def do_POST(self) -> None:
        received = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/images":
            self.answer(*self.begin_images(received))
            return
        body = json.loads(received)
        if self.path == "/viewer":
            self.replay.handed.append(body)
            status = 401 if self.replay.refuse_timeline else 200
            self.answer(status, "application/json", json.dumps(self.replay.viewer_answer).encode())
            return
        if self.path == "/concerns":
            self.replay.concerns_told.append(body)
            told = self.replay.concerns[0] if self.replay.concerns else {}
            self.answer(self.replay.concern_status, "application/json", json.dumps(told).encode())
            return
        if self.path == "/marks":
            self.replay.marks_set.append(body)
            self.answer_marks()
            return
        own = self.headers["X-Tijdlijn"] == "1" and self.headers["X-Tijdlijn-Context"] == CONTEXT
        if self.replay.refuse_timeline or not own:
            self.answer(401, "text/plain", b"")
            return
        question = Question(body.get("holders"))
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.send_header("Connection", "close")
        self.end_headers()
        self.replay.questions.put(question)
        try:
            while (line := question.lines.get()) is not None:
                self.wfile.write(line)
                self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            pass  # the page let go
        self.close_connection = True

    def answer_marks(self) -> None:
        status = 401 if self.replay.refuse_timeline else self.replay.mark_status
        self.answer(status, "application/json", json.dumps({"marks": self.replay.marks}).encode())

    def begin_images(self, body: bytes) -> Answer:
        if self.headers["X-Tijdlijn"] != "1" or self.headers["X-Tijdlijn-Context"] != CONTEXT:
            return 404, "text/plain", b""
        return self.replay.images.begin(body)

    def asset(self, file: Path) -> None:
        self.replay.assets_asked.append(file.name)
        if any(file.name.startswith(name) for name in self.replay.broken_assets):
            self.answer(503, "text/plain", b"")
            return
        policy = WORKER_POLICY if file.name.startswith("worker-") else POLICY
        self.answer(200, TYPES[file.suffix], file.read_bytes(), policy)

    def report(self, key: str, *, second_form: bool) -> None:
        self.replay.reports_asked.append(key)
        if gate := self.replay.report_gates.get(key):
            gate.wait(10)
        status = self.replay.report_status.get(key, 200)
        if status != 200:
            self.answer(status, "text/plain", b"")
        elif second_form or key == "v-scan":
            self.answer(200, "application/pdf", one_page_pdf("Verslag zoals de instelling het maakte"))
        else:
            text = self.replay.reports.get(key, f"Verslag {key}.\n")
            self.answer(200, "text/plain; charset=utf-8", text.encode())

    def answer(self, status: int, media_type: str, body: bytes, policy: str = POLICY) -> None:
        try:
            self.send_response(status)
            for name, value in (
                ("Content-Type", media_type),
                ("Content-Length", str(len(body))),
                ("Content-Security-Policy", policy),
                ("X-Content-Type-Options", "nosniff"),
                ("Referrer-Policy", "no-referrer"),
                ("Cache-Control", "no-store"),
            ):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the page let go

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the tests read the page."""


@contextmanager
def page_replay() -> Iterator[PageReplay]:
    """Serve on a free port of this machine until the block ends."""
    replay = PageReplay(address="")
    handler = type("ReplayHandler", (Handler,), {"replay": replay})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.block_on_close = False
    replay.address = f"http://127.0.0.1:{server.server_port}"
    replay.reports = json.loads((RECORDINGS / "reports.json").read_text(encoding="utf-8"))
    thread = threading.Thread(target=server.serve_forever, name="page-replay")
    thread.start()
    try:
        yield replay
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def play(question: Question, name: str, clock: threading.Event) -> None:
    """Answer a question with a recording, at the recording's own pace."""
    if question.holders is not None:
        name = f"{name}.opnieuw"
    for event in recorded(name):
        clock.wait(float(str(event.get("pause_ms", 0))) / 1000)
        question.send(event)


def main() -> None:
    """Play one recording for every question until the program is stopped."""
    name = sys.argv[1] if len(sys.argv) > 1 else "volledig"
    with page_replay() as replay:
        sys.stdout.write(f"{replay.address}  plays {name}\n")
        sys.stdout.flush()
        while True:
            question = replay.questions.get()
            threading.Thread(target=play, args=(question, name, threading.Event()), daemon=True).start()


if __name__ == "__main__":
    main()
