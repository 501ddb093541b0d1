"""Where the authors' own code is: addresses of code hosts that the paper calls its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.paper import Passage
from summarizer.reading.pages import PageContent

_HOST = re.compile(
    r"(?:https?://)?(?:www\.)?(?:github\.com|gitlab\.[a-z.]+|huggingface\.co|bitbucket\.org|codeberg\.org|gitee\.com|sourceforge\.net|zenodo\.org|osf\.io|[\w-]+\.github\.io)/[\w.~/%#?=&+@-]*|(?:https?://)?[\w-]+\.github\.io\b",
    re.I,
)
_OWN = re.compile(
    r"\b(?:our|we|us)\b.{0,120}\b(?:code|implementation|software|package|library|repository|source|release[sd]?|models?|data(?:sets?)?|toolkit|demo)\b"
    r"|\b(?:code|implementation|software|source code|source|package|repository|models?|data(?:sets?)?|demo|library|project page|scripts|materials)\b.{0,90}\b(?:available|released?|found|accessible|hosted|at|here|open[- ]?sourced?|see)\b"
    r"|\b(?:available|released?|open[- ]?sourced?)\b.{0,60}\b(?:at|on|from|under|in)\b|^\W*(?:code|project|source|github|repo(?:sitory)?|website|demo|models?|data)\b.{0,25}:|代码|开源",
    re.I | re.DOTALL,
)
_OTHERS = re.compile(
    r"\b(?:library|toolkit|framework|implementation)s?\s+(?:of|by|from)\s+[A-Z]|\bet al\.|\bthey\b|\btheir\b|\b(?:we|authors?)\s+(?:use|used|adopt|adopted|rely|relied|follow|build on|fine-?tune)\b|\bofficial\b|\bbased on the\b|\bprovided by\b",
    re.I,
)


def code_urls(passages: Sequence[Passage], pages: Sequence[PageContent]) -> tuple[str, ...]:
    """The addresses, as printed, most certain first; a link annotation mends what the line break broke."""
    annotated = [uri for page in pages for _, uri in page.links]
    scores: dict[str, float] = {}
    named = _name_uses(passages)
    for passage in passages:
        if passage.section_role == "references":
            continue
        for match in _HOST.finditer(passage.text):
            url = match[0].rstrip(".,;:)")
            if (
                url.count("/") < (3 if url.startswith("http") else 1) + (0 if ".github.io" in url else 1)
                and ".github.io" not in url
            ):
                continue
            url = _mended(url, annotated)
            text = passage.text[max(0, match.start() - 220) : match.end() + 60]
            score = 0.0
            score += 2.0 * bool(_OWN.search(text)) - 1.6 * bool(_OTHERS.search(text))
            score += (
                2.0 * (passage.section_role in ("abstract", "front"))
                + 0.8 * (passage.page == 1)
                + 0.7 * bool(re.search(r"\bour\b|\bcode\b", text, re.I))
            )
            score += 0.6 * (passage.section_role in ("introduction", "conclusion", "acknowledgement"))
            score += 1.0 * any(name in re.sub(r"[^a-z0-9]", "", url.lower().rsplit("/", 1)[-1]) for name in named)
            key = url.removesuffix("/").removesuffix(".git")
            scores[key] = max(scores.get(key, 0.0), score)
    good = [url for url in sorted(scores, key=lambda url: -scores[url]) if scores[url] >= 1.5]
    return tuple(url for url in good if not any(other != url and other.startswith(url) and False for other in good))[:5]


def _name_uses(passages: Sequence[Passage]) -> set[str]:
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
