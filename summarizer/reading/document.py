"""PDF bytes → Paper."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from summarizer.paper import Affiliation, Figure, HiddenText, Paper, Passage, Record, Section
from summarizer.reading.codelinks import code_urls
from summarizer.reading.columns import ordered_rows
from summarizer.reading.contents import page_contents
from summarizer.reading.front import Front, abstract_label, arxiv_id, front_of
from summarizer.reading.furniture import without_furniture
from summarizer.reading.headings import folded, is_end_matter, role_of
from summarizer.reading.opening import opened
from summarizer.reading.pages import Line, PageContent
from summarizer.reading.passages import (
    Flow,
    caption_passage,
    footnote_groups,
    footnotes,
    front_passage,
    numbered,
    sentence_passages,
)
from summarizer.reading.prose import prose, vocabulary
from summarizer.reading.rows import Row, is_cjk
from summarizer.reading.workplaces import english_beside, workplace_at_the_end, workplace_in_footnotes
from summarizer.reading.sections import Heading, body_style, contents_rows, headings, references_row, section_of

try:
    from summarizer.reading.figures import find_figures
except ImportError:  # not written yet

    def find_figures(pages: Sequence[PageContent]) -> tuple[Figure, ...]:
        return ()


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
    sizes = tuple((round(page.width, 1), round(page.height, 1)) for page in pages)
    if _is_scan(pages):
        record = Record(title="", origin="page 1", arxiv_id=arxiv_id(pages))
        return Paper(
            sha256=sha256,
            record=record,
            page_sizes=sizes,
            page_texts=_texts(pages),
            scan=True,
            hidden=hidden,
            warnings=(SCAN_WARNING, *warnings),
        )
    figures = find_figures(pages)
    kept = [_outside_figures(page, lines, figures) for page, lines in zip(pages, without_furniture(pages), strict=True)]
    rows = ordered_rows([(page.number, lines) for page, lines in zip(pages, kept, strict=True)])
    contents = contents_rows(rows)
    rows = [row for index, row in enumerate(rows) if index not in contents]
    body = body_style(rows)
    notes = footnotes(rows, body, {page.number: page.height for page in pages})
    foot = [row for index, row in enumerate(rows) if index in notes]
    rows = [row for index, row in enumerate(rows) if index not in notes]
    words = vocabulary(rows)
    found = _body_headings(rows, body)
    first = next((h for h in found if h.level == 1 and not is_end_matter(h.parts.title)), None)
    start = first.start if first else len(rows)
    opens = first is not None and (role_of(first.parts.title) == "introduction" or first.parts.values[:1] == (1,))
    front = front_of(pages, kept, rows, body, start, opens, words, metadata_title)
    references = references_row(rows, found)
    sections, flows, start = _flows(rows, found, front, references, start)
    text = [front_passage(front.title.rows, words)] if front.title else []
    text += [
        front_passage([row], words)
        for row in front.rows
        if not (front.title and _is_in(row, front.title.rows))
        and row.page <= rows[0].page + 2
        and _before(row, rows, start, front)
    ]
    if front.abstract:
        text += sentence_passages(
            Flow(
                front.abstract,
                Section(title="Abstract", page=front.abstract[0].page, box=front.abstract[0].box, role="abstract"),
                front.abstract_cut,
            ),
            words,
            body,
        )
    for flow in flows:
        text += sentence_passages(flow, words, body)
    aside = _footnote_passages(foot, words, body)
    aside += [caption_passage(figure, _before_figure(figure, text)) for figure in figures]
    passages = numbered(text, aside)
    affiliation = _workplace(front, foot, rows, words)
    abstract = prose(front.abstract, words).text[front.abstract_cut :].strip() if front.abstract else ""
    record = Record(
        title=front.title.text if front.title else "",
        authors=front.authors.names,
        origin="page 1",
        arxiv_id=arxiv_id(pages),
        abstract="",
    )
    return Paper(
        sha256=sha256,
        record=record,
        language="zh" if is_cjk("".join(row.text for row in rows[len(rows) // 4 : 3 * len(rows) // 4])) else "en",
        abstract=abstract,
        affiliation=_affiliation(affiliation, passages) if affiliation else None,
        keywords=front.keywords,
        code_urls=code_urls(passages, pages),
        sections=tuple(sections),
        passages=passages,
        figures=figures,
        references_page=rows[references].page if references is not None else None,
        page_sizes=sizes,
        page_texts=_texts(pages),
        hidden=hidden,
        warnings=warnings,
    )


def _workplace(front: Front, foot: Sequence[Row], rows: Sequence[Row], words) -> str | None:
    """The first author's institution: below the names, in a footnote of the first page, or at the paper's end."""
    found = front.authors.affiliation
    if not front.authors.names:
        return None
    author = front.authors.names[0]
    if found is None:
        notes = [prose(group, words).text for group in footnote_groups(row for row in foot if row.page <= 2)]
        found = workplace_in_footnotes(notes, author, front.authors.sign) or workplace_at_the_end(rows)
    if found and (english := english_beside(front.rows, found)):
        found = f"{found} ({english})"
    return found


def _is_scan(pages: Sequence[PageContent]) -> bool:
    """Whether nearly all pages are images, or empty, without letters on them."""
    without = sum(sum(len(line.text) for line in page.lines) < SCAN_LETTERS for page in pages)
    pictured = sum(any(paint.kind == "image" for paint in page.paints) for page in pages)
    return without >= 0.8 * len(pages) and pictured > 0


def _texts(pages: Sequence[PageContent]) -> tuple[str, ...]:
    return tuple("\n".join(line.text for line in page.lines) for page in pages)


def _outside_figures(page: PageContent, lines: Sequence[Line], figures: Sequence[Figure]) -> list[Line]:
    boxes = [box for figure in figures if figure.page == page.number for box in (figure.box, figure.caption_box)]

    def inside(line: Line) -> bool:
        x, y = (line.box.x0 + line.box.x1) / 2, (line.box.y0 + line.box.y1) / 2
        return any(box.x0 - 1 <= x <= box.x1 + 1 and box.y0 - 1 <= y <= box.y1 + 1 for box in boxes)

    return [line for line in lines if not inside(line)] if boxes else list(lines)


def _body_headings(rows: Sequence[Row], body) -> list[Heading]:
    label = abstract_label(rows)
    first = label[0] + 1 if label else 1
    front_titles = (
        "abstract",
        "keywords",
        "indexterms",
        "ccsconcepts",
        "acmreferenceformat",
        "contents",
        "articleinfo",
        "highlights",
        "摘要",
        "关键词",
    )
    return [heading for heading in headings(rows, body, first) if folded(heading.parts.title) not in front_titles]


def _flows(
    rows: Sequence[Row], found: Sequence[Heading], front: Front, references: int | None, start: int
) -> tuple[list[Section], list[Flow], int]:
    """The sections, and the rows of each; text before the first heading is a flow without a section."""
    sections: list[Section] = []
    flows: list[Flow] = []
    abstract = {id(row) for row in front.abstract}
    after_abstract = max((index for index, row in enumerate(rows) if id(row) in abstract), default=-1)
    if not front.abstract and start == len(rows):
        start = 0
    if not front.abstract or start == len(rows) or _has_text(rows[after_abstract + 1 : start]):
        opening = after_abstract + 1 if front.abstract else _after_front(rows, front)
        loose = [
            row
            for row in rows[opening : min(start, references if references is not None else start)]
            if id(row) not in abstract
        ]
        if len(loose) > 3:
            flows.append(Flow(tuple(loose), None))
            start = min(start, opening)
    passed = False
    for index, heading in enumerate(found):
        if references is not None and not passed and heading.start >= references:
            passed = True
        section = section_of(heading, rows, passed)
        sections.append(section)
        end = found[index + 1].start if index + 1 < len(found) else len(rows)
        if references is not None and heading.end <= references < end and section.role != "references":
            end = references
        if section.role != "references":
            flows.append(Flow(tuple(row for row in rows[heading.end : end] if id(row) not in abstract), section))
    return sections, flows, start


def _has_text(rows: Sequence[Row]) -> bool:
    return sum(len(row.text) for row in rows) > 400


def _after_front(rows: Sequence[Row], front: Front) -> int:
    if not front.title:
        return 0
    bottom = front.title.rows[-1].box.y1
    return next(
        (
            i
            for i, row in enumerate(rows)
            if row.box.y0 > bottom and len(row.text) > 50 and not any(name in row.text for name in front.authors.names)
        ),
        0,
    )


def _before(row: Row, rows: Sequence[Row], start: int, front: Front) -> bool:
    return any(row is other for other in rows[:start])


def _is_in(row: Row, others: Sequence[Row]) -> bool:
    return any(
        row.page == other.page and abs(row.box.y0 - other.box.y0) < 2 and row.box.x0 >= other.box.x0 - 2
        for other in others
    )


def _footnote_passages(rows: Sequence[Row], words, body) -> list[Passage]:
    return [
        passage
        for group in footnote_groups(rows)
        for passage in sentence_passages(Flow(tuple(group), None), words, body)
    ]


def _before_figure(figure: Figure, text: Sequence[Passage]) -> Passage | None:
    return next((passage for passage in reversed(text) if passage.page <= figure.page and passage.kind == "text"), None)


def _affiliation(name: str, passages: Sequence[Passage]) -> Affiliation | None:
    wanted = folded(name)
    for passage in sorted(passages, key=lambda passage: passage.kind != "front"):
        if wanted in folded(passage.text):
            return Affiliation(name=name, passage=passage.id)
    return Affiliation(name=name, passage=passages[0].id) if passages else None
