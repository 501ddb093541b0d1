"""An abstract page of arXiv (HTML) → the record: what is asked when the Atom API does not answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import html

from summarizer.paper import Record
from summarizer.source import ArxivId

# The history of versions: "[v2] Wed, 13 Mar 2024 09:12:07 UTC (9,061 KB) (withdrawn)".
_VERSION = re.compile(
    r"\[v(?P<version>\d+)\]\s*\w{3},\s+(?P<date>\d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d) (?:UTC|GMT)(?P<rest>[^\[]*)"
)
_CATEGORY = re.compile(r"\(([a-z-]+(?:\.[A-Za-z-]+)?)\)")
_WITHDRAWN = re.compile(r"(?i)\bwithdrawn\b")


@dataclass(frozen=True, slots=True)
class AbstractPage:
    record: Record
    withdrawn: bool
    """The version that the page shows has no PDF."""


def abstract_page(body: bytes, asked: ArxivId) -> AbstractPage | None:
    """What the page says of the paper; None if it is another page than that paper's (a captcha, an error)."""
    try:
        tree = html.fromstring(body.decode("utf-8", "replace"))
    except (ValueError, html.etree.ParserError):
        return None
    meta: dict[str, list[str]] = {}
    for tag in tree.iter("meta"):
        if (name := tag.get("name", "")).startswith("citation_") and (content := tag.get("content")):
            meta.setdefault(name.removeprefix("citation_"), []).append(" ".join(content.split()))

    def first(name: str) -> str:
        return meta.get(name, [""])[0]

    if not first("title") or first("arxiv_id") not in ("", asked.number):
        return None
    history = {
        int(match["version"]): (_date(match["date"], "%d %b %Y %H:%M:%S"), match["rest"])
        for match in _VERSION.finditer(_text(tree, "submission-history"))
    }
    shown = asked.version or _shown_version(tree, asked) or max(history, default=None)
    comment = _text(tree, "comments")
    licence = [a.get("href") for place in tree.find_class("abs-license") for a in place.iter("a") if a.get("href")]
    return AbstractPage(
        record=Record(
            title=first("title"),
            authors=tuple(_given_name_first(author) for author in meta.get("author", ())),
            origin="arxiv",
            arxiv_id=str(ArxivId(asked.number, shown)),
            published=history.get(1, (None,))[0] or _date(first("date"), "%Y/%m/%d"),
            updated=history.get(shown, (None,))[0] or _date(first("online_date"), "%Y/%m/%d"),
            categories=tuple(dict.fromkeys(_CATEGORY.findall(_text(tree, "subjects")))),
            abstract=first("abstract"),
            comment=comment,
            journal_ref=_text(tree, "jref"),
            doi=first("doi") or _text(tree, "doi").removeprefix("https://doi.org/"),
            licence=licence[0] if licence else "",
        ),
        withdrawn="withdrawn" in history.get(shown, ("", ""))[1] or bool(_WITHDRAWN.search(comment)),
    )


def is_withdrawn(record: Record) -> bool:
    """Whether the authors' comment says so. An older version may still have its PDF."""
    return bool(_WITHDRAWN.search(record.comment))


def _text(tree: html.HtmlElement, name: str) -> str:
    return " ".join(" ".join(part.text_content() for part in tree.find_class(name)[:1]).split())


def _shown_version(tree: html.HtmlElement, asked: ArxivId) -> int | None:
    """From the title of the page, `[2403.07860v2] …`, or from its "for this version" link."""
    for text in (tree.findtext(".//title") or "", _text(tree, "arxividv")):
        for match in re.finditer(re.escape(asked.number) + r"v(\d+)", text):
            return int(match[1])
    return None


def _given_name_first(author: str) -> str:
    family, comma, given = author.partition(", ")
    return f"{given} {family}" if comma else author


def _date(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form).replace(tzinfo=UTC)
    except ValueError:
        return None
