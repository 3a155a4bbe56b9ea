"""The page of an error: what is there, what may be missing, what the reader can do.

In Dutch, or in English for a browser that prefers it. No code and no blame; the trace id stands only beside
the helpdesk. Nothing that anybody sent is repeated on it, so that there is nothing to escape but our own
configuration. The words follow the design reference ("Words").
"""

from html import escape

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from tijdlijn.runtime.tracing import current_trace_id
from tijdlijn.serving.error_texts import LABELS, texts_for
from tijdlijn.serving.outcome import Failure

STYLE_PATH = "/error.css"

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Tijdlijn</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{style}">
</head>
<body>
<main>
<h1>{title}</h1>
<p>{present}</p>
<p>{missing}</p>
<p><strong>{action}</strong></p>
<p class="helpdesk">{helpdesk}</p>
</main>
</body>
</html>
"""

_STYLE = """:root { color-scheme: light dark;
  --bg: #f3f4f6; --surface: #fff; --line: #e3e6ea; --text: #12161c; --text-2: #414955; }
@media (prefers-color-scheme: dark) {
  :root { --bg: #14171c; --surface: #1b1f26; --line: #2c323b; --text: #e9ecf1; --text-2: #b4bcc8; }
}
body { margin: 0; background: var(--bg); color: var(--text);
  font: 400 0.875rem/1.375rem "Segoe UI", system-ui, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 34rem; margin: 48px auto; padding: 16px 24px; background: var(--surface);
  border: 1px solid var(--line); border-radius: 8px; }
h1 { margin: 0 0 12px; font: 600 1.375rem/1.75rem "Segoe UI", system-ui, sans-serif; }
p { margin: 0 0 8px; }
.helpdesk { margin-top: 16px; color: var(--text-2); font-size: 0.75rem; }
"""


def error_page(failure: Failure, scope: Scope, helpdesk: str | None) -> Response:
    """Make the page that tells a failure to the reader of the request in `scope`."""
    language = _language_of(Headers(scope=scope).get("accept-language", ""))
    texts = texts_for(failure.status, language)
    labels = LABELS[language]
    contact = f"{labels.helpdesk} {escape(helpdesk)}" if helpdesk else labels.helpdesk
    page = _PAGE.format(
        language=language,
        style=STYLE_PATH,
        title=texts.title,
        present=texts.present,
        missing=texts.missing,
        action=texts.action,
        helpdesk=f"{contact} · {labels.reference} {current_trace_id.get()}",
    )
    return HTMLResponse(page, failure.status, headers=dict(failure.headers))


async def answer_style(_request: Request) -> Response:
    """Give the stylesheet of the page; the policy allows none inside it."""
    return Response(_STYLE, media_type="text/css")


def _language_of(accepted: str) -> str:
    """Dutch, unless English is wanted more. Standard: RFC 9110 §12.5.4."""
    weights: dict[str, float] = {}
    for part in accepted.split(","):
        tag, _, parameter = part.strip().partition(";")
        weight = parameter.strip().removeprefix("q=") or "1"
        language = tag.strip().lower().partition("-")[0]
        if language in LABELS and weight.replace(".", "", 1).isdecimal():
            weights[language] = max(float(weight), weights.get(language, 0.0))
    return "en" if weights.get("en", 0.0) > weights.get("nl", 0.0) else "nl"
