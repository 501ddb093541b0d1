# ruff: noqa: E501 - lists of words and patterns are read best as long lines
"""The abstract: where it begins, with or without a label, and where it ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from summarizer.reading.front.keywords import KEYWORDS_LABEL
from summarizer.reading.front.names import EMAIL, is_institution, is_place
from summarizer.reading.outline.headings import folded
from summarizer.reading.text.bodies import Body
from summarizer.reading.text.rows import Row, is_cjk

FRONT_PAGES = 3
"""An abstract begins on one of these or nowhere."""
MIN_ABSTRACT_LETTERS = 180
MAX_ABSTRACT_ROWS = 90

ABSTRACT_LABEL = re.compile(
    r"(?:a\s*b\s*s\s*t\s*r\s*a\s*c\s*t|extended abstract|summary|s\s*u\s*m\s*m\s*a\s*r\s*y|摘\s*要|内容提要)\s*[.:：—–-]*",
    re.I,
)
RUN_IN_LABEL = re.compile(
    r"(?:abstract|summary|摘\s*要)\s*(?:[.:：．。]|[—–]|-{1,2})\s*(?=\S)|(?:ABSTRACT|Abstract)\s+(?=[A-Z“\"(])|【摘\s*要】\s*|摘\s*要\s+(?=\S)",
    re.I,
)
BEHIND_ABSTRACT = re.compile(
    r"(?:ccs\s+concepts|acm\s+reference|categories\s+and\s+subject|general\s+terms|pacs\b|msc\b|(?:\d{4}\s+)?mathematics\s+subject|jel\b|c?⃝?\s?\d{4}\s+(?:elsevier|the\s+author|springer|ieee|acm|wiley)|©|q\s+\d{4}\s|\(c\)\s*\d{4}|copyright|contents$|table\s+of\s+contents|received\b|accepted\b|submitted\s+to|preprint\s+submitted|published\s+(?:by|online)|doi\s*:|doi:|https?://doi|article\s+info|中图|中图法分类号|文献标识|分类号|引用格式|英文引用|abbreviations\s*:|significance$|highlights$|correspondence\b|\*?\s*corresponding\s+author|keywords?\b|e-?mail)",
    re.I,
)
BARRED_WORDS = re.compile(r"[^|]*\w\s+\|\s+[^|]*\w\s+\|")
"""Keywords between bars, which stand without a label."""
NOTICE = re.compile(r"©|\(c\)\s*(?:19|20)\d\d|copyright\b", re.I)
MAX_NOTICE_ROWS = 6


class Label(NamedTuple):
    """Where the word Abstract stands."""

    row: int
    """Index of the row."""
    cut: int
    """Length of the label if the text goes on in the same row, else 0."""


def abstract_label(rows: Sequence[Row]) -> Label | None:
    """The label of the abstract; of two languages the Chinese one if the paper is Chinese."""
    found: list[Label] = []
    for index, row in enumerate(rows):
        if row.page > FRONT_PAGES:
            break
        text = row.text.strip()
        if ABSTRACT_LABEL.fullmatch(text):
            found.append(Label(index, 0))
        elif match := RUN_IN_LABEL.match(text):
            spaced = match[0].rstrip()[-1:].isalpha() and match[0].isascii()
            if not spaced or (folded(row.spans[0].text) in ("abstract", "summary") and len(row.spans) > 1):
                found.append(Label(index, match.end()))
    if not found:
        return None
    chinese = [label for label in found if is_cjk(rows[label.row].text)]
    if chinese and is_cjk("".join(row.text for row in rows[len(rows) // 3 : 2 * len(rows) // 3])):
        return chinese[0]
    named = [label for label in found if not folded(rows[label.row].text).startswith("summary")]
    return (named or found)[0]


def first_row(rows: Sequence[Row], label: Label) -> int:
    """Index of the row with which the abstract begins: below its label, not in a column of dates beside it."""
    if label.cut:
        return label.row
    box = rows[label.row].box
    for index in range(label.row + 1, min(label.row + 30, len(rows))):
        other = rows[index].box
        if other.x0 < box.x1 and other.x1 > box.x0 and rows[index].page == rows[label.row].page:
            return index
    return label.row + 1


def abstract_rows(rows: Sequence[Row], start: int, limit: int) -> tuple[Row, ...]:
    """The rows of the abstract that begins at `start`, at most up to `limit`."""
    taken: list[Row] = []
    for index in range(start, min(limit, len(rows))):
        row = rows[index]
        text = row.text.strip()
        if KEYWORDS_LABEL.match(text):
            break
        if BEHIND_ABSTRACT.match(text) and not (taken and _goes_on(taken, row)):
            break
        if taken and BARRED_WORDS.match(text) and taken[-1].text.rstrip()[-1:] in ".。!?”":
            break
        if taken:
            last = taken[-1]
            base = taken[min(1, len(taken) - 1)]
            smaller = row.size < base.size - 0.9 and (len(text) > 12 or last.text.rstrip().endswith("."))
            gap = row.box.y0 - last.box.y1
            moved = row.page != last.page or (row.column != last.column and not -2 < gap < 0.8 * row.size)
            ended = last.text.rstrip()[-1:] in ".。!?”"
            if not moved and gap > 2.6 * base.size and ended:
                break
            if not moved and smaller and (ended or gap > 0.9 * base.size):
                break
            if moved and (ended or smaller):
                break
            if (
                not moved
                and ended
                and gap > 0.7 * base.size
                and (row.bold != base.bold or abs(row.size - base.size) > 0.7 or row.italic != base.italic)
            ):
                break
        taken.append(row)
        if len(taken) > MAX_ABSTRACT_ROWS:
            break
    return tuple(_without_notice(taken))


def _goes_on(taken: Sequence[Row], row: Row) -> bool:
    """Whether a sentence that stops in the last row of an abstract goes on in `row`, whatever that begins with."""
    last = taken[-1]
    full = last.box.x1 > max(other.box.x1 for other in (*taken, row)) - 2 * row.size
    alike = row.font == last.font and abs(row.size - last.size) < 0.3 and row.page == last.page
    near = -0.5 * row.size < row.box.y0 - last.box.y1 < 0.6 * row.size
    return full and alike and near and last.text.rstrip()[-1:] not in ".。!?”:"


def _without_notice(rows: list[Row]) -> list[Row]:
    """The rows of an abstract without a first paragraph that says where the paper is published, and whose it is."""
    left = min((row.box.x0 for row in rows), default=0.0)
    for index in range(1, min(MAX_NOTICE_ROWS + 1, len(rows))):
        indented = rows[index].box.x0 > left + 0.5 * rows[index].size
        short = rows[index - 1].box.x1 < max(row.box.x1 for row in rows) - 4 * rows[index].size
        if rows[index - 1].text.rstrip().endswith(".") and (indented or short):
            paragraph = " ".join(row.text for row in rows[:index])
            rest = sum(len(row.text) for row in rows[index:])
            return rows[index:] if NOTICE.search(paragraph) and rest > MIN_ABSTRACT_LETTERS else rows
    return rows


def unlabelled_abstract(rows: Sequence[Row], start: int, limit: int, body: Body, opened: bool) -> tuple[Row, ...]:
    """An abstract without the word: full sentences from row `start` on, before the first heading at `limit`.

    Where that heading is an introduction (`opened`) it is the longest stretch before it; else the first long stretch, if
    that is set unlike the body.
    """
    best: list[Row] = []
    index = start
    while index < min(limit, len(rows)) and rows[index].page <= FRONT_PAGES:
        stretch = _stretch(rows[index : min(limit, index + MAX_ABSTRACT_ROWS)])
        index += len(stretch)
        found = _without_addresses(stretch)
        letters = sum(len(row.text) for row in found)
        if letters <= MIN_ABSTRACT_LETTERS:
            continue
        if not opened:
            ended = found[-1].text.rstrip()[-1:] in ".。?!”"
            return tuple(found) if ended and _is_unlike(found, rows, body) else ()
        if letters > sum(len(row.text) for row in best):
            best = found
    return tuple(best)


def _stretch(rows: Sequence[Row]) -> list[Row]:
    """The rows from the first on that are set alike and stand close to one another."""
    taken = [rows[0]]
    for row in rows[1:]:
        last = taken[-1]
        close = -1.5 * row.size < row.box.y0 - last.box.y1 < 0.9 * row.size
        alike = abs(row.size - last.size) <= 0.8 and row.bold == last.bold
        moved = row.column != last.column and row.font != last.font
        if row.page != last.page or not close or not alike or moved:
            break
        if KEYWORDS_LABEL.match(row.text.strip()) or BEHIND_ABSTRACT.match(row.text.strip()):
            break
        taken.append(row)
    return taken


def _is_unlike(found: Sequence[Row], rows: Sequence[Row], body: Body) -> bool:
    """Whether rows are set unlike the body: smaller, bold, in italics, or indented on both sides."""
    first = found[0]
    return abs(first.size - body.size) > 0.4 or first.bold != body.bold or first.italic or _narrow(found, rows)


def _without_addresses(group: list[Row]) -> list[Row]:
    """Rows of a group behind its last affiliation, address or date; those are centred or start with a sign."""
    cut = 0
    for index, row in enumerate(group[: 1 + 2 * len(group) // 3]):
        text = row.text.strip()
        address = is_institution(text) or EMAIL.search(text) or is_place(text.rsplit(",", 1)[-1])
        set_apart = re.match(r"[\d*∗†‡§(⁰¹²³⁴⁵⁶⁷⁸⁹]", text) or abs(row.box.x0 - group[-1].box.x0) > 12
        if (address and set_apart) or re.match(r"\(?(?:dated|received|accepted|submitted)\b", text, re.I):
            cut = index + 1
    return group[cut:]


def _narrow(group: Sequence[Row], rows: Sequence[Row]) -> bool:
    """Whether rows are indented on both sides against the text below them."""
    wide = [
        row
        for row in rows
        if row.page == group[0].page + 1 or (row.page == group[0].page and row.box.y0 > group[-1].box.y1)
    ]
    if not wide:
        return False
    left, right = min(row.left for row in wide), max(row.right for row in wide)
    return min(row.box.x0 for row in group) > left + 12 and max(row.box.x1 for row in group) < right - 12
