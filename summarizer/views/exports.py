"""Every form in which a summary leaves the program, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from summarizer.summary import Summary
from summarizer.views.bibliography import bibtex, ris
from summarizer.views.html import html
from summarizer.views.markdown import markdown, obsidian


class Export(NamedTuple):
    suffix: str
    media_type: str
    text: Callable[[Summary, Mapping[str, bytes]], str]
    """The file's text from a summary and its figures' pictures by label; forms without pictures ignore them."""
    pictures: bool = False
    """Whether the form shows the figures."""


EXPORTS: dict[str, Export] = {
    "markdown": Export("md", "text/markdown", lambda summary, _: markdown(summary)),
    "json": Export("json", "application/json", lambda summary, _: summary.model_dump_json(indent=2) + "\n"),
    "html": Export("html", "text/html", html, pictures=True),
    "obsidian": Export("md", "text/markdown", lambda summary, _: obsidian(summary)),
    "bibtex": Export("bib", "application/x-bibtex", lambda summary, _: bibtex(summary.record)),
    "ris": Export("ris", "application/x-research-info-systems", lambda summary, _: ris(summary.record)),
}


def file_name(summary: Summary, form: str) -> str:
    """A file name for the summary in a form: the arXiv id, or the first words of the title."""
    record = summary.record
    stem = record.arxiv_id or "-".join(record.title.split()[:6]) or "paper"
    safe = "".join(letter if letter.isalnum() or letter in ".-_" else "-" for letter in stem)[:80]
    return f"{safe}.{EXPORTS[form].suffix}"
