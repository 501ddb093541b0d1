"""The pages of a document, as many as the limits allow, and what to tell a reader of those that are missing."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pymupdf

from summarizer.errors import BrokenPdf, EmptyPdf
from summarizer.paper import HiddenText
from summarizer.reading.page.bitmapfonts import give_letters
from summarizer.reading.page.hidden import MAX_SHOWN_CHARACTERS
from summarizer.reading.page.pages import PageContent, page_content
from summarizer.reading.process.limits import MAX_CHARACTERS, MAX_PAGES

log = logging.getLogger(__name__)

UNMAPPED = "\ufffd"
"""What MuPDF gives for a glyph whose font does not say which letter it is."""

UNMAPPED_SHARE = 0.4
"""Of a page's letters; a page full of formulas of an old paper has 0.2."""

_BROKEN = (RuntimeError, ValueError, LookupError, SystemError, pymupdf.mupdf.FzErrorBase)
"""What MuPDF and its binding raise for a part of a document that makes no sense."""

A4_POINTS = (595.0, 842.0)


def page_contents(document: pymupdf.Document) -> tuple[list[PageContent], tuple[str, ...]]:
    """The pages from the first on, and warnings: one Chinese sentence for each kind of thing that was not read.

    Raises BrokenPdf if no page can be read, EmptyPdf if there is nothing on any.
    """
    pages: list[PageContent] = []
    broken: list[int] = []
    characters = 0
    last: Exception | None = None
    try:
        give_letters(document)
    except _BROKEN as error:  # the pages can be read without
        log.info("bitmap fonts: %r", error)
    for index in range(min(document.page_count, MAX_PAGES)):
        try:
            page = page_content(document[index])
        except _BROKEN as error:
            log.info("page %d: %r", index + 1, error)
            last = error
            page = PageContent(index + 1, *A4_POINTS, (), (), ())
            broken.append(index + 1)
        pages.append(page)
        characters += sum(len(line.text) for line in page.lines) + sum(item.characters for item in page.hidden)
        if characters > MAX_CHARACTERS:
            break
    if len(broken) == len(pages):
        raise (MemoryError if "alloc" in str(last) else BrokenPdf) from last
    if not any(page.lines or page.paints or page.hidden for page in pages):
        raise EmptyPdf("这个 PDF 的页面都是空白的，请检查文件是否完整。")
    return _with_layers(document, pages), tuple(_warnings(document, pages, broken))


def _warnings(document: pymupdf.Document, pages: Sequence[PageContent], broken: Sequence[int]) -> list[str]:
    warnings = []
    if len(pages) < document.page_count:
        warnings.append(f"这个 PDF 有 {document.page_count} 页，只读取了前 {len(pages)} 页。")
    if broken:
        warnings.append(f"第 {_listed(broken)} 页已损坏，没有读出。")
    if unmapped := [page.number for page in pages if _unmapped(page) > UNMAPPED_SHARE]:
        warnings.append(f"第 {_listed(unmapped)} 页的字体没有字符对照表，部分文字无法识别。")
    return warnings


def _listed(numbers: Sequence[int], most: int = 8) -> str:
    listed = "、".join(map(str, numbers[:most]))
    return f"{listed} 等 {len(numbers)}" if len(numbers) > most else listed


def _unmapped(page: PageContent) -> float:
    text = "".join("".join(line.text.split()) for line in page.lines)
    return text.count(UNMAPPED) / len(text) if text else 0.0


def _with_layers(document: pymupdf.Document, pages: Sequence[PageContent]) -> list[PageContent]:
    """The pages, with a report of text on layers that a viewer does not show."""
    if not document.get_ocgs() or not document.get_layer().get("off"):
        return list(pages)
    try:
        shown = pymupdf.open(stream=document.tobytes(), filetype="pdf")
        shown.set_layer(-1, on=list(document.get_ocgs()), off=[])
        shown = pymupdf.open(stream=shown.tobytes(), filetype="pdf")
        return [
            replace(page, hidden=page.hidden + _layered(page.number, document[index], shown[index]))
            for index, page in enumerate(pages)
        ]
    except _BROKEN as error:  # a document that cannot be written cannot be shown with other layers
        log.info("layers: %r", error)
        return list(pages)


def _layered(number: int, page: pymupdf.Page, with_layers: pymupdf.Page) -> tuple[HiddenText, ...]:
    extra = Counter(_lines(with_layers)) - Counter(_lines(page))
    if not extra:
        return ()
    lines = [line for line in _lines(with_layers) if line in extra]
    text = " ".join(lines)
    return (
        HiddenText(page=number, text=text[:MAX_SHOWN_CHARACTERS], characters=sum(map(len, lines)), reason="layer off"),
    )


def _lines(page: pymupdf.Page) -> list[str]:
    return [line.strip() for line in page.get_text().splitlines() if line.strip()]
