"""A page painted into an image: all of it, or without its text, or without some of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pymupdf
from PIL import Image
from pymupdf import mupdf

from summarizer.paper import Box

ZOOM = 1.5
MAX_PIXELS = 3_000_000

INSET = 0.2
"""Of a line's height, above and below, where letters of the next line may reach in."""

_PAINTS = (
    *("fill_path", "stroke_path", "clip_path", "clip_stroke_path", "clip_text", "clip_stroke_text", "ignore_text"),
    *("fill_shade", "fill_image", "fill_image_mask", "clip_image_mask", "pop_clip", "begin_mask", "end_mask"),
    *("begin_group", "end_group", "begin_tile", "end_tile", "set_default_colorspaces"),
)


class View:
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

    def pixels(self, box: Box, upright: bool, inset: float = INSET) -> tuple[int, int, int, int]:
        """Where `box` is in the image, without the upper and lower part into which neighbours reach."""
        x0, y0, x1, y1 = box
        inset_x, inset_y = (0.0, inset * (y1 - y0)) if upright else (inset * (x1 - x0), 0.0)
        left = max(math.floor((x0 + inset_x) * self.zoom) - self._bounds.x0, 0)
        upper = max(math.floor((y0 + inset_y) * self.zoom) - self._bounds.y0, 0)
        right = min(math.ceil((x1 - inset_x) * self.zoom), self._bounds.x1) - self._bounds.x0
        lower = min(math.ceil((y1 - inset_y) * self.zoom), self._bounds.y1) - self._bounds.y0
        return left, upper, max(right, left), max(lower, upper)


class Textless(mupdf.FzDevice2):
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
    setattr(Textless, _name, _passed_on(_name))


class BlackText(mupdf.FzDevice2):
    """Paints text alone, all of it black: all of it, or the showings of these numbers."""

    def __init__(self, target, chosen: frozenset[int] | None = None):
        super().__init__()
        self.target, self.chosen = target, chosen
        self.number = -1
        self.use_virtual_fill_text()
        self.use_virtual_stroke_text()

    def _wanted(self) -> bool:
        self.number += 1
        return self.chosen is None or self.number in self.chosen

    def fill_text(self, context, text, matrix, space, colour, alpha, parameters):
        if self._wanted():
            mupdf.ll_fz_fill_text(self.target, text, matrix, mupdf.ll_fz_device_gray(), (0.0,), 1.0, parameters)

    def stroke_text(self, context, text, stroke, matrix, *paint):
        self.fill_text(context, text, matrix, *paint)


class Without(Textless):
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


def text_page(page: pymupdf.DisplayList, flags: int) -> pymupdf.TextPage:
    """The text of a page under MuPDF's flags."""
    found = page.get_textpage(flags)
    return found if isinstance(found, pymupdf.TextPage) else pymupdf.TextPage(found)
