"""Who wrote the paper and where the first of them works, from the lines between title and abstract."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from summarizer.reading.front.names import (
    EMAIL,
    institution,
    is_degree,
    is_department,
    is_institution,
    is_place,
    natural_name,
    person,
)
from summarizer.reading.page.pages import Line, Span
from summarizer.reading.text.rows import Row, joined, rows_of, with_accents

MARK = "[\ue000-\uf8ff]"
"""Pattern of the private characters that stand for the footnote signs and affiliation numbers of a segment."""
FIRST_MARK = 0xE000
SEGMENT_GAP_EM = 1.6
"""White space from which on two pieces of a row belong to two columns of an author grid."""

_SIGNS = re.compile(r"[*∗⁎†‡§¶‖∥#♯♭♮♣♠♦♥◇◆□■○●△▲▽▼★☆⋆⋄⊥✉✝✳☯✦⃝⊗⊕\ufffd]+")
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


_NO_ADDRESS = re.compile(r"\s*(?:equal|work done|correspond|these authors|part of)", re.I)


@dataclass
class Segment:
    """A piece of a row that stands alone in it."""

    row: Row
    spans: list[Span]
    text: str
    """With a private character for every footnote sign and raised letter."""
    marks: list[str] = field(default_factory=list)
    """What the private characters stand for, in order."""

    @property
    def bare(self) -> str:
        """Its text without the signs."""
        return re.sub(rf"\s*{MARK}\s*", " ", self.text).strip()

    @property
    def x0(self) -> float:
        return self.spans[0].box.x0

    @property
    def x1(self) -> float:
        return max(span.box.x1 for span in self.spans)


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
        if found and style is not None and look in other_styles and index - last > 1 and not _marked(pieces):
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
            text = _SIGNS.sub("", row.text).strip(" ,")
            if (_COLLABORATION.fullmatch(text) and len(text) < 120) or (not index and _is_company(text, rows)):
                return Authors((text,), None, None, index)
        return Authors((), None, None, -1)
    names = list(dict.fromkeys(names))
    affiliation = _first_affiliation(segments, first, first_row, last)
    return Authors(tuple(names), affiliation, _first_sign(first) if first else None, last)


def _is_company(text: str, rows: Sequence[Row]) -> bool:
    """Whether the line below the title is a company that signs for its people, as in `OpenAI`."""
    return len(text.split()) <= 3 and is_institution(text) and not any(is_institution(row.text) for row in rows[1:4])


def segments_of(row: Row) -> list[Segment]:
    """The row cut where wide white space is, footnote signs and raised letters made MARKs."""
    groups: list[list[Span]] = []
    for span in row.spans:
        if not span.text.strip():
            continue
        if groups and span.box.x0 - max(s.box.x1 for s in groups[-1]) < SEGMENT_GAP_EM * max(6.0, row.size):
            groups[-1].append(span)
        else:
            groups.append([span])
    return [_segment(row, spans) for spans in groups]


def _segment(row: Row, spans: list[Span]) -> Segment:
    parts: list[str] = []
    marks: list[str] = []

    def marked(sign: str) -> str:
        marks.append(sign.strip())
        return chr(FIRST_MARK + len(marks) - 1) if len(marks) < 6000 else ""

    small = 0.82 * max(span.size for span in spans)
    last: Span | None = None
    for span in spans:
        text, _ = joined([span])
        low = span.raised or (span.size < small and re.fullmatch(r"[\s\da-z,*∗†‡§¶#⋆◦]{1,9}", span.text))
        if low and not re.search(r"[A-Za-z]{3}", text):
            parts.append(marked(span.text))
        else:
            gap = last is not None and span.box.x0 - last.box.x1 > 0.18 * span.size
            if gap or span.text[:1] == " ":
                parts.append(" ")
            parts.append(_SIGNS.sub(lambda match: marked(match[0]), text))
        if span.text[-1:] == " ":
            parts.append(" ")
        last = span
    return Segment(row, spans, re.sub(r"\s+", " ", with_accents("".join(parts))).strip(), marks)


def _names(text: str) -> list[str]:
    """The names in a piece of text; empty unless nearly all of it is names."""
    text = _ORCID.sub(", ", _ORDINAL.sub("", text))
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


def _first_affiliation(
    segments: Sequence[list[Segment]], first: Segment | None, first_row: int, last_row: int
) -> str | None:
    """The institution of the first author.

    It is on the same line, under the same sign, below in the same column, or the first of all.
    """
    if first is None:
        return None
    same_line = re.split(r",\s+", first.bare, maxsplit=1)
    if len(same_line) == 2 and is_institution(same_line[1]):
        return institution(same_line[1])
    block = _address_block(segments, last_row)
    sign = _first_sign(first)
    if sign:
        text = _text_under_sign([piece for pieces in segments[last_row + 1 : block] for piece in pieces], sign)
        if text and (found := institution(text)):
            return found
    below = [piece for pieces in segments[first_row + 1 : block] for piece in pieces]
    column = [piece for piece in below if piece.x0 < first.x1 + 4 and piece.x1 > first.x0 - 4]
    for group in (column, below):
        for index, piece in enumerate(group):
            text = piece.bare
            if not is_institution(text) or EMAIL.search(text) or _NO_ADDRESS.match(text):
                continue
            found = institution(text)
            following = group[index + 1].bare if index + 1 < len(group) else ""
            if found and is_department(found) and is_institution(following):
                return institution(following) or found
            if found:
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


def _first_sign(first: Segment) -> str | None:
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


def visual_rows(page: int, lines: Sequence[Line]) -> list[Row]:
    """All lines of a page as rows across its whole width, top to bottom: how an author grid is to be read."""
    return rows_of(page, lines)
