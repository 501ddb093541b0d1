"""PDF bytes → Paper."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from summarizer.paper import Affiliation, Figure, HiddenText, Paper, Passage, Record, Section
from summarizer.reading.figures.figures import find_figures
from summarizer.reading.front.codelinks import code_urls
from summarizer.reading.front.matter import Front, Opening, front_of
from summarizer.reading.front.stamp import arxiv_id
from summarizer.reading.front.workplaces import english_beside, workplace_at_the_end, workplace_in_footnotes
from summarizer.reading.outline.headings import folded
from summarizer.reading.outline.sections import references_row
from summarizer.reading.page.contents import page_contents
from summarizer.reading.page.pages import Line, PageContent
from summarizer.reading.process.opening import opened
from summarizer.reading.roles.roles import with_roles
from summarizer.reading.text.bodies import Body, body_style, contents_rows
from summarizer.reading.text.columns import ordered_rows
from summarizer.reading.text.flows import Flow, body_headings, flows_of, opening_of
from summarizer.reading.text.furniture import without_furniture
from summarizer.reading.text.passages import (
    caption_passage,
    footnote_groups,
    footnotes,
    front_passage,
    numbered,
    sentence_passages,
)
from summarizer.reading.text.prose import prose, vocabulary
from summarizer.reading.text.rows import Row, is_cjk

SCAN_LETTERS = 25
"""A page with fewer letters has no text layer worth the name."""
SCAN_WARNING = "这个 PDF 是扫描件，没有文字层；请先做文字识别（OCR），或者换用带文字的版本。"


def paper_from_pdf(data: bytes) -> Paper:
    """All that can be read from a PDF. Raises ReadingError. Meant for the worker process: the bytes are not trusted."""
    document = opened(data)
    try:
        pages, warnings = page_contents(document)
        title = (document.metadata or {}).get("title") or ""
    finally:
        document.close()
    return paper_from_pages(
        pages,
        sha256=hashlib.sha256(data).hexdigest(),
        metadata_title=title,
        hidden=tuple(item for page in pages for item in page.hidden),
        warnings=warnings,
    )


def paper_from_pages(
    pages: Sequence[PageContent],
    *,
    sha256: str,
    metadata_title: str = "",
    hidden: tuple[HiddenText, ...] = (),
    warnings: tuple[str, ...] = (),
) -> Paper:
    """The paper that is printed on the pages."""
    seen = Paper(
        sha256=sha256,
        record=Record(title="", origin="page 1", arxiv_id=arxiv_id(pages)),
        page_sizes=tuple((round(page.width, 1), round(page.height, 1)) for page in pages),
        page_texts=tuple("\n".join(line.text for line in page.lines) for page in pages),
        hidden=hidden,
        warnings=warnings,
    )
    if _is_scan(pages):
        return seen.model_copy(update={"scan": True, "warnings": (SCAN_WARNING, *warnings)})
    return _read(seen, pages, metadata_title)


def _read(seen: Paper, pages: Sequence[PageContent], metadata_title: str) -> Paper:
    """`seen` with all that the rows of text say."""
    if not any(page.lines for page in pages):
        return seen
    figures = find_figures(pages)
    kept = [_outside_figures(page, lines, figures) for page, lines in zip(pages, without_furniture(pages), strict=True)]
    rows = ordered_rows([(page.number, lines) for page, lines in zip(pages, kept, strict=True)])
    contents = contents_rows(rows)
    rows = [row for index, row in enumerate(rows) if index not in contents]
    if not rows:
        return seen
    body = body_style(rows)
    marked = footnotes(rows, body, {page.number: page.height for page in pages})
    notes = [row for index, row in enumerate(rows) if index in marked]
    rows = [row for index, row in enumerate(rows) if index not in marked]
    words = vocabulary(rows)
    found = body_headings(rows, body)
    opening = opening_of(rows, found)
    front = front_of(pages, kept, rows, body, opening, words, metadata_title)
    references = references_row(rows, found)
    sections, flows = flows_of(rows, found, front, references, opening)
    language = "zh" if is_cjk("".join(row.text for row in rows[len(rows) // 4 : 3 * len(rows) // 4])) else "en"
    text = _front_passages(rows, front, flows, opening, words)
    text += [passage for flow in (_abstract_flow(front), *flows) for passage in sentence_passages(flow, words, body)]
    aside = _footnote_passages(notes, words, body)
    aside += [caption_passage(figure, _running_before(figure, text)) for figure in figures]
    workplace, address = _workplace(front, notes, rows, words)
    if address:
        aside.append(front_passage(address, words))
    passages = with_roles(numbered(text, aside), language)
    return seen.model_copy(
        update={
            "record": seen.record.model_copy(
                update={"title": front.title.text if front.title else "", "authors": front.authors.names}
            ),
            "language": language,
            "abstract": prose(front.abstract, words).text[front.abstract_cut :].strip(),
            "affiliation": _affiliation(workplace, passages) if workplace else None,
            "keywords": front.keywords.words,
            "code_urls": code_urls(passages, pages),
            "sections": tuple(sections),
            "passages": passages,
            "figures": figures,
            "references_page": rows[references].page if references is not None else None,
        }
    )


def _is_scan(pages: Sequence[PageContent]) -> bool:
    """Whether nearly all pages are images, or empty, without letters on them but those stamped on every page."""
    stamped = Counter(text for page in pages for text in {line.text.strip() for line in page.lines})
    often = max(2, len(pages) // 2)
    bare = [
        page
        for page in pages
        if sum(len(line.text) for line in page.lines if stamped[line.text.strip()] < often) < SCAN_LETTERS
    ]
    pictured = any(paint.kind == "image" for page in bare for paint in page.paints)
    return pictured and len(bare) >= 0.8 * len(pages)


def _outside_figures(page: PageContent, lines: Sequence[Line], figures: Sequence[Figure]) -> list[Line]:
    """The lines that are neither in a figure or table nor in its caption."""
    boxes = [box for figure in figures if figure.page == page.number for box in (figure.box, figure.caption_box)]

    def inside(line: Line) -> bool:
        x, y = (line.box.x0 + line.box.x1) / 2, (line.box.y0 + line.box.y1) / 2
        return any(box.x0 - 1 <= x <= box.x1 + 1 and box.y0 - 1 <= y <= box.y1 + 1 for box in boxes)

    return [line for line in lines if not inside(line)] if boxes else list(lines)


def _abstract_flow(front: Front) -> Flow:
    if not front.abstract:
        return Flow((), None)
    first = front.abstract[0]
    section = Section(title="Abstract", page=first.page, box=first.box, role="abstract")
    return Flow(front.abstract, section, front.abstract_cut)


def _front_passages(
    rows: Sequence[Row], front: Front, flows: Sequence[Flow], opening: Opening, words: Counter[str]
) -> list[Passage]:
    """The title, and every other row before the body that is no part of the abstract, as a passage each."""
    taken = {id(row) for row in front.abstract} | {id(row) for flow in flows for row in flow.rows}
    passages = [front_passage(front.title.rows, words)] if front.title else []
    for row in rows[: opening.row]:
        if row.page > rows[0].page + 2:
            break
        if id(row) not in taken and not (front.title and _is_among(row, front.title.rows)):
            passages.append(front_passage([row], words))
    return passages


def _is_among(row: Row, others: Sequence[Row]) -> bool:
    """Whether a row is the same print as one of others that were joined in another way."""
    return any(
        row.page == other.page and abs(row.box.y0 - other.box.y0) < 2 and row.text in other.text for other in others
    )


def _footnote_passages(notes: Sequence[Row], words: Counter[str], body: Body) -> list[Passage]:
    return [
        passage
        for group in footnote_groups(notes)
        for passage in sentence_passages(Flow(tuple(group), None), words, body)
    ]


def _running_before(figure: Figure, text: Sequence[Passage]) -> Passage | None:
    """The last passage of the text that begins on the figure's page or before."""
    return next((p for p in reversed(text) if p.page <= figure.page and p.kind == "text"), None)


def _workplace(
    front: Front, notes: Sequence[Row], rows: Sequence[Row], words: Counter[str]
) -> tuple[str | None, tuple[Row, ...]]:
    """The first author's institution: below the names, in a footnote of the first page, or at the paper's end.

    In the last case with the rows of the address there.
    """
    if not front.authors.names:
        return None, ()
    found = front.authors.affiliation
    if found is None:
        texts = [prose(group, words).text for group in footnote_groups(row for row in notes if row.page <= 2)]
        found = workplace_in_footnotes(texts, front.authors.names[0], front.authors.sign)
    if found is None:
        return workplace_at_the_end(rows) or (None, ())
    english = english_beside(front.rows, found)
    return (f"{found} ({english})" if english else found), ()


def _affiliation(name: str, passages: Sequence[Passage]) -> Affiliation | None:
    """The institution with the passage that prints it; None if no passage does."""
    wanted = [folded(part) for part in name.rstrip(")").split(" (")]
    for part in wanted:
        for passage in sorted(passages, key=lambda passage: passage.kind != "front"):
            if part in folded(passage.text):
                return Affiliation(name=name, passage=passage.id)
    return None
