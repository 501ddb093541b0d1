"""Rows that may be headings: what sets them apart from the body, and how far they go on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from summarizer.reading.outline.headings import Numbered, folded, is_known, taken_apart
from summarizer.reading.text.bodies import Body
from summarizer.reading.text.rows import Row, is_cjk

MAX_HEADING_ROWS = 4
MAX_HEADING_LETTERS = 160
MAX_ROW_LETTERS = 130

_CAPTION = re.compile(
    r"(?:fig(?:ure|s)?|tab(?:le)?|algorithm|listing|scheme|图|表|算法)[.\s]*(?:[A-Z]?\.?\d|[IVX]+\b)", re.I
)
_STATEMENT = re.compile(
    r"(?:theorem|lemma|proposition|corollary|definition|proof|remark|example|claim|assumption|conjecture|observation|fact|property|question|problem|exercise|定理|引理|定义|证明|推论|命题)s?\b[\s\d.:()]*",
    re.I,
)
_RUN_IN = re.compile(r"(\S+\s+[^.]{2,70})\.\s+(?=[A-Z“(]\w*\s+\w)")
_CODE = re.compile(r"//|/\*|#+\s|[A-Z]?>{1,3}\s|\$\s")
"""A comment in a listing, or the prompt of an interpreter."""
_CODE_NAME = re.compile(r"[a-z][\w.]*\(")
STRETCHED = 0.025
"""Share by which the sizes of one font may differ where its letters are stretched to fill lines."""
_ORNAMENT = re.compile(r"^[■●▪◼◆►•\s]+(?=\S)")


@dataclass(frozen=True)
class Heading:
    """Rows `start` to `end` (exclusive) are a heading."""

    start: int
    end: int
    parts: Numbered
    style: tuple[float, bool, bool]
    """Size in half points, bold, capitals."""
    font: str
    distinct: int
    """How much it looks like a heading: one point each for what sets it apart from the body."""
    level: int = 1
    cut: int = 0
    """Length of a heading that runs into the text of its row; `end` is then `start`, since the row is text."""


def candidates_of(rows: Sequence[Row], body: Body, first: int) -> list[Heading]:
    found: list[Heading] = []
    index = first
    while index < len(rows):
        heading = _candidate(rows, index, body)
        if heading:
            found.append(heading)
            index = max(heading.end, index + 1)
        else:
            index += 1
    return _in_like_sizes(found, rows)


def _in_like_sizes(found: Sequence[Heading], rows: Sequence[Row]) -> list[Heading]:
    """The headings; those of one font and nearly one size in the first one's size, as TeX stretches letters."""
    known: dict[tuple[str, bool], list[tuple[float, float]]] = {}
    alike = []
    for heading in found:
        half_points, bold, upper = heading.style
        size = rows[heading.start].size
        sizes = known.setdefault((heading.font, bold), [])
        like = next((other for exact, other in sizes if abs(exact - size) <= STRETCHED * size), None)
        if like is None:
            sizes.append((size, half_points))
        alike.append(heading if like is None else replace(heading, style=(like, bold, upper)))
    return alike


def _candidate(rows: Sequence[Row], index: int, body: Body) -> Heading | None:
    row = rows[index]
    text = row.text.strip()
    if (
        not text
        or len(text) > MAX_ROW_LETTERS
        or _CAPTION.match(text)
        or _CODE.match(text)
        or not re.search(r"[A-Za-z\u4e00-\u9fff]{2}|^[A-Z]$", text)
    ):
        return None
    parts = taken_apart(text)
    title = parts.title
    if parts.kind is None and _STATEMENT.fullmatch(title):
        return None
    first_letter = re.search(r"\w", title)
    if (
        not first_letter
        or not re.match(r"[^\W\d_]|\d\w*[- ]?[A-Za-z]{2}", title[first_letter.start() :])
        or (
            first_letter[0].islower()
            and not re.match(r"[a-z]+[A-Z]|[a-z]-", first_letter.string[first_letter.start() :])
            and not (parts.kind and row.bold and not body.bold and _CODE_NAME.match(title))
        )
    ):
        return None
    if parts.kind and not row.bold and (run_in := _RUN_IN.match(text)) and taken_apart(run_in[1]).title:
        spaced = _gap_above(row, rows[index - 1]) if index else None
        if len(parts.values) > 1 and (spaced is None or spaced > body.leading - body.size + 0.3 * body.size):
            return Heading(
                index, index, taken_apart(run_in[1]), (round(row.size * 2), False, False), row.font, 2, cut=run_in.end()
            )
        return None
    previous = rows[index - 1] if index else None
    following = rows[index + 1] if index + 1 < len(rows) else None
    bigger = row.size >= body.size + 0.6
    bold = row.bold and not body.bold
    other_font = row.font.split("+")[-1] != body.font.split("+")[-1]
    centred = _is_centred(row)
    above = _gap_above(row, previous)
    spaced = above is None or above > body.leading - body.size + 0.3 * body.size
    below = _gap_above(following, row) if following else None
    known = is_known(title)
    distinct = (
        2 * bigger
        + 2 * bold
        + (row.upper and len(folded(title)) > 3)
        + (other_font and not bold)
        + centred
        + spaced
        + 2 * known
    )
    if (
        previous is not None
        and above is not None
        and not spaced
        and not (bold or bigger or (row.upper and parts.kind))
        and not previous.text.rstrip().endswith((".", ":", "?", "!", "。"))
    ):
        return None
    if text[-1] in ",;" or (
        text[-1] in ".。"
        and not re.search(r"(?:et al|etc|vs|\b[A-Z])\.$", text)
        and not (parts.kind and len(title) < 60 and row.bold)
    ):
        return None
    if row.size < body.size - 2.2 and not (row.upper or row.bold):
        return None
    if not (bigger or bold or row.upper or other_font or centred or row.italic or (parts.kind and spaced)):
        return None
    if not spaced and not (bold or bigger) and not (row.upper and parts.kind):
        return None
    if parts.kind is None and not known and not (bold or bigger or row.upper) and not (row.italic and spaced):
        return None
    end = index + 1
    style = (round(row.size * 2), row.bold, row.upper)
    while end < len(rows) and end - index < MAX_HEADING_ROWS and _goes_on(rows[end - 1], rows[end], row, body):
        end += 1
    if end > index + 1:
        joined = " ".join(r.text.strip() for r in rows[index:end])
        if len(joined) > MAX_HEADING_LETTERS:
            return None
        parts = taken_apart(re.sub(r"(?<=\w)-\s(?=[a-z])", "", joined))
    elif (
        row.width > 0.93 * (row.right - row.left)
        and below is not None
        and below < 0.25 * body.size
        and not bigger
        and parts.kind is None
    ):
        return None
    if len(folded(parts.title)) < 2 and not is_cjk(parts.title):
        return None
    return Heading(index, end, parts, style, row.font, distinct)


def _goes_on(last: Row, row: Row, start: Row, body: Body) -> bool:
    """Whether a heading that began in `start` and came to `last` goes on in `row`."""
    if row.page != last.page or row.column != last.column or abs(row.size - start.size) > 0.6 or row.bold != start.bold:
        return False
    if row.font != start.font and not (start.bold and row.bold) and not (start.upper and row.upper):
        return False
    if start.upper != row.upper and folded(row.text).isalpha() and len(folded(row.text)) > 3 and start.upper:
        return False
    gap = row.box.y0 - last.box.y1
    if gap > 0.55 * row.size or gap < -0.6 * row.size:
        return False
    parts = taken_apart(row.text)
    if (
        parts.kind in ("arabic", "roman", "letter")
        and parts.number
        and re.match(r"[\dIVXLCA-Z.]+[.\s]", row.text)
        and parts.kind == taken_apart(start.text).kind
    ):
        return False
    plain = not (start.bold and not body.bold) and start.size < body.size + 0.6 and not start.upper
    if (
        plain
        and not (start.italic and row.italic and _is_centred(start))
        and not (_is_centred(start) and _is_centred(row) and start.font != body.font)
    ):
        return False
    opening = taken_apart(start.text)
    if is_known(opening.title) and not opening.appendix and not start.text.isspace() and last is start:
        return False
    return (
        (_is_centred(start) and _is_centred(row))
        or last.width > 0.5 * (start.right - start.left)
        or last.text.rstrip().endswith((":", "-", "—", "AND", "OF", "FOR"))
    )


def _is_centred(row: Row) -> bool:
    left, right = row.box.x0 - row.left, row.right - row.box.x1
    return left > 12 and right > 12 and abs(left - right) < 0.12 * (row.right - row.left) + 4


def _gap_above(row: Row, previous: Row | None) -> float | None:
    """White space between a row and the one before it; None at the top of a column or page."""
    if previous is None or previous.page != row.page or previous.box.y0 > row.box.y0:
        return None
    if previous.column != row.column:
        return None if previous.column >= 0 and row.column > previous.column else row.box.y0 - previous.box.y1
    return row.box.y0 - previous.box.y1
