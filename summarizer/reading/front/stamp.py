# ruff: noqa: E501 - lists of words and patterns are read best as long lines
"""The arXiv identifier that is stamped on a first page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.reading.page.pages import PageContent

_ARXIV = re.compile(r"ar\s?xiv\s?:\s*((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Za-z-]{2,})?/\d{7})(?:v\d+)?)", re.I)
_OLD_STAMP = re.compile(r"^\s*((?:hep-(?:ph|th|ex|lat)|astro-ph|cond-mat|gr-qc|nucl-(?:th|ex)|quant-ph|math(?:-ph)?|physics|cs|q-bio|nlin|alg-geom|dg-ga|q-alg|chao-dyn|patt-sol|solv-int|adap-org|cmp-lg|comp-gas|funct-an|acc-phys|ao-sci|atom-ph|bayes-an|chem-ph|mtrl-th|plasm-ph|supr-con)(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?)\b", re.I)  # fmt: skip


def arxiv_id(pages: Sequence[PageContent]) -> str | None:
    """The identifier in arXiv's stamp on the first page, with version if it carries one."""
    for page in pages[:1]:
        texts = sorted(page.lines, key=lambda line: line.direction[0] > 0.9)
        for line in texts:
            turned = line.direction[0] <= 0.9
            match = (
                _ARXIV.search(line.text)
                if turned or line.size > 14 or re.match(r"\s*arxiv:", line.text, re.I)
                else None
            )
            match = match or (_OLD_STAMP.match(line.text) if turned or line.box.y0 < page.height / 4 else None)
            if match:
                return match[1]
    return None
