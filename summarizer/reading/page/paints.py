"""What is painted on a page, in order and cut by the clips it is painted under."""

from __future__ import annotations

import pymupdf
from pymupdf import mupdf

_raw = mupdf._mupdf
_UNIT_SQUARE = mupdf.FzRect(0, 0, 1, 1)
_CALLS = (
    *("fill_path", "stroke_path", "fill_shade", "fill_image", "fill_image_mask"),
    *("fill_text", "stroke_text", "ignore_text"),
)


def painting_of(page: pymupdf.DisplayList) -> list[tuple[str, tuple[float, float, float, float]]]:
    """What `Page.get_bboxlog` gives, of a page that was interpreted already, but with shapes cut by their clips.

    Kinds are `fill-path`, `stroke-path`, `fill-shade`, `fill-image`, `fill-imgmask`, `fill-text`, `stroke-text` and
    `ignore-text`. Texts stand there whole, clipped or not; shapes of which a clip leaves nothing do not stand there.
    """
    device = _Log()
    mupdf.fz_run_display_list(page.this, device, mupdf.FzMatrix(), mupdf.FzRect(*page.rect), mupdf.FzCookie())
    mupdf.fz_close_device(device)
    return device.log


class _Log(mupdf.FzDevice2):
    def __init__(self):
        super().__init__()
        self.log: list[tuple[str, tuple[float, float, float, float]]] = []
        self._unit = _UNIT_SQUARE.internal()
        for name in _CALLS:
            getattr(self, f"use_virtual_{name}")()

    def _shape(self, kind: str, box) -> None:
        clip = _raw.ll_fz_device_current_scissor(self.m_internal)
        x0, y0, x1, y1 = max(box.x0, clip.x0), max(box.y0, clip.y0), min(box.x1, clip.x1), min(box.y1, clip.y1)
        if x0 <= x1 and y0 <= y1:
            self.log.append((kind, (x0, y0, x1, y1)))

    def _text(self, kind: str, box) -> None:
        self.log.append((kind, (box.x0, box.y0, box.x1, box.y1)))

    def fill_path(self, context, path, even_odd, matrix, *paint):
        self._shape("fill-path", _raw.ll_fz_bound_path(path, None, matrix))

    def stroke_path(self, context, path, stroke, matrix, *paint):
        self._shape("stroke-path", _raw.ll_fz_bound_path(path, None, matrix))

    def fill_shade(self, context, shade, matrix, *paint):
        self._shape("fill-shade", _raw.ll_fz_bound_shade(shade, matrix))

    def fill_image(self, context, image, matrix, *paint):
        self._shape("fill-image", _raw.ll_fz_transform_rect(self._unit, matrix))

    def fill_image_mask(self, context, image, matrix, *paint):
        self._shape("fill-imgmask", _raw.ll_fz_transform_rect(self._unit, matrix))

    def fill_text(self, context, text, matrix, *paint):
        self._text("fill-text", _raw.ll_fz_bound_text(text, None, matrix))

    def stroke_text(self, context, text, stroke, matrix, *paint):
        self._text("stroke-text", _raw.ll_fz_bound_text(text, stroke, matrix))

    def ignore_text(self, context, text, matrix):
        self._text("ignore-text", _raw.ll_fz_bound_text(text, None, matrix))
