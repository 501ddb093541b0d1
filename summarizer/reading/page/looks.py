"""What difference a text makes to the look of its page: the page is painted with it and without it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import pymupdf
from PIL import Image, ImageChops

from summarizer.paper import Box
from summarizer.reading.page.painting import BlackText, Textless, View, Without, text_page

SAME_LEVELS = 24
"""Of 255: a text that changes no channel of any pixel by more cannot be read (contrast below about 1.2 : 1)."""

SEEN_SHARE = 0.55
"""Of a text's ink that makes a difference: nearly all for print, up to a half for white words across black lines."""

INK_LEVELS = 64
"""Of 255: how much of a pixel the letters must take to count as ink."""

CONTRAST_LEVELS = 64
"""Of 255: from the darkest to the lightest pixel where there is a letter."""

INKED_SHARE, CLEAN_SHARE = 0.8, 0.8
"""Of the letters that have contrast, and of the gaps between words that have none, where the words can be read though
something else painted them: some figures have a text without ink upon its outlines."""

WORDS_INSET = 0.35
"""Of a line's height, above and below, down to where small letters have their bodies: frames and rules around words
stay outside."""

FEW_GAPS = 3
"""With fewer between its words, what stands before and after a text counts as well."""

CROWDED_SHARE = 0.1
"""Of a text's box that other texts share where it cannot be told from pixels alone which of them is seen."""

BASELINE_POINTS = 0.6

MAX_CROWDED = 400
"""Texts of a page that are looked at one by one; no honest page has more that lie upon each other."""


@dataclass(frozen=True, slots=True)
class Ink:
    """Characters on one baseline."""

    text: str
    box: Box
    origin: tuple[float, float]
    direction: tuple[float, float]

    @property
    def upright(self) -> bool:
        return abs(self.direction[0]) > abs(self.direction[1])


def unseen(page: pymupdf.DisplayList, inks: Sequence[Ink], neighbours: Sequence[Box]) -> list[bool]:
    """For each of `inks`, whether its page looks the same without it, and its words cannot be read there anyway.

    `neighbours` are the boxes of all text of the page, that of `inks` included.
    """
    view = View(page, [ink.box for ink in inks])
    if view.area.is_empty:
        return [True] * len(inks)
    whole = view.painted()
    textless = ImageChops.difference(whole, view.painted_by(Textless))
    letters = view.painted_by(BlackText)
    crowd = _Crowd(neighbours)
    crowded = 0
    words: _Words | None = None
    hidden = []
    for ink in inks:
        part = view.pixels(ink.box, ink.upright)
        if crowd.around(ink.box):
            crowded += 1
            gone = crowded > MAX_CROWDED or _seen_alone(page, ink) < SEEN_SHARE
        else:
            gone = _seen(textless.crop(part), letters.crop(part)) < SEEN_SHARE
        if gone and _spread(whole.crop(part)) > CONTRAST_LEVELS:
            words = words or _Words(page)
            gone = not words.readable(ink, view, whole)
        hidden.append(gone)
    return hidden


class _Words:
    """Where MuPDF says that the letters of a page are."""

    def __init__(self, page: pymupdf.DisplayList):
        self._spans: dict[tuple[int, int, str], list[dict]] = {}
        for block in text_page(page, pymupdf.TEXT_PRESERVE_WHITESPACE).extractRAWDICT()["blocks"]:
            for line in block["lines"]:
                for span in line["spans"]:
                    self._spans.setdefault(_place(span["origin"], span["chars"][0]["c"]), span["chars"])

    def readable(self, ink: Ink, view: View, whole: Image.Image) -> bool:
        """Whether there is contrast where the letters are and none between the words."""
        letters = self._spans.get(_place(ink.origin, ink.text[:1]), ())
        inked = [
            self._contrast(letter["bbox"], ink.upright, view, whole) for letter in letters if letter["c"].isalnum()
        ]
        gaps = [_core(letter["bbox"], ink.upright) for letter in letters if letter["c"].isspace()]
        ends = _ends(ink) if len(gaps) < FEW_GAPS else []
        clean = [not self._contrast(gap, ink.upright, view, whole) for gap in [*gaps, *ends]]
        return bool(inked) and sum(inked) >= INKED_SHARE * len(inked) and sum(clean) >= CLEAN_SHARE * len(clean)

    def _contrast(self, box: Box, upright: bool, view: View, whole: Image.Image) -> bool:
        return _spread(whole.crop(view.pixels(box, upright, WORDS_INSET))) > CONTRAST_LEVELS


def _place(origin: tuple[float, float], letter: str) -> tuple[int, int, str]:
    return round(origin[0]), round(origin[1]), letter


def _core(gap: Box, upright: bool) -> Box:
    """The middle of a gap: letters may lean into its edges."""
    x0, y0, x1, y1 = gap
    if upright:
        return Box(x0 + 0.4 * (x1 - x0), y0, x0 + 0.6 * (x1 - x0), y1)
    return Box(x0, y0 + 0.4 * (y1 - y0), x1, y0 + 0.6 * (y1 - y0))


def _ends(ink: Ink) -> list[Box]:
    """A third of an em before the first letter and after the last."""
    x0, y0, x1, y1 = ink.box
    if ink.upright:
        gap = (y1 - y0) / 3
        return [Box(x0 - gap, y0, x0 - 0.3, y1), Box(x1 + 0.3, y0, x1 + gap, y1)]
    gap = (x1 - x0) / 3
    return [Box(x0, y0 - gap, x1, y0 - 0.3), Box(x0, y1 + 0.3, x1, y1 + gap)]


class _Crowd:
    """Boxes by height on the page."""

    ROW_POINTS = 12.0

    def __init__(self, boxes: Sequence[Box]):
        self._rows: dict[int, list[Box]] = {}
        for box in boxes:
            for row in self._touched(box):
                self._rows.setdefault(row, []).append(box)

    def _touched(self, box: Box) -> range:
        first = max(int(box[1] // self.ROW_POINTS), -1000)
        return range(first, min(int(box[3] // self.ROW_POINTS), first + 100) + 1)

    def around(self, box: Box) -> bool:
        """Whether other boxes share much of this one."""
        near = {other for row in self._touched(box) for other in self._rows.get(row, ())} - {box}
        return sum(_shared(box, other) for other in near) > CROWDED_SHARE


def _shared(box: Box, other: Box) -> float:
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    area = (box[2] - box[0]) * (box[3] - box[1])
    return width * height / area if width > 0 and height > 0 and area > 0 else 0.0


def _seen_alone(page: pymupdf.DisplayList, ink: Ink) -> float:
    """The share of this very ink that makes a difference, though other text is in the same place."""
    view = View(page, [ink.box])
    shows: list[list[tuple[str, float, float]]] = []
    whole = view.painted_by(Without, frozenset(), shows)
    own = _own(ink, shows, view.zoom)
    if not own:
        return 1.0
    part = view.pixels(ink.box, ink.upright)
    difference = ImageChops.difference(whole, view.painted_by(Without, own, [])).crop(part)
    return _seen(difference, view.painted_by(BlackText, own).crop(part))


def _own(ink: Ink, shows: Sequence[list[tuple[str, float, float]]], zoom: float) -> frozenset[int]:
    """Which of the showings paint this ink: they put its letters on its baseline within its box."""
    x0, y0, x1, y1 = ink.box
    (ox, oy), (dx, dy) = ink.origin, ink.direction
    wanted = _bare(ink.text)
    exact, alike = set(), set()
    for number, show in enumerate(shows):
        letters = [
            letter
            for letter, x, y in show
            if x0 - 1 <= x / zoom <= x1 + 1
            and y0 - 1 <= y / zoom <= y1 + 1
            and abs((y / zoom - oy) * dx - (x / zoom - ox) * dy) < BASELINE_POINTS
        ]
        if letters:
            alike.add(number)
            if _bare("".join(letters)) in wanted:
                exact.add(number)
    return frozenset(exact or alike)


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _seen(difference: Image.Image, letters: Image.Image) -> float:
    """Share of the ink of `letters`, black on white, that `difference` shows; 0 if there is no ink."""
    if not (letters.width and letters.height):
        return 0.0
    red, green, blue = difference.split()
    levels = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    cover = ImageChops.invert(letters.convert("L"))
    faint = cover.point([level * SAME_LEVELS // 255 for level in range(256)])
    changed = ImageChops.subtract(levels, faint).point([0] + [255] * 255)
    ink = cover.point([0] * INK_LEVELS + [255] * (256 - INK_LEVELS))
    total = ink.histogram()[255]
    return ImageChops.darker(changed, ink).histogram()[255] / total if total else 0.0


def _spread(image: Image.Image) -> int:
    """How far the darkest and the lightest level of a channel lie apart."""
    return max(high - low for low, high in image.getextrema()) if image.width and image.height else 0
