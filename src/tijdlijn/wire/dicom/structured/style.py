"""How our pages of structured documents look, in the three themes of the page that shows them.

One constant text, so that a policy can allow it by its hash.

Standard: W3C Content Security Policy Level 3, §8.4 (hashes).
"""

from base64 import b64encode
from hashlib import sha256
from typing import Final, Literal

Theme = Literal["light", "dark", "dim"]

STYLE: Final = """
:root { color-scheme: light; --ink: #12161c; --soft: #5b6472; --line: #ccd1d9; --paper: #fff;
  --warn: #fff3e0; }
@media (prefers-color-scheme: dark) {
  :root:not([data-theme]) { color-scheme: dark; --ink: #e8ebef; --soft: #929ba8; --line: #363d48;
    --paper: #15181d; --warn: #2a1f10; }
}
[data-theme="dark"] { color-scheme: dark; --ink: #e8ebef; --soft: #929ba8; --line: #363d48; --paper: #15181d;
  --warn: #2a1f10; }
[data-theme="dim"] { color-scheme: dark; --ink: #adb2b9; --soft: #7f868e; --line: #282c31; --paper: #0b0c0e;
  --warn: #191309; }
body { margin: 0 auto; padding: 16px 20px 40px; max-width: 60rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.3rem; margin: 0 0 4px; }
h2, h3, h4, h5, h6 { font-size: 1.02rem; margin: 18px 0 4px; }
h4, h5, h6 { font-size: .95rem; margin-top: 12px; }
p { margin: 4px 0; }
.text { white-space: pre-wrap; }
.meta, .context { color: var(--soft); font-size: .88rem; }
.warn { background: var(--warn); padding: 8px 12px; border-radius: 4px; margin: 10px 0; }
.within { margin-left: 1.1rem; padding-left: .7rem; border-left: 2px solid var(--line); }
b { font-weight: 600; }
table { border-collapse: collapse; margin: 8px 0; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: 4px 10px 4px 0;
  border-bottom: 1px solid var(--line); }
thead th, tbody th { color: var(--soft); font-weight: 500; font-size: .88rem; }
tbody th[colspan] { color: var(--ink); font-weight: 600; padding-top: 12px; }
.wide { overflow-x: auto; }
ul { margin: 4px 0; padding-left: 1.2rem; }
summary { cursor: pointer; margin: 18px 0 4px; font-weight: 600; }
"""
STYLE_SOURCE: Final = f"'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode('ascii')}'"
"""What a policy says in `style-src` to allow it."""
