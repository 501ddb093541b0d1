"""Text that a reader of the page cannot see: found, counted, and kept from everything else.

Most pages are cleared by looking at colours, opacity, sizes and the order of painting. What remains suspicious is
painted with and without (`looks`): text is hidden if its page looks the same without it.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Iterator, Sequence
from typing import Literal

import pymupdf

from summarizer.paper import Box, HiddenText
from summarizer.reading.page.looks import Ink, unseen
from summarizer.reading.page.painting import text_page

log = logging.getLogger(__name__)

Reason = Literal["white on white", "covered", "clipped", "tiny", "off the page", "invisible", "layer off"]

TINY_POINTS = 2.0
"""Print ends at about 4 points; below 2 nobody reads."""

SQUEEZED_POINTS = 0.3
"""Mean advance of a letter; condensed 4-point print has more than 1."""

LIGHT_LEVEL = 200
"""Of 255: text none of whose channels is darker may vanish on white paper."""

FAINT_ALPHA = 13
"""Of 255, 5 %: below, black print on white is as faint as a paper's grain."""

MANY_CHARACTERS = 20
"""A run that long on a coloured ground is compared with the ground; a figure's tick labels are not worth the time."""

ALIKE_LEVELS = 24

MIN_COVER_POINTS2 = 60.0
"""Area of the smallest shape that may cover words."""

SCAN_SHARE = 0.6
"""Of the page that images cover on a scan."""

OCR_SHARE = 0.8
"""Of a scanned page's letters that are invisible where they are its OCR layer."""

MAX_SHOWN_CHARACTERS = 200

MIN_REPORTED_CHARACTERS = 10
"""Less on one page, a label cut off with the edge of a figure, is left out without a word."""

_CLIPPED_FLAG = 64
_SHAPES = ("fill-path", "fill-image", "fill-shade")
_ALNUM = re.compile(r"[^\W_]")
_MARKS = (
    pymupdf.PDF_ANNOT_HIGHLIGHT,
    pymupdf.PDF_ANNOT_UNDERLINE,
    pymupdf.PDF_ANNOT_SQUIGGLY,
    pymupdf.PDF_ANNOT_STRIKE_OUT,
)
_SHOWN_TEXT = ("fill-text", "stroke-text")


def without_hidden(
    page: pymupdf.Page,
    display: pymupdf.DisplayList,
    blocks: list[dict],
    painted: Sequence[tuple[str, tuple[float, float, float, float]]],
) -> tuple[list[dict], tuple[HiddenText, ...]]:
    """The blocks of `page` without spans that cannot be seen, and a report of what was left out.

    `blocks` are those of `extractDICT` of `display`, taken with TEXT_CLIP and TEXT_MEDIABOX_CLIP; `painted` is the
    page's bboxlog; all in the same coordinates.
    """
    spans = [(line, span) for block in blocks for line in block.get("lines", ()) for span in line["spans"]]
    reasons = _invisible(page, spans, painted) | _tiny(spans)
    printed = [pair for pair in spans if id(pair[1]) not in reasons and _ALNUM.search(pair[1]["text"])]
    reasons |= _unseen(page, display, printed, _without_marks(page, painted))
    reports = _Reports(page.number + 1)
    for _, span in spans:
        if id(span) in reasons:
            reports.add(reasons[id(span)], span["text"])
    for reason, text in _cut_off(page, spans):
        reports.add(reason, text)
    if reasons:
        blocks = _remaining(blocks, reasons)
    return blocks, reports.reports()


class _Reports:
    def __init__(self, page: int):
        self._page = page
        self._texts: dict[Reason, list[str]] = {}

    def add(self, reason: Reason, text: str) -> None:
        if text := text.strip():
            self._texts.setdefault(reason, []).append(text)

    def reports(self) -> tuple[HiddenText, ...]:
        return tuple(
            HiddenText(
                page=self._page,
                text=" ".join(texts)[:MAX_SHOWN_CHARACTERS],
                characters=sum(map(len, texts)),
                reason=reason,
            )
            for reason, texts in self._texts.items()
            if sum(map(len, texts)) >= MIN_REPORTED_CHARACTERS
        )


def _remaining(blocks: list[dict], reasons: dict[int, Reason]) -> list[dict]:
    kept = []
    for block in blocks:
        lines = [
            line | {"spans": [span for span in line["spans"] if id(span) not in reasons]}
            for line in block.get("lines", ())
        ]
        if lines := [line for line in lines if line["spans"]]:
            kept.append(block | {"lines": lines})
    return kept


def _invisible(page: pymupdf.Page, spans: Sequence[tuple[dict, dict]], painted: Sequence) -> dict[int, Reason]:
    """Spans painted with no colour at all, unless they are the OCR layer of a scanned page."""
    faint = [span for _, span in spans if span["alpha"] < FAINT_ALPHA and not span["char_flags"] & _CLIPPED_FLAG]
    if not faint:
        return {}
    letters = sum(len(span["text"].strip()) for _, span in spans)
    if sum(len(span["text"].strip()) for span in faint) >= OCR_SHARE * letters:
        width, height = page.cropbox.width, page.cropbox.height
        images = sum(
            max(min(x1, width) - max(x0, 0), 0) * max(min(y1, height) - max(y0, 0), 0)
            for kind, (x0, y0, x1, y1) in painted
            if kind in ("fill-image", "fill-imgmask")
        )
        if images >= SCAN_SHARE * width * height:
            return {}
    return {id(span): "invisible" for span in faint}


def _tiny(spans: Sequence[tuple[dict, dict]]) -> dict[int, Reason]:
    found: dict[int, Reason] = {}
    for _, span in spans:
        if span["size"] < TINY_POINTS:
            found[id(span)] = "tiny"
        elif (count := len(span["text"])) >= MANY_CHARACTERS:
            x0, y0, x1, y1 = span["bbox"]
            if math.hypot(x1 - x0, y1 - y0) < SQUEEZED_POINTS * count:
                found[id(span)] = "tiny"
    return found


def _unseen(
    page: pymupdf.Page, display: pymupdf.DisplayList, spans: Sequence[tuple[dict, dict]], painted: Sequence
) -> dict[int, Reason]:
    """Spans without which the page looks the same."""
    suspects: dict[int, tuple[dict, dict, Reason]] = {}
    for line, span in spans:
        if _light(span["color"]) or span["char_flags"] & _CLIPPED_FLAG:
            suspects[id(span)] = line, span, "white on white"
    for line, span, reason in _on_or_under_shapes(display, spans, painted):
        suspects.setdefault(id(span), (line, span, reason))
    if not suspects:
        return {}
    inks = [Ink(span["text"], Box(*span["bbox"]), span["origin"], line["dir"]) for line, span, _ in suspects.values()]
    try:
        gone = unseen(display, inks, [Box(*span["bbox"]) for _, span in spans])
    except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase) as error:
        log.info("page %d cannot be painted: %r", page.number + 1, error)
        gone = [_light(span["color"]) for _, span, _ in suspects.values()]
    return {key: reason for (key, (*_, reason)), hidden in zip(suspects.items(), gone, strict=True) if hidden}


def _without_marks(page: pymupdf.Page, painted: Sequence) -> Sequence:
    """What is painted, without a reader's highlights: these let the text through."""
    margin = pymupdf.Rect(-2, -2, 2, 2)  # a highlight bulges at its ends
    marks = [mark.rect + margin for mark in page.annots(_MARKS)] if page.first_annot else []
    if not marks:
        return painted
    return [
        ("mark", box) if kind in _SHAPES and any(mark.contains(box) for mark in marks) else (kind, box)
        for kind, box in painted
    ]


def _light(colour: int) -> bool:
    return min(colour >> 16, colour >> 8 & 255, colour & 255) >= LIGHT_LEVEL


def _on_or_under_shapes(
    display: pymupdf.DisplayList, spans: Sequence[tuple[dict, dict]], painted: Sequence
) -> Iterator[tuple[dict, dict, Reason]]:
    """Spans that a later shape may cover, and long spans on an earlier shape of their own colour."""
    shapes = [
        (index, box) for index, (kind, box) in enumerate(painted) if kind in _SHAPES and _area(box) >= MIN_COVER_POINTS2
    ]
    if not shapes:
        return
    shown = [(index, box) for index, (kind, box) in enumerate(painted) if kind in _SHOWN_TEXT]
    first, last = (shown[0][0], shown[-1][0]) if shown else (0, 0)
    covers = [(index, box) for index, box in shapes if index > first]
    grounds = [box for index, box in shapes if index < last]
    vectors: list[tuple[tuple, int]] | None = None
    alike: dict[int, list[tuple]] = {}
    for line, span in spans:
        x, y = _middle(span["bbox"])
        over = [index for index, box in covers if _holds(box, x, y)]
        if over and any(index < over[-1] for index, box in shown if index < over[-1] and _holds(box, x, y)):
            yield line, span, "covered"
        elif len(span["text"]) >= MANY_CHARACTERS and any(_holds(box, x, y) for box in grounds):
            if vectors is None:
                vectors = _filled(display)
            colour = span["color"]
            if colour not in alike:
                alike[colour] = [box for box, filled in vectors if _alike(filled, colour)]
            if any(_holds(box, x, y) for box in alike[colour]):
                yield line, span, "white on white"


def _middle(box: Sequence[float]) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _area(box: Sequence[float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _holds(box: Sequence[float], x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _alike(one: int, other: int) -> bool:
    return all(abs((one >> shift & 255) - (other >> shift & 255)) <= ALIKE_LEVELS for shift in (16, 8, 0))


def _filled(display: pymupdf.DisplayList) -> list[tuple[tuple, int]]:
    """Boxes and colours of the page's filled shapes."""
    return [
        (block["bbox"], block["color"])
        for block in text_page(display, pymupdf.TEXT_COLLECT_VECTORS).extractDICT()["blocks"]
        if block["type"] == 3
        and not block["stroked"]
        and block["alpha"] >= FAINT_ALPHA
        and _area(block["bbox"]) >= MIN_COVER_POINTS2
    ]


def _cut_off(page: pymupdf.Page, spans: Sequence[tuple[dict, dict]]) -> Iterator[tuple[Reason, str]]:
    """Text beyond the page's edge or wholly outside a clip: MuPDF keeps it out of a display list, and so of `spans`."""
    everything = page.get_textpage(clip=pymupdf.INFINITE_RECT(), flags=pymupdf.TEXT_PRESERVE_WHITESPACE)
    if _letters(everything.extractText()) <= _letters(" ".join([span["text"] for _, span in spans])):
        return
    seen: dict[tuple, int] = {}
    for _, span in spans:
        key = _place(span)
        seen[key] = max(seen.get(key, 0), len(span["text"]))
    width, height = page.cropbox.width, page.cropbox.height
    for block in everything.extractDICT()["blocks"]:
        for line in block["lines"]:
            for span in line["spans"]:
                cut = span["text"][seen.get(_place(span), 0) :]
                if not cut.strip():
                    continue
                x0, y0, x1, y1 = span["bbox"]
                outside = x1 > width or y1 > height or x0 < 0 or y0 < 0
                yield "off the page" if outside else "clipped", cut


def _place(span: dict) -> tuple:
    return round(span["origin"][0]), round(span["origin"][1]), span["text"][:1]


def _letters(text: str) -> int:
    return sum(map(len, text.split()))
