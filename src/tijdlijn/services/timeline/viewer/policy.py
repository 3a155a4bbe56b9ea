"""What a browser may do on the viewer's host: run the files that lie there, ask this host, and nothing else.

OHIF's page needs styles that its scripts write. Its codecs compile WebAssembly and, being made by Emscripten,
also text (`new Function`): they run in workers, and a worker obeys the policy of the answer its script came
in, which documents pay no heed to. So `'unsafe-eval'` stands on answers that are scripts, never on the page,
where it would let injected text run.

Standard: W3C Content Security Policy Level 3, §3.3 (workers), §6.1; Secure Contexts; HTML, cross-origin
isolation.
"""

import base64
import hashlib
import re
from collections.abc import Mapping

_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)

ISOLATION: Mapping[str, str] = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
"""Sets the page apart from every other, so that its workers may share memory with it."""

SCRIPT_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval'; connect-src 'self'; "
    "worker-src 'self'"
)
"""On answers that are scripts; counts in workers only."""


def page_policy(html: bytes) -> str:
    """Give the policy of OHIF's page: the few scripts inside it are named by their hash."""
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in _INLINE_SCRIPT.findall(html)
    ]
    directives = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", *dict.fromkeys(hashes)]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' blob: data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "frame-src": "'self' blob:",
        "media-src": "'self' blob:",
        "manifest-src": "'self'",
        "object-src": "'self' blob:",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())
