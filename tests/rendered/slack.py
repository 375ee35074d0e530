"""Slack messages as HTML, by a renderer from npm that draws Block Kit as Slack does."""

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
_LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36">'
    '<rect width="36" height="36" rx="8" fill="#0b5c6b"/>'
    '<text x="18" y="24" font-family="sans-serif" font-size="15" font-weight="700" fill="#fff" '
    'text-anchor="middle">IP</text></svg>'
)
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><style>{style}
body {{ font-family: Lato, "Noto Sans", sans-serif; margin: 0; padding: 20px; background: #fff; width: 640px }}
section {{ margin-bottom: 18px }}</style><body>{messages}</body></html>"""


def installed() -> bool:
    """True when node and the renderer are there (`make pictures` installs the renderer)."""
    return shutil.which("node") is not None and MODULES.is_dir()


def page(messages: list[list[dict[str, Any]]]) -> str:
    """The HTML page of some messages, one under another."""
    style = (MODULES / "slack-blocks-to-jsx" / "dist" / "style.css").read_text(encoding="utf-8")
    return _PAGE.format(style=style, messages="".join(_message(blocks) for blocks in messages))


def _message(blocks: list[dict[str, Any]]) -> str:
    # Slack formats verbatim text all the same (it only leaves links and mentions alone); the renderer shows it raw.
    blocks = json.loads(json.dumps(blocks).replace(', "verbatim": true', ""))
    logo = "data:image/svg+xml;base64," + base64.b64encode(_LOGO.encode()).decode()
    given = json.dumps({"blocks": blocks, "name": "IP Desk", "logo": logo})
    done = subprocess.run(["node", "slack.cjs"], cwd=HERE, input=given, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout
