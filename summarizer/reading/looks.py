"""What difference a text makes to the look of its page: the page is painted with it and without it."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pymupdf
from PIL import Image, ImageChops
from pymupdf import mupdf

from summarizer.paper import Box

ZOOM = 1.5
MAX_PIXELS = 3_000_000

SAME_LEVELS = 24
"""Of 255: a text that changes no channel of any pixel by more cannot be read (contrast below about 1.2 : 1)."""

SEEN_SHARE = 0.02
"""Of the pixels of a text's box that change with it; printed words change a quarter of them."""

CONTRAST_LEVELS = 64
"""Of 255: from the darkest to the lightest pixel where there is a letter."""

INKED_SHARE, CLEAN_SHARE = 0.8, 0.8
"""Of the letters that have contrast, and of the gaps between words that have none, where the words can be read though
something else painted them: some figures have a text without ink upon its outlines."""

FEW_GAPS = 3
"""With fewer between its words, what stands before and after a text counts as well."""

CROWDED_SHARE = 0.3
"""Of a text's box that another text shares where it cannot be told from pixels alone which of them is seen."""

BASELINE_POINTS = 0.6

_PAINTS = (
    *("fill_path", "stroke_path", "clip_path", "clip_stroke_path", "clip_text", "clip_stroke_text", "ignore_text"),
    *("fill_shade", "fill_image", "fill_image_mask", "clip_image_mask", "pop_clip", "begin_mask", "end_mask"),
    *("begin_group", "end_group", "begin_tile", "end_tile", "set_default_colorspaces"),
)


@dataclass(frozen=True, slots=True)
class Ink:
    """Characters on one baseline."""

    text: str
    box: Box
    origin: tuple[float, float]
    direction: tuple[float, float]


def unseen(page: pymupdf.DisplayList, inks: Sequence[Ink], neighbours: Sequence[Box]) -> list[bool]:
    """For each of `inks`, whether its page looks the same without it, and its words cannot be read there anyway.

    `neighbours` are the boxes of all text of the page, that of `inks` included.
    """
    view = _View(page, [ink.box for ink in inks])
    if view.area.is_empty:
        return [True] * len(inks)
    whole = view.painted()
    textless = ImageChops.difference(whole, view.painted_by(_Painter))
    crowd = _Crowd(neighbours)
    words: _Words | None = None
    hidden = []
    for ink in inks:
        part = view.pixels(ink.box)
        gone = _changed(textless.crop(part)) <= SEEN_SHARE
        if not gone and crowd.around(ink.box):
            gone = _vanishes(page, ink)
        if gone and _spread(whole.crop(part)) > CONTRAST_LEVELS:
            words = words or _Words(page)
            gone = not words.readable(ink, view, whole)
        hidden.append(gone)
    return hidden


class _View:
    """The part of a page that holds some boxes, and how it is turned into pixels."""

    def __init__(self, page: pymupdf.DisplayList, boxes: Sequence[Box]):
        self.page = page
        self.area = pymupdf.Rect(
            min(box.x0 for box in boxes) - 2,
            min(box.y0 for box in boxes) - 2,
            max(box.x1 for box in boxes) + 2,
            max(box.y1 for box in boxes) + 2,
        )
        self.area &= page.rect
        self.zoom = min(ZOOM, math.sqrt(MAX_PIXELS / max(self.area.width * self.area.height, 1.0)))
        self._scissor = mupdf.FzRect(*(edge * self.zoom for edge in self.area))
        self._bounds = mupdf.fz_round_rect(self._scissor)

    def painted(self) -> Image.Image:
        return self._painted(lambda target: target)

    def painted_by(self, painter: type[mupdf.FzDevice2], *arguments) -> Image.Image:
        return self._painted(lambda target: painter(target.m_internal, *arguments))

    def _painted(self, painter) -> Image.Image:
        canvas = mupdf.fz_new_pixmap_with_bbox(mupdf.fz_device_rgb(), self._bounds, mupdf.FzSeparations(), 0)
        mupdf.fz_clear_pixmap_with_value(canvas, 255)
        target = mupdf.fz_new_draw_device(mupdf.FzMatrix(), canvas)
        device = painter(target)
        matrix = mupdf.FzMatrix(self.zoom, 0, 0, self.zoom, 0, 0)
        mupdf.fz_run_display_list(self.page.this, device, matrix, self._scissor, mupdf.FzCookie())
        mupdf.fz_close_device(device)
        if device is not target:
            mupdf.fz_close_device(target)
        pixmap = pymupdf.Pixmap("raw", canvas)
        return Image.frombytes("RGB", (pixmap.width, pixmap.height), pixmap.samples)

    def pixels(self, box: Box) -> tuple[int, int, int, int]:
        """Where `box` is in the image, without its upper and lower fifth, into which neighbours reach."""
        x0, y0, x1, y1 = box
        flat = x1 - x0 >= y1 - y0
        inset_x, inset_y = (0.0, 0.2 * (y1 - y0)) if flat else (0.2 * (x1 - x0), 0.0)
        left = max(math.floor((x0 + inset_x) * self.zoom) - self._bounds.x0, 0)
        upper = max(math.floor((y0 + inset_y) * self.zoom) - self._bounds.y0, 0)
        right = min(math.ceil((x1 - inset_x) * self.zoom), self._bounds.x1) - self._bounds.x0
        lower = min(math.ceil((y1 - inset_y) * self.zoom), self._bounds.y1) - self._bounds.y0
        return left, upper, max(right, left), max(lower, upper)


class _Words:
    """Where MuPDF says that the letters of a page are."""

    def __init__(self, page: pymupdf.DisplayList):
        self._spans: dict[tuple[int, int, str], list[dict]] = {}
        for block in text_page(page, pymupdf.TEXT_PRESERVE_WHITESPACE).extractRAWDICT()["blocks"]:
            for line in block["lines"]:
                for span in line["spans"]:
                    self._spans.setdefault(_place(span["origin"], span["chars"][0]["c"]), span["chars"])

    def readable(self, ink: Ink, view: _View, whole: Image.Image) -> bool:
        """Whether there is contrast where the letters are and none between the words."""
        letters = self._spans.get(_place(ink.origin, ink.text[:1]), ())
        inked = [self._contrast(letter["bbox"], view, whole) for letter in letters if letter["c"].isalnum()]
        gaps = [letter["bbox"] for letter in letters if letter["c"].isspace()]
        ends = _ends(ink) if len(gaps) < FEW_GAPS else []
        clean = [not self._contrast(gap, view, whole) for gap in [*gaps, *ends]]
        return bool(inked) and sum(inked) >= INKED_SHARE * len(inked) and sum(clean) >= CLEAN_SHARE * len(clean)

    def _contrast(self, box: Box, view: _View, whole: Image.Image) -> bool:
        return _spread(whole.crop(view.pixels(box))) > CONTRAST_LEVELS


def _place(origin: tuple[float, float], letter: str) -> tuple[int, int, str]:
    return round(origin[0]), round(origin[1]), letter


def _ends(ink: Ink) -> list[Box]:
    """A third of an em before the first letter and after the last."""
    x0, y0, x1, y1 = ink.box
    if abs(ink.direction[0]) > abs(ink.direction[1]):
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
        """Whether another box shares much of this one."""
        near = {other for row in self._touched(box) for other in self._rows.get(row, ())} - {box}
        return any(_shared(box, other) > CROWDED_SHARE for other in near)


def _shared(box: Box, other: Box) -> float:
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    area = (box[2] - box[0]) * (box[3] - box[1])
    return width * height / area if width > 0 and height > 0 and area > 0 else 0.0


class _Painter(mupdf.FzDevice2):
    """Passes all that is no text on to MuPDF's own painter."""

    def __init__(self, target):
        super().__init__()
        self.target = target
        for name in _PAINTS:
            getattr(self, f"use_virtual_{name}")()


def _passed_on(name: str):
    paint = getattr(mupdf._mupdf, f"ll_fz_{name}")

    def method(self, context, *arguments):
        return paint(self.target, *arguments)

    return method


for _name in _PAINTS:
    setattr(_Painter, _name, _passed_on(_name))


class _Without(_Painter):
    """Paints all but some showings of text, told by their number, and keeps a list of their letters."""

    def __init__(self, target, left_out: frozenset[int], shows: list[list[tuple[str, float, float]]]):
        super().__init__(target)
        self.left_out, self.shows = left_out, shows
        self.use_virtual_fill_text()
        self.use_virtual_stroke_text()

    def fill_text(self, context, text, matrix, *paint):
        if self._wanted(text, matrix):
            mupdf._mupdf.ll_fz_fill_text(self.target, text, matrix, *paint)

    def stroke_text(self, context, text, stroke, matrix, *paint):
        if self._wanted(text, matrix):
            mupdf._mupdf.ll_fz_stroke_text(self.target, text, stroke, matrix, *paint)

    def _wanted(self, text, matrix) -> bool:
        self.shows.append(list(_letters(text, matrix)))
        return len(self.shows) - 1 not in self.left_out


def _letters(text, matrix) -> Iterator[tuple[str, float, float]]:
    """Letters of a showing of text and their origins in pixels."""
    span = text.head
    while span:
        items = mupdf.FzTextSpan(span).items
        for index in range(span.len):
            item = items(index)
            if item.ucs > 32:
                x, y = item.x, item.y
                yield (
                    chr(item.ucs),
                    matrix.a * x + matrix.c * y + matrix.e,
                    matrix.b * x + matrix.d * y + matrix.f,
                )
        span = span.next


def _vanishes(page: pymupdf.DisplayList, ink: Ink) -> bool:
    """Whether the page looks the same without this very ink, though other text is in the same place."""
    view = _View(page, [ink.box])
    shows: list[list[tuple[str, float, float]]] = []
    whole = view.painted_by(_Without, frozenset(), shows)
    own = _own(ink, shows, view.zoom)
    rest = view.painted_by(_Without, own, [])
    return bool(own) and _changed(ImageChops.difference(whole, rest).crop(view.pixels(ink.box))) <= SEEN_SHARE


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


def _changed(difference: Image.Image) -> float:
    """Share of pixels that differ visibly in some channel."""
    if not (difference.width and difference.height):
        return 0.0
    red, green, blue = difference.split()
    levels = ImageChops.lighter(ImageChops.lighter(red, green), blue).histogram()
    return sum(levels[SAME_LEVELS + 1 :]) / (difference.width * difference.height)


def _spread(image: Image.Image) -> int:
    """How far the darkest and the lightest level of a channel lie apart."""
    return max(high - low for low, high in image.getextrema()) if image.width and image.height else 0


def text_page(page: pymupdf.DisplayList, flags: int) -> pymupdf.TextPage:
    """The text of a page under MuPDF's flags."""
    found = page.get_textpage(flags)
    return found if isinstance(found, pymupdf.TextPage) else pymupdf.TextPage(found)
