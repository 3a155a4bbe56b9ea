"""Which of the page's own files may do what. Standard: W3C Content Security Policy Level 3 §4.2.2."""

import json
from pathlib import Path

import pytest

from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.services.timeline.web.shell import Shell
from tijdlijn.serving.browser import browser_app
from tijdlijn.testing.listening import listening

pytestmark = pytest.mark.requirement("T3.3.worker")


@pytest.mark.parametrize(
    ("name", "compiles_webassembly"), [("worker-decoding-x.js", True), ("main-x.js", False)]
)
async def test_only_the_answer_of_a_worker_lets_webassembly_be_compiled(
    tmp_path: Path, name: str, compiles_webassembly: bool
) -> None:
    manifest = {"src/main.ts": {"file": "assets/main-x.js"}, "src/icon.svg": {"file": "assets/icon-x.svg"}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / name).write_text("", encoding="utf-8")
    app = browser_app(routes=[Shell(tmp_path).assets()], hosts=frozenset({"127.0.0.1"}))
    async with listening(app) as port, HttpClient.open(None) as client:
        answer = await client.request("timeline", "GET", f"http://127.0.0.1:{port}/assets/{name}")
    policy = answer.headers["content-security-policy"]
    assert answer.status == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert ("'wasm-unsafe-eval'" in policy) is compiles_webassembly
    assert "'unsafe-eval'" not in policy
    assert "default-src 'none'" in policy
