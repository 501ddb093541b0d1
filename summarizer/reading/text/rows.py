# ruff: noqa: E501 - lists of words and patterns are read best as long lines
"""Rows of text: what stands on one baseline within one column, as a string that knows where its letters are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from summarizer.paper import Box
from summarizer.reading.page.pages import Line, Span
from summarizer.reading.text.ligatures import LOST, with_ligatures

WORD_GAP_EM = 0.18
"""White space between two spans from which on they are two words."""

_SUPERSCRIPTS = str.maketrans("0123456789+-−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
_RAISABLE = re.compile(r"[0-9+\-−=(),.–\s]*[0-9][0-9+\-−=(),.–\s]*|\s*[+−-]\s*")
_ACCENTS = {
    "´": "\u0301", "`": "\u0300", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "¯": "\u0304",
    "˘": "\u0306", "˙": "\u0307", "ˇ": "\u030c", "¸": "\u0327", "˝": "\u030b", "˚": "\u030a",
}  # fmt: skip
_ACCENT = re.compile("[" + "".join(_ACCENTS) + "]")
_ACCENTED = re.compile(r"([´`¨ˆ˜¯˘˙ˇ¸˝]) ?([A-Za-zıȷ])|(˚) ?([AaUu])")
_CAPITAL = re.compile(r"[A-Z\u00c0-\u00de]")
_SMALL = re.compile(r"[a-z\u00df-\u00ff]")
_FULL_WIDTH = re.compile(r"[\uff01-\uff5e]")
_CJK = re.compile(r"[\u2e80-\u2fff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_KEPT_WIDE = "，：；！？（）"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


class Row:
    """One printed row. `left` and `right` bound its column; `column` counts columns from 0, -1 is across all."""

    __slots__ = (
        "bold", "box", "column", "font", "italic", "left", "offsets", "page", "right", "size", "spans", "text", "upper",
    )  # fmt: skip

    def __init__(self, page: int, spans: Sequence[Span], column: int = -1):
        self.page = page
        self.spans = tuple(spans)
        self.column = column
        self.text, self.offsets = joined(self.spans)
        if len(self.spans) == 1:
            only = self.spans[0]
            self.box, self.font, self.size = only.box, only.font, only.size
            self.bold, self.italic = only.bold, only.italic
        else:
            self.box = _around(self.spans)
            self._take_style()
        self.left, self.right = self.box.x0, self.box.x1
        self.upper = is_upper(self.text)

    def _take_style(self) -> None:
        """Font and size of most letters; bold and italic if more than half are."""
        weight: dict[tuple[str, float], int] = {}
        bold = italic = letters = 0
        for span in self.spans:
            n = len(span.text) - span.text.count(" ")
            key = span.font, span.size
            weight[key] = weight.get(key, 0) + n
            letters += n
            if span.bold:
                bold += n
            if span.italic:
                italic += n
        self.font, self.size = max(weight, key=weight.__getitem__)
        self.bold = 2 * bold > letters
        self.italic = 2 * italic > letters

    def __repr__(self) -> str:
        return f"Row({self.page}, {[round(v) for v in self.box]}, {self.size}, {self.text!r})"

    @property
    def width(self) -> float:
        return self.box.x1 - self.box.x0

    @property
    def height(self) -> float:
        return self.box.y1 - self.box.y0

    @property
    def centre(self) -> float:
        return (self.box.x0 + self.box.x1) / 2

    def part(self, start: int, end: int) -> Box:
        """The rectangle of the characters from `start` to `end` of its text (letters of a span taken as equally wide)."""
        return Box(self._x(start), self.box.y0, self._x(end), self.box.y1)

    def _x(self, index: int) -> float:
        if index <= 0:
            return self.box.x0
        if index >= len(self.text):
            return self.box.x1
        for (start, end), span in zip(self.offsets, self.spans, strict=True):
            if index < end:
                share = max(0, index - start) / max(1, end - start)
                return span.box.x0 + share * (span.box.x1 - span.box.x0)
        return self.box.x1


def is_upper(text: str) -> bool:
    """Whether a text is printed in capitals, a few letters aside."""
    if not text.isupper():
        if text[-4:].islower():
            return False
        capitals, small = len(_CAPITAL.findall(text)), len(_SMALL.findall(text))
        return capitals > 2 and capitals >= 9 * small
    return len(_CAPITAL.findall(text)) > 2


def joined(spans: Sequence[Span]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text of spans that stand side by side, and where in it each of them starts and ends.

    Superscript digits become ¹²³, accents that are set as glyphs of their own go on their letters, full-width Latin letters
    become plain ones, and a gap becomes a space.
    """
    if len(spans) == 1:
        text = _mended(clean(spans[0].text).strip(" "))
        return text, ((0, len(text)),)
    parts: list[str] = []
    offsets: list[tuple[int, int]] = []
    length = 0
    last: Span | None = None
    sizes = [span.size for span in spans]
    biggest = max(sizes)
    # Small digits that stand high are superscripts even where MuPDF does not say so, as at the start of a line. The
    # longest word says where the line is: the boxes of blanks and of symbols reach far below it.
    word = max((span for span in spans if span.size == biggest), key=lambda span: len(span.text.strip()))
    foot = word.box.y1 - 0.15 * biggest
    several = min(sizes) < 0.82 * biggest
    for span in spans:
        text = clean(span.text)
        high = several and span.size <= 0.82 * biggest and span.box.y1 < foot
        if (span.raised or high) and _RAISABLE.fullmatch(text):
            text = text.translate(_SUPERSCRIPTS)
        if last is None or not length or parts[-1][-1:] == " ":
            text = text.lstrip(" ")
        elif text[:1] != " " and span.box.x0 - last.box.x1 > WORD_GAP_EM * min(span.size, last.size):
            text = " " + text
        if text:
            parts.append(text)
        offsets.append((length, length + len(text)))
        length += len(text)
        last = span
    return _mended("".join(parts)).rstrip(" "), tuple(offsets)


def _mended(text: str) -> str:
    """Full-width letters made plain, lost ligatures found and accents put on their letters."""
    if text.isascii():
        return text
    if _FULL_WIDTH.search(text):
        text = _narrow(text)
    if LOST in text:
        text = with_ligatures(text)
    return with_accents(text) if _ACCENT.search(text) else text


def clean(text: str) -> str:
    """Without control characters and soft hyphens inside, and with one space for many."""
    if text.isascii() and text.isprintable():
        return text if "  " not in text else re.sub(" {2,}", " ", text)
    text = (
        text.replace("\t", " ")
        .replace("\n", " ")
        .replace("\r", " ")
        .replace("\xa0", " ")
        .replace("\u2003", " ")
        .replace("\u3000", " ")
    )
    text = _CONTROL.sub("", text)
    if "\u00ad" in text:
        text = text[:-1].replace("\u00ad", "") + text[-1]
    return re.sub(r"[ \u2002-\u200a]{2,}|[\u2002-\u200a]", " ", text)


def _narrow(text: str) -> str:
    """Full-width Latin letters, digits and marks as plain ones; the marks of Chinese prose stay. As long as `text`."""
    out = []
    for index, char in enumerate(text):
        if not "\uff01" <= char <= "\uff5e":
            out.append(char)
        elif char == "．":
            before = out[-1] if out else ""
            out.append("。" if _CJK.match(before) or before in "）》”" else ".")
        elif char in _KEPT_WIDE:
            around = (out[-1] if out else "") + text[index + 1 : index + 2]
            out.append(char if _CJK.search(around) or not around.strip() else chr(ord(char) - 0xFEE0))
        else:
            out.append(chr(ord(char) - 0xFEE0))
    return "".join(out)


def with_accents(text: str) -> str:
    """Accents that TeX's old fonts print before their letter, put on it: `F´ısica` becomes `Física`."""

    def composed(match: re.Match[str]) -> str:
        accent, letter = (match[1] or match[3]), (match[2] or match[4])
        letter = {"ı": "i", "ȷ": "j"}.get(letter, letter)
        return unicodedata.normalize("NFC", letter + _ACCENTS[accent])

    return _ACCENTED.sub(composed, text)


def is_cjk(text: str) -> bool:
    """Whether a text is written in Chinese characters for the most part."""
    return 2 * len(_CJK.findall(text)) > len(re.findall(r"\w", text))


def rows_of(page: int, lines: Sequence[Line], column: int = -1) -> list[Row]:
    """Lines of one column, those on one baseline joined, from top to bottom.

    The pieces of a row stand in the order of the content stream if that runs from left to right, as it does in formulas
    with signs above and below one another; else from left to right.
    """
    groups: list[list[tuple[int, Line]]] = []
    extents: list[tuple[float, float]] = []
    placed = sorted(
        ((_extent(line), order, line) for order, line in enumerate(lines)), key=lambda item: item[0][0] + item[0][1]
    )
    for extent, order, line in placed:
        for back in range(len(groups) - 1, max(-1, len(groups) - 5), -1):
            if _same_baseline(line, extent, groups[back], extents[back]):
                groups[back].append((order, line))
                if len(line.text.strip()) > 2:
                    extents[back] = (min(extent[0], extents[back][0]), max(extent[1], extents[back][1]))
                break
        else:
            groups.append([(order, line)])
            extents.append(extent)
    return [Row(page, [span for line in _in_order(group) for span in line.spans], column) for group in groups]


def _in_order(group: list[tuple[int, Line]]) -> list[Line]:
    if len(group) == 1:
        return [group[0][1]]
    stream = [line for _, line in sorted(group)]
    if all(line.box.x0 >= last.box.x0 - 8 for last, line in pairwise(stream)):
        return stream
    return sorted(stream, key=lambda line: line.box.x0)


def _overhang(line: Line) -> float:
    """How far the line's box may reach into what stands to its right: the width of a space at its end."""
    return line.size if line.spans[-1].text[-1:].isspace() else 1.5


def _extent(line: Line) -> tuple[float, float]:
    """Top and bottom of a line; those of its letters where big formula signs make the box taller."""
    _, top, _, bottom = line.box
    if bottom - top > 1.7 * line.size and line.baseline:
        return line.baseline - 0.8 * line.size, line.baseline + 0.25 * line.size
    return top, bottom


def _same_baseline(
    line: Line, own: tuple[float, float], group: list[tuple[int, Line]], extent: tuple[float, float]
) -> bool:
    (top, bottom), (upper, lower) = own, extent
    if min(bottom, lower) - max(top, upper) < 0.55 * min(bottom - top, lower - upper):
        return False
    for _, other in group:
        beside = line.box.x0 >= other.box.x1 - _overhang(other) or line.box.x1 - _overhang(line) <= other.box.x0
        if not beside and min(len(line.text.strip()), len(other.text.strip())) > 8:
            return False
    return True


def _around(spans: Sequence[Span]) -> Box:
    inked = [span.box for span in spans if not span.text.isspace()] or [span.box for span in spans]
    x0, y0, x1, y1 = zip(*inked, strict=True)
    return Box(min(x0), min(y0), max(x1), max(y1))
