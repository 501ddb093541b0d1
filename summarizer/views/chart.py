"""A small bar chart of the day's keywords, as one line of SVG that stands in Markdown and HTML alike."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from html import escape

from summarizer.views.guarded import seen

MOST_BARS = 10
_ROW, _LABEL, _BAR, _WIDTH = 22, 220, 260, 520
"""In CSS pixels."""
_LONGEST_LABEL = 32
"""In Latin letters; a Chinese one counts as two."""


def counted(papers: Iterable[Iterable[str]]) -> list[tuple[str, int]]:
    """How many papers have each keyword, most first, at most MOST_BARS; case and plural do not tell them apart."""
    counts: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for keywords in papers:
        own: dict[str, str] = {}
        for word in filter(None, map(seen, keywords)):
            own.setdefault(_key(word), word)
        counts.update(own.keys())
        spelled = own | spelled
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_BARS]
    return [(spelled[key], count) for key, count in ranked]


def bars(counts: Iterable[tuple[str, int]], title: str) -> str:
    """The counts as SVG without scripts, fonts or links; empty if there are none. It holds no line break."""
    counts = list(counts)
    if not counts:
        return ""
    most = max(count for _, count in counts)
    rows = []
    for row, (word, count) in enumerate(counts):
        y = row * _ROW
        label = _safe(_shortened(word))
        width = max(2, round(_BAR * count / most))
        rows.append(
            f'<text x="{_LABEL - 8}" y="{y + 15}" text-anchor="end">{label}</text>'
            f'<rect x="{_LABEL}" y="{y + 4}" width="{width}" height="14" rx="2" fill="#d97706"></rect>'
            f'<text x="{_LABEL + width + 6}" y="{y + 15}">{count}</text>'
        )
    height = len(counts) * _ROW + 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{_safe(title)}" width="{_WIDTH}" '
        f'height="{height}" viewBox="0 0 {_WIDTH} {height}" style="max-width:100%;height:auto" font-size="13" '
        f'font-family="system-ui,sans-serif" fill="currentColor">{"".join(rows)}</svg>'
    )


def _key(word: str) -> str:
    folded = " ".join(unicodedata.normalize("NFKC", word).casefold().replace("-", " ").split())
    return folded.removesuffix("s") if len(folded) > 4 and not folded.endswith("ss") else folded


def _shortened(word: str) -> str:
    width = 0
    for at, letter in enumerate(word):
        width += 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if width > _LONGEST_LABEL:
            return word[:at].rstrip() + "…"
    return word


def _safe(text: str) -> str:
    """Escaped for HTML, and for the Nunjucks and the formulas of a blog."""
    return "".join(f"&#{ord(sign)};" if sign in "{}%#$\\*_`[]|~" else escape(sign) for sign in text)
