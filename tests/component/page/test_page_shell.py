"""The shell and the full-page messages: nothing inline, everything escaped, small enough."""

import gzip
import json
import re

import jinja2
import pytest
from playwright.sync_api import Browser, expect

from tests.lib.page_replay import WEB, shell

TEMPLATES = jinja2.Environment(loader=jinja2.FileSystemLoader(WEB / "templates"), autoescape=True)
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)


def message(lang: str = "nl", **words: str) -> str:
    return TEMPLATES.get_template("message.html").render(
        lang=lang, icon="/assets/a.svg", styles=["/assets/a.css"], script=None, **words
    )


def test_nothing_in_the_shell_or_a_message_stands_inline() -> None:
    assert INLINE.search(shell().decode()) is None
    assert INLINE.search(message(title="t", text="x", what_to_do="d", trace_id="7f3a")) is None


@pytest.mark.requirement("T2.6.launch")
def test_a_message_says_what_is_the_matter_and_escapes_what_it_is_given(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        message(
            title="Open de tijdlijn opnieuw vanuit het dossier",
            text="<script>alert(1)</script>",
            trace_id="7f3a91c2",
        )
    )
    expect(page.get_by_role("heading")).to_have_text("Open de tijdlijn opnieuw vanuit het dossier")
    expect(page.get_by_role("main")).to_contain_text("<script>alert(1)</script>")
    expect(page.get_by_role("main")).to_contain_text("Bel de helpdesk en noem kenmerk 7f3a91c2")
    page.close()


def test_a_message_speaks_english_too() -> None:
    assert "mention reference" in message("en", title="t", text="x", trace_id="7f3a")


def test_the_script_stays_small() -> None:
    manifest = json.loads((WEB / "dist/manifest.json").read_text(encoding="utf-8"))
    script = WEB / "dist" / manifest["src/main.ts"]["file"]
    assert len(gzip.compress(script.read_bytes())) < 52_000
