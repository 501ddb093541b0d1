"""Where the first author works, from the lines under the names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.reading.front.names import (
    EMAIL,
    institution,
    is_department,
    is_institution,
    is_place,
    is_unit,
    is_university,
    organisation,
)
from summarizer.reading.front.segments import FIRST_MARK, MARK, Segment, left_of

MAX_HOLDER_LINES = 3
"""A department's university stands at most so many lines below it."""
_NO_ADDRESS = re.compile(r"\s*(?:equal|work done|correspond|these authors|part of)", re.I)


def affiliation_of(
    segments: Sequence[list[Segment]], first: Segment | None, first_row: int, last_row: int
) -> str | None:
    """The institution of the first author, who stands in the segment `first` of row `first_row`.

    It is on the same line, under the same sign, below in the same column, or the first of all. The names end with row
    `last_row`.
    """
    if first is None:
        return None
    same_line = re.split(r",\s+", first.bare, maxsplit=1)
    if len(same_line) == 2 and is_institution(same_line[1]):
        return institution(same_line[1])
    block = _address_block(segments, last_row)
    sign = sign_of(first)
    if sign:
        text = _text_under_sign([piece for pieces in segments[last_row + 1 : block] for piece in pieces], sign)
        if text and (found := institution(text) or (organisation(text) if sign.isalnum() else None)):
            return found
    below = [piece for pieces in segments[first_row + 1 : block] for piece in pieces]
    column = [piece for piece in below if piece.x0 < first.x1 + 4 and piece.x1 > first.x0 - 4]
    beside = min((piece.x0 for piece in segments[first_row] if piece.x0 > first.x1), default=None)
    if beside is not None:
        column = [left_of(piece, (first.x1 + beside) / 2) if piece.x1 > beside else piece for piece in column]
    if first_row == last_row and column and _is_address_row(segments[first_row + 1]):
        named = None if is_institution(column[0].bare) else organisation(column[0].bare)
        if named and column[0].row is segments[first_row + 1][0].row:
            return named
    for group in (column, below):
        for index, piece in enumerate(group):
            text = piece.bare
            if not is_institution(text) or EMAIL.search(text) or _NO_ADDRESS.match(text):
                continue
            found = institution(text)
            if found and is_unit(found):
                return _holder(group[index + 1 :], found) or found
            if found:
                return found
    return None


def _is_address_row(pieces: Sequence[Segment]) -> bool:
    """Whether a row below names is one of affiliations: several pieces, one of them an institution."""
    return len(pieces) > 1 and any(is_institution(piece.bare) for piece in pieces)


def _holder(below: Sequence[Segment], unit: str) -> str | None:
    """The institution that a department or an institute of a subject belongs to, if the lines below it say one."""
    for number, piece in enumerate(below[:MAX_HOLDER_LINES]):
        text = piece.bare
        if EMAIL.search(text) or _NO_ADDRESS.match(text):
            return None
        if is_university(text) or (is_department(unit) and is_institution(text) and not is_department(text)):
            return institution(text)
        if is_institution(text) and is_unit(text):
            continue
        if is_institution(text) or not is_department(unit):
            return None
        if number == 0 and "," not in text and (found := organisation(text)):
            return found
    return None


def _address_block(segments: Sequence[list[Segment]], last_row: int) -> int:
    """Index of the row with which running text begins below the names, or a footnote far below."""
    plain = 0
    for index in range(last_row + 1, len(segments)):
        text = " ".join(piece.bare for piece in segments[index])
        below = segments[index][0].row.box.y0 - segments[index - 1][0].row.box.y1 if index and segments[index] else 0.0
        if not segments[index] or below > 120:
            return index
        address = is_institution(text) or EMAIL.search(text) or is_place(text.rsplit(",", 1)[-1])
        plain = 0 if address or len(text) < 60 else plain + 1
        if plain == 3:
            return index - 2
    return len(segments)


def sign_of(first: Segment) -> str | None:
    """The first number, letter or sign behind the first name of a segment."""
    if not first.marks:
        match = re.match(r"[^\d,]+?(\d)", first.text)
        return match[1] if match else None
    behind = re.match(rf"[^\ue000-\uf8ff]*((?:{MARK}[\s,]*)+)", first.text)
    signs = [first.marks[ord(char) - FIRST_MARK] for char in behind[1] if ord(char) >= FIRST_MARK] if behind else []
    for wanted in (r"\d+", r"[a-z]", r"[^\s,\d\w]"):
        for sign in signs:
            if match := re.search(wanted, sign):
                return match[0]
    return None


def _text_under_sign(below: Sequence[Segment], sign: str) -> str | None:
    """The text that starts behind a sign, up to the next sign."""
    collected: list[str] = []
    taking = False
    for piece in below:
        for part in re.split(rf"({MARK})", piece.text):
            if re.fullmatch(MARK, part):
                mark = piece.marks[ord(part) - FIRST_MARK]
                taking = mark.strip(" ,.()") == sign
                if collected and not taking:
                    return ", ".join(collected)
            elif (
                taking
                and collected
                and re.match(r"\s*[(\[]?[\da-z*∗†‡§][)\].]?\s+[A-Z]", part)
                and _is_next_sign(part, sign)
            ):
                return ", ".join(collected)
            elif taking and part.strip():
                collected.append(part.strip())
            elif not collected and (match := re.match(rf"\s*[(\[]?{re.escape(sign)}[)\].]?\s*(?=[A-Z])", part)):
                taking = True
                collected.append(part[match.end() :].strip())
        if taking and len(collected) > 4:
            break
    return ", ".join(collected) or None


def _is_next_sign(text: str, sign: str) -> bool:
    """Whether a line begins with the sign that follows `sign`."""
    head = text.strip(" ([")[:1]
    return (head.isdigit() and sign.isdigit() and int(head) == int(sign) + 1) or (head in "*∗†‡§" and head != sign)
