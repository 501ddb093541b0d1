"""What is printed on a page: lines of text with their fonts, and what is painted, as the page is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

import pymupdf

from summarizer.paper import Box, HiddenText
from summarizer.reading.page.hidden import without_hidden
from summarizer.reading.page.paints import painting_of

TEXT_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_CLIP | pymupdf.TEXT_MEDIABOX_CLIP
"""Ligatures are taken apart; images are left out, and text wholly outside its clip."""

BITMAP_FONT_POINTS = 2.0
"""A size below this may be that of a bitmap font with a scale of its own."""

SUPERSCRIPT, ITALIC, BOLD = pymupdf.TEXT_FONT_SUPERSCRIPT, pymupdf.TEXT_FONT_ITALIC, pymupdf.TEXT_FONT_BOLD

_BOLD_NAME = re.compile(r"bold|black|heavy|demi|medi(?!um)|-bd|CMBX|CMB\d|SFBX|SFXC|\bBX\d", re.I)
_ITALIC_NAME = re.compile(r"ital|obli|slant|CMTI|SFTI|CMSL|SFSL|CMMI", re.I)
_WIDE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")


class Span(NamedTuple):
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
    baseline: float = 0.0
    """Height on the page of the line on which the letters of an upright line stand."""

    @cached_property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)

    @cached_property
    def size(self) -> float:
        """Font size of most of its characters, in points."""
        if len(self.spans) == 1:
            return self.spans[0].size
        weight: dict[float, int] = {}
        for span in self.spans:
            weight[span.size] = weight.get(span.size, 0) + len(span.text.strip())
        return max(weight, key=weight.__getitem__)

    @cached_property
    def bold(self) -> bool:
        """Whether most of its characters are bold."""
        total = sum(len(span.text.strip()) for span in self.spans)
        return 2 * sum(len(span.text.strip()) for span in self.spans if span.bold) > total


class Paint(NamedTuple):
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
    hidden: tuple[HiddenText, ...] = ()
    """What was left out since nobody can see it."""


_PAINT_KINDS: dict[str, Literal["path", "image", "shade"]] = {
    "fill-path": "path",
    "stroke-path": "path",
    "fill-image": "image",
    "fill-imgmask": "image",
    "fill-shade": "shade",
}


def page_content(page: pymupdf.Page) -> PageContent:
    """What a reader sees on a page, in coordinates of the page as shown (its rotation applied).

    The page is interpreted once, into a display list; everything else is read from that.
    """
    number, width, height, rotation = page.number + 1, page.rect.width, page.rect.height, page.rotation
    turn = page.rotation_matrix if rotation else None
    links = tuple((_shown(link["from"], turn), link["uri"]) for link in _links(page) if link.get("uri"))
    if rotation:
        page.set_rotation(0)
    display = page.get_displaylist()
    blocks = pymupdf.TextPage(display.get_textpage(TEXT_FLAGS)).extractDICT()["blocks"]
    _give_bitmap_fonts_their_size(blocks)
    painting = painting_of(display)
    blocks, hidden = without_hidden(page, display, blocks, painting)
    lines = []
    for block in blocks:
        for line in block["lines"]:
            spans = tuple([_span(span, turn) for span in line["spans"] if span["text"]])
            if any(not span.text.isspace() for span in spans):
                lines.append(
                    Line(
                        spans,
                        _union(spans),
                        block["number"],
                        _turned(line["dir"], rotation) if rotation else line["dir"],
                        _baseline(line["spans"], turn),
                    )
                )
    paints = tuple(Paint(_PAINT_KINDS[kind], _shown(box, turn)) for kind, box in painting if kind in _PAINT_KINDS)
    return PageContent(number, width, height, tuple(lines), paints, links, hidden)


def _links(page: pymupdf.Page) -> list[dict]:
    """The page's links; none where one of them is broken."""
    try:
        return page.get_links()
    except (RuntimeError, ValueError, SystemError):  # SystemError: a name that is no UTF-8, let through by the binding
        return []


def _baseline(spans: list[dict], turn: pymupdf.Matrix | None) -> float:
    """The height of the baseline of the longest span, on the page as shown."""
    dominant = spans[0] if len(spans) == 1 else max(spans, key=lambda span: len(span["text"]))
    x, y = dominant["origin"]
    return _shown((x, y, x, y), turn).y0 if turn else y


def _span(span: dict, turn: pymupdf.Matrix | None) -> Span:
    text, font, flags = span["text"], span["font"], span["flags"]
    bold, italic = _style_of(font)
    return Span(
        text,
        _shown(span["bbox"], turn) if turn else Box._make(span["bbox"]),
        round(span["size"], 1),
        font,
        bold or bool(flags & BOLD),
        italic or bool(flags & ITALIC),
        bool(flags & SUPERSCRIPT) and not _WIDE.search(text),
        span["color"],
    )


def _give_bitmap_fonts_their_size(blocks: list[dict]) -> None:
    """Corrects, in place, size and box of spans whose bitmap font hides its size in a matrix.

    The size is taken from the mean width of the font's letters on the page (half an em), the box from the baseline.
    """
    small = [
        (span, line["dir"])
        for block in blocks
        for line in block["lines"]
        for span in line["spans"]
        if span["size"] < BITMAP_FONT_POINTS and span["text"].strip()
    ]
    widths: dict[str, tuple[float, int]] = {}
    for span, (dx, dy) in small:
        x0, y0, x1, y1 = span["bbox"]
        width, letters = widths.get(span["font"], (0.0, 0))
        widths[span["font"]] = (width + abs(dx) * (x1 - x0) + abs(dy) * (y1 - y0), letters + len(span["text"]))
    for span, (dx, dy) in small:
        width, letters = widths[span["font"]]
        size = 2 * width / letters
        if size < 2 * span["size"]:
            continue
        x0, y0, x1, y1 = span["bbox"]
        length = abs(dx) * (x1 - x0) + abs(dy) * (y1 - y0)
        x, y = span["origin"]
        corners_x = (x + 0.8 * size * dy, x - 0.2 * size * dy, x + length * dx)
        corners_y = (y - 0.8 * size * dx, y + 0.2 * size * dx, y + length * dy)
        span["bbox"] = (min(corners_x), min(corners_y), max(corners_x), max(corners_y))
        span["size"] = size


@lru_cache(maxsize=1024)
def _style_of(font: str) -> tuple[bool, bool]:
    """Whether a font's name says bold, and italic: many TeX fonts do not carry the flags."""
    return bool(_BOLD_NAME.search(font)), bool(_ITALIC_NAME.search(font))


def _shown(box, turn: pymupdf.Matrix | None) -> Box:
    """The rectangle after the page's rotation."""
    if turn is None:
        return Box._make(box)
    x0, y0, x1, y1 = box
    a, b, c, d, e, f = turn
    left, right = x0 * a + y0 * c + e, x1 * a + y1 * c + e
    top, bottom = x0 * b + y0 * d + f, x1 * b + y1 * d + f
    return Box(min(left, right), min(top, bottom), max(left, right), max(top, bottom))


def _union(spans: tuple[Span, ...]) -> Box:
    if len(spans) == 1:
        return spans[0].box
    x0, y0, x1, y1 = zip(*[span.box for span in spans], strict=True)
    return Box(min(x0), min(y0), max(x1), max(y1))


def _turned(direction: tuple[float, float], rotation: int) -> tuple[float, float]:
    x, y = direction
    for _ in range(rotation // 90):
        x, y = -y, x
    return x, y
