# ruff: noqa: E501 - lists of words and patterns are read best as long lines
"""Where the authors' own code is: addresses of code hosts that the paper calls its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.paper import Passage
from summarizer.reading.page.pages import PageContent

_HOST = re.compile(
    r"(?:https?://)?(?:www\.)?(?:github\.com|gitlab\.[a-z.]+|huggingface\.co|bitbucket\.org|codeberg\.org|gitee\.com|sourceforge\.net|zenodo\.org|osf\.io|[\w-]+\.github\.io)/[\w.~/%#?=&+@-]*|(?:https?://)?[\w-]+\.github\.io\b",
    re.I,
)
_HINT = re.compile(r"github|gitlab|huggingface|bitbucket|codeberg|gitee|sourceforge|zenodo|osf\.io", re.I)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
MAX_LINKS = 5

_OWN = re.compile(
    r"\b(?:our|we|us)\b.{0,120}\b(?:code|implementation|software|package|library|repository|source|release[sd]?|models?|data(?:sets?)?|toolkit|demo)\b"
    r"|\b(?:code|implementation|software|source code|source|package|repository|models?|data(?:sets?)?|demo|library|project page|scripts|materials)\b.{0,90}\b(?:available|released?|found|accessible|hosted|at|here|open[- ]?sourced?|see)\b"
    r"|\b(?:available|released?|open[- ]?sourced?)\b.{0,60}\b(?:at|on|from|under|in)\b|^\W*(?:code|project|source|github|repo(?:sitory)?|website|demo|models?|data)\b.{0,25}:|代码|开源",
    re.I | re.DOTALL,
)
_OTHERS = re.compile(
    r"\bet al\.|\b(?:they|their)\b|\b(?:we|authors?)\s+(?:\w+\s+)?(?:use|used|adopt|adopted|rely|relied|follow|followed|build on|fine-?tune|compare|start|took|take)\b"
    r"|\b(?:uses|using|official|based on|provided by|starting point|borrowed|adapted from|modified from|implementation of|implementation from|taken from)\b",
    re.I,
)


def code_urls(passages: Sequence[Passage], pages: Sequence[PageContent]) -> tuple[str, ...]:
    """The addresses, as printed, most certain first; a link annotation mends what the line break broke."""
    annotated = [uri for page in pages for _, uri in page.links]
    scores: dict[str, float] = {}
    names = _names_in_title(passages)
    for passage in passages:
        if passage.section_role == "references" or not _HINT.search(passage.text):
            continue
        context = _footnote_context(passage, passages)
        for match in _HOST.finditer(passage.text):
            url = _repository(_mended(match[0].rstrip(".,;:)"), annotated))
            if url is None:
                continue
            text = f"{context} {passage.text[max(0, match.start() - 220) : match.end() + 60]}"
            score = 2.0 * bool(_OWN.search(text)) - 1.8 * bool(_OTHERS.search(text))
            score += 2.0 * (passage.section_role in ("abstract", "front")) + 0.7 * bool(
                re.search(r"\bour\b", text, re.I)
            )
            score += 0.8 * (passage.page == 1)
            score += 0.6 * (passage.section_role in ("introduction", "conclusion", "acknowledgement"))
            score += 1.2 * any(name in re.sub(r"[^a-z0-9]", "", url.lower()) for name in names)
            scores[url] = max(scores.get(url, 0.0), score)
    return tuple(url for url in sorted(scores, key=lambda url: -scores[url]) if scores[url] >= 1.5)[:MAX_LINKS]


def _footnote_context(passage: Passage, passages: Sequence[Passage]) -> str:
    """The sentence that carries the mark of a footnote that is hardly more than an address."""
    mark = re.match(r"\s*([¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹]?|\d{1,2})\s*(?:https?:|www\.|\w+\.\w)", passage.text)
    if not mark:
        return ""
    sign = mark[1].translate(_RAISED)
    for other in passages:
        if (
            any(region.page == passage.page for region in other.regions)
            and other is not passage
            and re.search(rf"[^\s\d⁰-⁹¹²³]{sign}(?![⁰¹²³⁴⁵⁶⁷⁸⁹])", other.text)
        ):
            return other.text
    return ""


def _repository(url: str) -> str | None:
    """The address of the repository that a page of a code host belongs to; None if it belongs to none."""
    match = re.match(
        r"((?:https?://)?(?:www\.)?(?:github\.com|gitlab\.com|gitee\.com|bitbucket\.org|codeberg\.org)/[^/\s]+/[^/\s?#]+)(.*)",
        url,
        re.I,
    )
    if not match:
        plain = re.sub(r"^https?://", "", url)
        return url.rstrip("/") if plain.count("/") or ".github.io" in plain else None
    kept = match[2] if match[2].startswith("/tree/") else ""
    return (match[1] + kept).rstrip("/").removesuffix(".git")


def _names_in_title(passages: Sequence[Passage]) -> set[str]:
    """Names that the title gives what the paper presents, folded: `ZeRO`, `FlashAttention`."""
    title = next((passage.text for passage in passages if passage.kind == "front"), "")
    return {
        re.sub(r"[^a-z0-9]", "", word.lower())
        for word in re.findall(r"\b\w*[A-Z]\w*[A-Z]\w*\b", title)
        if len(word) > 3
    }


def _mended(url: str, annotated: Sequence[str]) -> str:
    """The address of the annotation that begins like `url`, if that goes on; else `url`."""
    plain = re.sub(r"^https?://(?:www\.)?", "", url.lower())
    for uri in annotated:
        other = re.sub(r"^https?://(?:www\.)?", "", uri.lower())
        if other == plain:
            return url
    for uri in annotated:
        other = re.sub(r"^https?://(?:www\.)?", "", uri.lower())
        if other.startswith(plain) and len(plain) > 15 and len(other) - len(plain) < 40 and plain[-1:] in "-_/":
            return uri
    return url
