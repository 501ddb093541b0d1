"""A page, or a part of it, as an image."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Literal

import pymupdf
from PIL import Image, ImageChops

from summarizer.errors import BrokenPdf, ReadingError
from summarizer.paper import Box
from summarizer.reading.process.limits import MAX_DPI, MAX_PIXELS, MAX_SIDE_PIXELS, MIN_DPI
from summarizer.reading.process.opening import opened

MARK_COLOUR = (255, 236, 105)
"""Yellow of a highlighter: multiplied with the page, so that black letters stay black."""

MARK_MARGIN_POINTS = 1.0


def page_image(
    data: bytes,
    page: int,
    *,
    dpi: int,
    clip: Box | None = None,
    marks: Sequence[Box] = (),
    form: Literal["png", "webp"] = "png",
) -> bytes:
    """The page (counted from 1) of the PDF `data` as an image file, `marks` laid over it as with a highlighter.

    `clip` and `marks` are in points of the page as shown; a clip that misses the page gives all of it. The resolution
    is `dpi`, or what the limits allow. Raises ReadingError.
    """
    document = opened(data)
    if not 1 <= page <= document.page_count:
        raise ReadingError(f"这个 PDF 没有第 {page} 页。")
    try:
        shown = document[page - 1]
        area = shown.rect
        if clip is not None and not (area & pymupdf.Rect(clip)).is_empty:
            area &= pymupdf.Rect(clip)
        zoom = _zoom(area, dpi)
        pixmap = shown.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), clip=area, alpha=False)
    except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase) as error:
        raise BrokenPdf from error
    image = Image.frombytes("RGB", (pixmap.width, pixmap.height), pixmap.samples)
    for mark in marks:
        _highlight(image, mark, zoom, (pixmap.x, pixmap.y))
    file = io.BytesIO()
    image.save(file, form, **({"quality": 85, "method": 2} if form == "webp" else {"compress_level": 4}))
    return file.getvalue()


def _zoom(area: pymupdf.Rect, dpi: int) -> float:
    """Pixels a point: `dpi` within the limits on resolution, pixels and sides."""
    width, height = max(area.width, 1e-3), max(area.height, 1e-3)
    return min(
        max(MIN_DPI, min(dpi, MAX_DPI)) / 72,
        math.sqrt(MAX_PIXELS / (width * height)),
        (MAX_SIDE_PIXELS - 1) / max(width, height),
    )


def _highlight(image: Image.Image, mark: Box, zoom: float, origin: tuple[int, int]) -> None:
    left = math.floor((mark.x0 - MARK_MARGIN_POINTS) * zoom) - origin[0]
    upper = math.floor((mark.y0 - MARK_MARGIN_POINTS) * zoom) - origin[1]
    right = math.ceil((mark.x1 + MARK_MARGIN_POINTS) * zoom) - origin[0]
    lower = math.ceil((mark.y1 + MARK_MARGIN_POINTS) * zoom) - origin[1]
    box = (max(left, 0), max(upper, 0), min(right, image.width), min(lower, image.height))
    if box[0] < box[2] and box[1] < box[3]:
        part = image.crop(box)
        image.paste(ImageChops.multiply(part, Image.new("RGB", part.size, MARK_COLOUR)), box)
