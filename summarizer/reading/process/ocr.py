"""A text layer for scans: words found by a machine, put invisibly where they are on the page (requirements-ocr.txt).

Only on request: it takes about ten seconds of a processor for each page. RapidOCR brings its weights in its wheel and
reads English and Chinese.
"""

from __future__ import annotations

import pymupdf

from summarizer.errors import ReadingError
from summarizer.reading.process.limits import MAX_OCR_PAGES
from summarizer.reading.process.opening import opened

SCAN_DPI = 150
"""Letters of 10 points are then 20 pixels high; more takes longer and finds the same."""

MAX_SCAN_PIXELS = 6_000_000

LETTER_SHARE = 0.7
"""Of a line's height that is its font size."""

DESCENDER_SHARE = 0.22
"""Of a line's height below its baseline."""


def with_text_layer(pdf: bytes) -> bytes:
    """The same PDF, of whose pages without text the first MAX_OCR_PAGES have a text layer. Raises ReadingError.

    The layer is in render mode 3 (neither filled nor stroked): nothing looks different.
    """
    try:
        import numpy as np
        from rapidocr import RapidOCR
    except ImportError:
        raise ReadingError("缺少文字识别所需的软件包，请先执行 pip install -r requirements-ocr.txt。") from None
    document = opened(pdf)
    recognise = RapidOCR(params={"Global.log_level": "critical"})
    font = pymupdf.Font("tiro")
    without_text = [page for page in document if not page.get_text().strip()]
    for page in without_text[:MAX_OCR_PAGES]:
        page.remove_rotation()
        zoom = min(SCAN_DPI / 72, (MAX_SCAN_PIXELS / (page.rect.width * page.rect.height)) ** 0.5)
        pixmap = page.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), colorspace=pymupdf.csRGB, alpha=False)
        pixels = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width, 3)
        found = recognise(np.ascontiguousarray(pixels[:, :, ::-1]), use_cls=False)
        for corners, text in zip(found.boxes if found.txts else (), found.txts or (), strict=True):
            box = pymupdf.Rect(*(corners.min(axis=0) / zoom), *(corners.max(axis=0) / zoom))
            _write(page, box, text, font)
    document.subset_fonts()
    return document.tobytes(garbage=3, deflate=True)


def _write(page: pymupdf.Page, box: pymupdf.Rect, text: str, font: pymupdf.Font) -> None:
    """Puts an upright line of invisible text into its box, stretched to its width."""
    size = max(round(LETTER_SHARE * box.height), 1)
    writer = pymupdf.TextWriter(page.rect)
    baseline = pymupdf.Point(box.x0, box.y1 - DESCENDER_SHARE * box.height)
    _, end = writer.append(baseline, text, font=font, fontsize=size)
    if end.x > baseline.x:
        stretch = pymupdf.Matrix(box.width / (end.x - baseline.x), 1)
        writer.write_text(page, render_mode=3, morph=(baseline, stretch))
