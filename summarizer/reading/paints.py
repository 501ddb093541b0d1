"""What is painted on a page besides text, cut by the clips it is painted under."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pymupdf

from summarizer.paper import Box

PAINT_FLAGS = (
    pymupdf.TEXT_COLLECT_VECTORS | pymupdf.TEXT_PRESERVE_IMAGES | pymupdf.TEXT_CLIP | pymupdf.TEXT_MEDIABOX_CLIP
)
_KINDS: dict[int, Literal["path", "image"]] = {pymupdf.mupdf.FZ_STEXT_BLOCK_IMAGE: "image"}
_KINDS[pymupdf.mupdf.FZ_STEXT_BLOCK_VECTOR] = "path"


def painted(page: pymupdf.DisplayList) -> Iterator[tuple[Literal["path", "image"], Box]]:
    """Kind and rectangle of everything painted that is no text, in the order of painting, on the unrotated page.

    MuPDF's structured text keeps only what its clips leave, in less time than `Page.get_bboxlog`, which knows no clip.
    """
    textpage = page.get_textpage(PAINT_FLAGS)
    block = textpage.m_internal.first_block
    while block:
        kind = _KINDS.get(block.type)
        if kind:
            box = block.bbox
            yield kind, Box(box.x0, box.y0, box.x1, box.y1)
        block = block.next
