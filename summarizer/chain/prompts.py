"""The words that a composing model is sent: the templates of the folder prompts/, filled in."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).resolve().parents[2] / "prompts"
CONVERSATION = ("system", "paper", "ready", "overview", "methods", "conclusion", "takeaways", "repair", "question")
"""Templates that a composing model is sent."""


def prompt(name: str, **values: object) -> str:
    """The text of the template `name`, filled in; a value that is missing raises jinja2.UndefinedError."""
    return _environment().get_template(f"{name}.md").render(**values).strip()


@cache
def digest() -> str:
    """SHA-256 (hex) over names and contents of the whole folder: part of the key under which a summary is stored."""
    total = hashlib.sha256()
    for path in sorted(path for path in FOLDER.iterdir() if path.is_file()):
        content = path.read_bytes()
        total.update(f"{path.name}\n{len(content)}\n".encode() + content)
    return total.hexdigest()


@cache
def sources() -> str:
    """The templates of a conversation as they are, to recognise an answer that repeats them."""
    return "\n".join((FOLDER / f"{name}.md").read_text("utf-8") for name in CONVERSATION)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # A model reads these words, no browser: escaping would garble the paper's < and &.
    return Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
