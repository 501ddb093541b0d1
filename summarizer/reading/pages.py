"""What is printed on a page: lines of text with their fonts, and what is painted, as the page is shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pymupdf

from summarizer.paper import Box

TEXT_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP
"""Ligatures are taken apart; images are left out."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of characters in one font, size and colour."""

    text: str
    box: Box
    size: float
    """Font size in points."""
    font: str
    bold: bool
    italic: bool
    raised: bool
    """Set as a superscript."""
    colour: int
    """sRGB as 0xRRGGBB."""


@dataclass(frozen=True)
class Line:
    """Spans on one baseline, as MuPDF joins them."""

    spans: tuple[Span, ...]
    box: Box
    block: int
    """Number of MuPDF's text block on the page."""
    direction: tuple[float, float]
    """Unit vector of writing: (1, 0) is upright."""

    @cached_property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)

    @cached_property
    def size(self) -> float:
        """Font size of most of its characters, in points."""
        weight: dict[float, int] = {}
        for span in self.spans:
            weight[span.size] = weight.get(span.size, 0) + len(span.text.strip())
        return max(weight, key=weight.__getitem__)

    @cached_property
    def bold(self) -> bool:
        """Whether most of its characters are bold."""
        total = sum(len(span.text.strip()) for span in self.spans)
        return 2 * sum(len(span.text.strip()) for span in self.spans if span.bold) > total


@dataclass(frozen=True, slots=True)
class Paint:
    """Something painted that is no text."""

    kind: Literal["path", "image", "shade"]
    box: Box


@dataclass(frozen=True, slots=True)
class PageContent:
    number: int
    """Counts from 1."""
    width: float
    height: float
    lines: tuple[Line, ...]
    """In the order of the content stream, hidden text left out."""
    paints: tuple[Paint, ...]
    """In the order of painting."""
    links: tuple[tuple[Box, str], ...]
    """Rectangles that open a web address."""


_PAINT_KINDS = {
    "fill-path": "path",
    "stroke-path": "path",
    "fill-image": "image",
    "fill-imgmask": "image",
    "fill-shade": "shade",
}


def page_content(page: pymupdf.Page) -> PageContent:
    """The lines and paints of a page, in coordinates of the page as shown (its rotation applied)."""
    turn = page.rotation_matrix

    def shown(box) -> Box:
        return Box(*(pymupdf.Rect(box) * turn)) if page.rotation else Box(*box)

    lines = []
    for block in page.get_text("dict", flags=TEXT_FLAGS)["blocks"]:
        for line in block["lines"]:
            spans = tuple(
                Span(
                    text=span["text"],
                    box=shown(span["bbox"]),
                    size=round(span["size"], 1),
                    font=span["font"],
                    bold=bool(span["flags"] & pymupdf.TEXT_FONT_BOLD),
                    italic=bool(span["flags"] & pymupdf.TEXT_FONT_ITALIC),
                    raised=bool(span["flags"] & pymupdf.TEXT_FONT_SUPERSCRIPT),
                    colour=span["color"],
                )
                for span in line["spans"]
                if span["text"]
            )
            if any(span.text.strip() for span in spans):
                lines.append(Line(spans, shown(line["bbox"]), block["number"], _turned(line["dir"], page.rotation)))
    paints = tuple(Paint(_PAINT_KINDS[kind], shown(box)) for kind, box in page.get_bboxlog() if kind in _PAINT_KINDS)
    links = tuple((shown(link["from"]), link["uri"]) for link in page.get_links() if link.get("uri"))
    return PageContent(page.number + 1, page.rect.width, page.rect.height, tuple(lines), paints, links)


def _turned(direction: tuple[float, float], rotation: int) -> tuple[float, float]:
    x, y = direction
    for _ in range(rotation // 90):
        x, y = -y, x
    return x, y
