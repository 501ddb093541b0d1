"""The pieces of a row that stand apart in it, as the cells of an author grid do, and the footnote signs in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from summarizer.reading.page.pages import Span
from summarizer.reading.text.rows import Row, joined, with_accents

MARK = "[\ue000-\uf8ff]"
"""Pattern of the private characters that stand for the footnote signs and affiliation numbers of a segment."""
FIRST_MARK = 0xE000
SEGMENT_GAP_EM = 1.6
"""White space from which on two pieces of a row belong to two columns of an author grid."""
SIGNS = re.compile(r"[*∗⁎†‡§¶‖∥#♯♭♮♣♠♦♥◇◆□■○●△▲▽▼★☆⋆⋄⊥✉✝✳☯✦⃝⊗⊕\ufffd]+")
"""Footnote signs, and what fonts without a text for theirs give in their place."""


@dataclass(frozen=True)
class Segment:
    """A piece of a row that stands alone in it."""

    row: Row
    spans: list[Span]
    text: str
    """With a private character for every footnote sign and raised letter."""
    marks: list[str]
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


def left_of(piece: Segment, x: float) -> Segment:
    """The part of a segment whose spans lie to the left of `x`; the segment itself if none or all do."""
    spans = [span for span in piece.spans if (span.box.x0 + span.box.x1) / 2 < x]
    return _segment(piece.row, spans) if 0 < len(spans) < len(piece.spans) else piece


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
            parts.append(SIGNS.sub(lambda match: marked(match[0]), text))
        if span.text[-1:] == " ":
            parts.append(" ")
        last = span
    return Segment(row, spans, re.sub(r"\s+", " ", with_accents("".join(parts))).strip(), marks)
