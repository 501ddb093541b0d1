"""Rows cut into passages: sentences in reading order, each with its section and its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from summarizer.paper import Box, Figure, Passage, Region
from summarizer.reading.text.bodies import Body
from summarizer.reading.text.flows import Flow
from summarizer.reading.text.prose import prose
from summarizer.reading.text.rows import Row
from summarizer.reading.text.sentences import sentence_bounds

MAX_PASSAGE_LETTERS = 1500
"""A longer `sentence` (a table without a caption, a list of names) is cut at spaces."""

FOOT_SHARE = 0.4
"""Footnotes stand below this share of the page's height."""

_BULLET = re.compile(r"^\s*(?:[•◦▪■●‣∙·–—*✓➢►]|\(?(?:[ivx]{1,4}|[a-z]|\d{1,2})\)|\d{1,2}[.)]\s|\[\d{1,3}\])\s*")
_SIGN_BULLET = re.compile(r"^\s*[•◦▪■●‣∙·✓➢►]\s*")
_TERMINAL = re.compile(r"[.!?:;。！？：；][\"'”’)\]）」]*[⁰¹²³⁴⁵⁶⁷⁸⁹⁻,–]*\s*$")
_FOOTNOTE_MARK = re.compile(r"^\s*(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[*∗†‡§¶⋆]+|\d{1,2}(?=\s*(?:[A-Z“\"(]|https?:|www\.)))")


def footnotes(rows: Sequence[Row], body: Body, heights: Mapping[int, float]) -> set[int]:
    """Indices of the rows of footnotes: smaller type at the foot of a column, from the first one with a mark on."""
    found: set[int] = set()
    index = len(rows) - 1
    while index >= 0:
        end = index
        page, column = rows[end].page, rows[end].column
        while (
            index >= 0
            and rows[index].page == page
            and rows[index].column == column
            and rows[index].size < 0.93 * body.size
        ):
            index -= 1
        if index == end:
            index -= 1
            continue
        run = range(index + 1, end + 1)
        last_of_column = end + 1 == len(rows) or rows[end + 1].page != page or rows[end + 1].column != column
        low = rows[run[0]].box.y0 > FOOT_SHARE * heights[page]
        if last_of_column:
            foot = [i for i in run if rows[i].box.y0 > FOOT_SHARE * heights[page]]
            start = next((i for i in foot if _FOOTNOTE_MARK.match(rows[i].text)), None)
            if (
                page == 1
                and low
                and start is None
                and index >= 0
                and rows[run[0]].box.y0 - rows[index].box.y1 > 0.8 * body.size
            ):
                start = run[0]
            if start is not None:
                found.update(range(start, end + 1))
    return found


def footnote_groups(rows: Iterable[Row]) -> list[list[Row]]:
    """Rows of footnotes, one list a footnote."""
    groups: list[list[Row]] = []
    for row in rows:
        last = groups[-1][-1] if groups else None
        if (
            last is None
            or row.page != last.page
            or row.column != last.column
            or row.box.y0 - last.box.y1 > row.size
            or _FOOTNOTE_MARK.match(row.text)
            or (row.box.x0 > row.left + 5 and row.box.x0 > last.box.x0 + 5 and _TERMINAL.search(last.text))
        ):
            groups.append([row])
        else:
            groups[-1].append(row)
    return groups


def paragraphs(rows: Sequence[Row], body: Body) -> list[list[Row]]:
    """Rows grouped to paragraphs; one goes on over columns, pages and formulas until a sentence has ended."""
    groups: list[list[Row]] = []
    for row in rows:
        if groups and not _begins(row, groups[-1][-1], body):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _begins(row: Row, last: Row, body: Body) -> bool:
    """Whether a new paragraph begins with `row`."""
    if _SIGN_BULLET.match(row.text) and len(row.text) > 3:
        return True
    ended = bool(_TERMINAL.search(last.text))
    bullet = bool(_BULLET.match(row.text))
    if bullet and (ended or last.text.rstrip().endswith((",", "and", "or"))):
        return True
    if not ended:
        return False
    short = last.box.x1 < last.right - 0.12 * (last.right - last.left)
    if row.page != last.page or row.column != last.column:
        return short or row.box.x0 > row.left + 6
    indented = row.box.x0 > row.left + 5 and row.box.x0 > last.box.x0 + 3
    gap = row.box.y0 - last.box.y1 > 0.5 * body.size
    return indented or gap or short


def sentence_passages(flow: Flow, words: Counter[str], body: Body, role: str | None = None) -> list[Passage]:
    """The sentences of a flow as passages whose ids are still 0."""
    found: list[Passage] = []
    section = flow.section
    for number, group in enumerate(paragraphs(flow.rows, body)):
        text = prose(group, words)
        start = flow.cut if number == 0 else 0
        bullet = _SIGN_BULLET.match(text.text[start:])
        start += bullet.end() if bullet else 0
        for begin, end in sentence_bounds(text.text[start:]):
            for first, last in _pieces(text.text, start + begin, start + end):
                words_of = text.text[first:last]
                if len(re.findall(r"[^\W\d_]", words_of)) < 2:
                    continue
                found.append(
                    Passage(
                        id=0,
                        text=words_of,
                        regions=text.regions(first, last),
                        section=section.title if section else "",
                        section_role=role or (section.role if section else "other"),
                    )
                )
    return found


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces = []
    while end - start > MAX_PASSAGE_LETTERS:
        cut = text.rfind(" ", start + MAX_PASSAGE_LETTERS // 2, start + MAX_PASSAGE_LETTERS)
        cut = cut if cut > 0 else start + MAX_PASSAGE_LETTERS
        pieces.append((start, cut))
        start = cut
    pieces.append((start, end))
    return pieces


def front_passage(rows: Sequence[Row], words: Counter[str]) -> Passage:
    """Rows of the front matter as one passage."""
    text = prose(rows, words)
    return Passage(id=0, text=text.text, regions=text.regions(0, len(text.text)), kind="front", section_role="front")


def caption_passage(figure: Figure, before: Passage | None) -> Passage:
    """A figure's caption, in the section that is running where it stands."""
    return Passage(
        id=0,
        text=f"{figure.label}: {figure.caption}" if figure.caption else figure.label,
        regions=(Region(figure.page, Box(*figure.caption_box)),),
        kind="caption",
        section=before.section if before else "",
        section_role=before.section_role if before else "other",
    )


def numbered(text: Sequence[Passage], aside: Sequence[Passage]) -> tuple[Passage, ...]:
    """All passages with ids from 1.

    Those `aside` (footnotes, captions) stand behind the last one of the text that starts on their page or before.
    """
    waiting = sorted(aside, key=lambda passage: (passage.page, passage.regions[0].box.y0))
    ordered: list[Passage] = []
    for index, passage in enumerate(text):
        ordered.append(passage)
        following = text[index + 1].page if index + 1 < len(text) else 10**9
        if following > passage.page:
            while waiting and waiting[0].page < following:
                ordered.append(_in_section(waiting.pop(0), passage))
    ordered += waiting
    return tuple(passage.model_copy(update={"id": index}) for index, passage in enumerate(ordered, 1))


def _in_section(passage: Passage, before: Passage) -> Passage:
    if passage.section or passage.kind == "front":
        return passage
    return passage.model_copy(update={"section": before.section, "section_role": before.section_role})
