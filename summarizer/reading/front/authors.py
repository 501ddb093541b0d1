"""Who wrote the paper and where the first of them works, from the lines between title and abstract."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.reading.front.affiliations import affiliation_of, sign_of
from summarizer.reading.front.names import EMAIL, is_degree, is_institution, is_place, natural_name, person
from summarizer.reading.front.segments import MARK, SIGNS, Segment, segments_of
from summarizer.reading.text.rows import Row

_ORCID = re.compile(r"[\[(]?(?:https?://orcid\.org/)?\d{4}-\d{4}-\d{4}-\d{3}[\dX][\])]?")
_ORDINAL = re.compile(r"^\d(?:st|nd|rd|th)\s+")
_SPLIT = re.compile(rf"[,;•·|&、，；]|{MARK}|\band\b|\bAND\b|\bund\b|\bet\b(?!\s+al)|\s和\s|\s{{3,}}")
_COLLABORATION = re.compile(
    r"(?:the\s+)?[\w\s&,+.'’-]+\s(?:collaborations?|consortium|team|working group)\b(?:,\s*[\w\s]+)?", re.I
)
_SKIP = re.compile(
    r"(?:by|and|dedicated.*|\(?dated.*|draft.*|version.*|preprint.*|received.*|accepted.*|published.*|submitted.*|edited.*|communicated.*|\w+\s+\d{1,2},?\s+\d{4}|\d{1,2}\s+\w+\s+\d{4}|\w+\s+\d{4})\.?",
    re.I,
)


@dataclass(frozen=True)
class Authors:
    names: tuple[str, ...]
    affiliation: str | None
    """The institution of the first author, if the lines below the title say it."""
    sign: str | None
    """The number or sign behind the first author's name."""
    last_row: int
    """Index of the last row that belongs to the authors' block, -1 if none."""


def authors_of(rows: Sequence[Row]) -> Authors:
    """Authors and the first one's institution, from the rows below the title, top to bottom across the page."""
    segments = [segments_of(row) for row in rows]
    names: list[str] = []
    style: tuple[float, bool, str] | None = None
    first: Segment | None = None
    first_row = last = -1
    other_styles: set[tuple[float, bool, str]] = set()
    for index, (row, pieces) in enumerate(zip(rows, segments, strict=True)):
        if len(names) > 0 and index - last > 14:
            break
        look = (round(row.size, 0), row.bold, row.font if row.italic else "")
        found = _names_in_row(pieces, bool(names))
        if found and style is not None and look != style:
            close = last >= 0 and abs(look[0] - style[0]) <= 0.6 and look[1] == style[1] and index - last == 1
            if not close:
                found = []
        if (
            found
            and style is not None
            and look in other_styles
            and index - last > 1
            and not _marked(pieces)
            and not _opens_block(segments, index, first_row)
        ):
            found = []
        if found:
            found = [natural_name(name) for name in found] if row.upper else found
            if style is None:
                style, first, first_row = look, next((s for s in pieces if _names(s.text)), pieces[0]), index
            last = index
            names += found
        elif names and row.text.strip():
            other_styles.add(look)
    if not names:
        for index, row in enumerate(rows[:6]):
            text = SIGNS.sub("", row.text).strip(" ,")
            if (_COLLABORATION.fullmatch(text) and len(text) < 120) or (not index and _is_company(text, rows)):
                return Authors((text,), None, None, index)
        return Authors((), None, None, -1)
    names = list(dict.fromkeys(names))
    affiliation = affiliation_of(segments, first, first_row, last)
    return Authors(tuple(names), affiliation, sign_of(first) if first else None, last)


def _opens_block(segments: Sequence[Sequence[Segment]], index: int, first_row: int) -> bool:
    """Whether the names in row `index` open a block of their own below that of the first author, in its very style.

    The first author's affiliation is the row below the name, as theirs is; and they stand off from the block above, or
    directly under an institution.
    """
    if index + 1 >= len(segments) or not all((segments[index - 1], segments[index], segments[index + 1])):
        return False
    first, above, own, below = (segments[i][0].row for i in (first_row, index - 1, index, index + 1))
    under_first = segments[first_row + 1][0].row
    if not is_institution(under_first.text) or not is_institution(below.text) or len(below.text.split()) < 2:
        return False
    gap = own.box.y0 - above.box.y1
    if gap > under_first.box.y0 - first.box.y1 + 0.4 * own.size:
        return True
    return is_institution(above.text) and not above.text.rstrip().endswith((",", "of", "and"))


def _is_company(text: str, rows: Sequence[Row]) -> bool:
    """Whether the line below the title is a company that signs for its people, as in `OpenAI`."""
    return len(text.split()) <= 3 and is_institution(text) and not any(is_institution(row.text) for row in rows[1:4])


def _names(text: str) -> list[str]:
    """The names in a piece of text; empty unless nearly all of it is names."""
    text = _ORCID.sub(", ", _ORDINAL.sub("", text))
    text = re.sub(r",\s*(?=(?:[JS]r\b|I{2,3}\b|IV\b))", " ", text)
    text = re.sub(r"\(([^()]*)\)", lambda match: ", " if is_institution(match[1]) else match[0], text)
    text = re.sub(r"(?<=[^\W\d_])\d+(?:\s*,\s*\d+)*", ", ", text)
    pieces = [piece.strip(" .:") for piece in _SPLIT.split(text)]
    pieces = [
        piece
        for piece in pieces
        if piece and not is_degree(piece) and not re.fullmatch(r"[\d\s()]+|[a-z]|[a-z]\s*\)", piece)
    ]
    found = []
    wrong = 0
    for piece in pieces:
        name = person(piece)
        if name:
            found.append(name)
        elif re.fullmatch(r"[\u4e00-\u9fff\s]+", piece) and len(piece.split()) > 1:
            several = [person(word) for word in re.split(r"\s+", piece)]
            if all(several):
                found += several
            else:
                wrong += 1
        else:
            wrong += 1
    return found if wrong == 0 or len(found) > 3 * wrong else []


def _names_in_row(pieces: Sequence[Segment], later: bool) -> list[str]:
    """The names of a row of segments, in order; empty if the row is no row of names.

    Of `later` rows, behind the first names, those that could be a list of places do not count.
    """
    pieces = [piece for piece in pieces if not EMAIL.search(piece.bare)]
    text = " ".join(piece.text for piece in pieces).strip()
    bare = re.sub(MARK, " ", text).strip()
    if not bare or _SKIP.fullmatch(bare) or EMAIL.search(bare):
        return []
    capitals = _capitals_before_affiliation(text)
    if capitals:
        return capitals
    if is_institution(_ORCID.sub("", re.sub(r"\([^()]*\)", "", bare))) and not _only_names(pieces):
        return []
    if re.match(rf"{MARK}\s*\w", text) or re.match(r"[\d(\[]\s*[A-Z]", text):
        return []
    found: list[str] = []
    for piece in pieces:
        names = _names(piece.text)
        rest = piece.bare.strip(" ,.&")
        if not names and rest and rest.lower() not in ("and", "&") and not is_degree(rest):
            return []
        if later and all(is_place(part) for part in re.split(r"[,;]", rest) if part.strip()):
            return []
        found += names
    return found


def _only_names(pieces: Sequence[Segment]) -> bool:
    """Whether each piece is names alone, though a word in it is one of institutions too (`Mila`, `Bosch`)."""
    return all(_names(piece.text) for piece in pieces)


def _capitals_before_affiliation(text: str) -> list[str]:
    """Names in capitals with an affiliation behind them on the same line, as ACM's journals set them."""
    match = re.match(
        rf"((?:[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de.'’-]*+\s*+(?:{MARK}\s*+)*+(?:and\s+|,\s*(?=[A-Z][A-Z.'’-]+\s+[A-Z.'’-]{{2,}}))?)+),\s+(?=[A-Z][a-z]|[A-Z]{{2,6}}\b)",
        text,
    )
    if not match or not is_institution(text[match.end() :]) or is_institution(match[1]):
        return []
    return [name for piece in _SPLIT.split(match[1]) if (name := person(piece.strip()))]


def _marked(pieces: Sequence[Segment]) -> bool:
    return any(piece.marks for piece in pieces)
