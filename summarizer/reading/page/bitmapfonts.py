"""Letters for the glyphs of bitmap fonts: TeX's of old, which name a glyph by its code alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pymupdf

from summarizer.reading.process.limits import MAX_PAGES

MOST_FONTS = 400
"""A paper of old has some thirty; what a hostile file lists beyond this is left as it is."""
MOST_GLYPH_BYTES = 20_000
"""A glyph's bitmap takes some hundred, compressed."""
ROUNDING = 1.0
"""By how many pixels the widths of glyphs of one width may differ."""

DIGITS = range(0x30, 0x3A)
LIGATURES = {0x0B: ("ff", 1.17), 0x0C: ("fi", 1.11), 0x0D: ("fl", 1.11), 0x0E: ("ffi", 1.67), 0x0F: ("ffl", 1.67)}
"""Knuth's text encoding (OT1): letters and width in widths of a digit."""
ACCENTS = {0x12: "`", 0x13: "\u00b4", 0x7F: "\u00a8"}
"""The same encoding's accents that are as wide as a digit."""
SIGNS = {0x6B: "∥", 0x78: "§", 0x79: "†", 0x7A: "‡", 0x7B: "¶"}
"""Footnote signs of Knuth's symbol encoding (OMS), where other fonts have `k`, `x`, `y`, `z` and a dash."""

PRIME = 0x30
"""Where the symbol encoding has its prime, a stroke that hangs above the line."""

_DIFFERENCES = re.compile(r"/Differences\s*\[(.*?)\]", re.S)
_ENTRY = re.compile(r"(\d+)(?=[\s/\]])|/([^\s/\[\]<>()]*)")
_PROCEDURE = re.compile(r"/([^\s/\[\]<>()]+)\s+(\d+)\s+0\s+R")
_NUMBER = rb"\s*(-?\d+(?:\.\d*)?)"
_SHAPE = re.compile(rb"^" + _NUMBER * 6 + rb"\s+d1\b")
_CMAP = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CMapType 2 def
/CMapName /Letters def
1 begincodespacerange
<00> <ff>
endcodespacerange
endcmap
CMapName currentdict /CMap defineresource pop
end end
"""


class Shape(NamedTuple):
    """What a glyph's procedure declares, in pixels (PDF 32000-1, operator d1)."""

    advance: float
    bottom: float
    top: float


def give_letters(document: pymupdf.Document) -> None:
    """Adds to the ToUnicode tables of the document in memory what the glyphs of its bitmap fonts show.

    Ghostscript names the glyphs of dvips' fonts by one character, their code; MuPDF takes the names `0` to `9` for the
    numbers of control characters. The code alone does not say what is shown (`2` is the sign of membership in TeX's
    symbol font), so a glyph is named only if its shape fits: lining digits are of one width, as high as each other, and
    stand on the line; ligatures and accents have the widths that they have beside such digits.
    """
    for font in _bitmap_fonts(document):
        found = _letters(document, font)
        if found:
            _add_letters(document, font, found)


def _bitmap_fonts(document: pymupdf.Document) -> Iterator[int]:
    seen: set[int] = set()
    for page in range(min(document.page_count, MAX_PAGES)):
        for xref, _, kind, *_ in document.get_page_fonts(page):
            if kind == "Type3" and xref not in seen:
                seen.add(xref)
                yield xref
        if len(seen) >= MOST_FONTS:
            return


def _letters(document: pymupdf.Document, font: int) -> dict[int, str]:
    """What the codes of a font show, of those that its table of letters leaves out."""
    shapes = _shapes(document, font)
    found = {}
    digit = _digit_width(shapes)
    if digit:
        found.update({code: chr(code) for code in DIGITS if code in shapes})
    else:
        digit = _digit_width_beside_letters(shapes)
        if PRIME in shapes and shapes[PRIME].bottom > 0 and shapes[PRIME].top >= 1.5 * shapes[PRIME].advance:
            found[PRIME] = "′"
    if digit:
        for code, (letters, widths) in LIGATURES.items():
            if code in shapes and abs(shapes[code].advance - widths * digit) <= 0.06 * digit + ROUNDING:
                found[code] = letters
        for code, accent in ACCENTS.items():
            if code in shapes and abs(shapes[code].advance - digit) <= ROUNDING:
                found[code] = accent
    for code, sign in SIGNS.items():
        if code in shapes:
            advance, bottom, top = shapes[code]
            if bottom <= -0.24 * advance and top >= 1.03 * advance:  # no letter reaches so far up and down
                found[code] = sign
    return found


def _digit_width(shapes: dict[int, Shape]) -> float | None:
    """The width of a font's digits in pixels if what stands at their codes are lining digits, else None."""
    digits = {code: shapes[code] for code in DIGITS if code in shapes}
    if not digits or set(digits) <= {0x38, 0x39}:  # at these two the symbol font has quantifiers, shaped like digits
        return None
    widths = [shape.advance for shape in digits.values()]
    heights = [shape.top for shape in digits.values()]
    alike = max(widths) - min(widths) <= ROUNDING and max(heights) - min(heights) <= 0.06 * max(heights) + ROUNDING
    standing = all(  # but for the italic 4 and 7, which reach below the line
        code in (0x34, 0x37) or abs(shape.bottom) <= max(ROUNDING, 0.06 * shape.top) for code, shape in digits.items()
    )
    slim = all(0.9 * shape.advance <= shape.top <= 1.5 * shape.advance for shape in digits.values())
    return sum(widths) / len(widths) if alike and standing and slim else None


def _digit_width_beside_letters(shapes: dict[int, Shape]) -> float | None:
    """The width that digits would have in a roman font: nine tenths of `n`, to which other letters are equal there."""
    stems = [shapes[ord(letter)].advance for letter in "bdhnpu" if ord(letter) in shapes]
    if len(stems) < 3 or max(stems) - min(stems) > ROUNDING or ord("a") not in shapes:
        return None
    width = 0.9 * sum(stems) / len(stems)
    return width if abs(shapes[ord("a")].advance - width) <= ROUNDING else None


def _shapes(document: pymupdf.Document, font: int) -> dict[int, Shape]:
    """The shapes of the glyphs whose name is the character of their code, by code."""
    procedures = dict(_PROCEDURE.findall(_value(document, font, "CharProcs")))
    shapes = {}
    for code, name in _names(_value(document, font, "Encoding")):
        if code not in shapes and _character(name) == chr(code) and name in procedures:
            procedure = int(procedures[name])
            if len(document.xref_stream_raw(procedure) or b"") > MOST_GLYPH_BYTES:
                continue
            match = _SHAPE.match(document.xref_stream(procedure) or b"")
            if match:
                shapes[code] = Shape(float(match[1]), float(match[4]), float(match[6]))
    return shapes


def _value(document: pymupdf.Document, font: int, key: str) -> str:
    """The source of a dictionary in a font, followed if it is a reference."""
    kind, value = document.xref_get_key(font, key)
    return document.xref_object(int(value.split()[0]), compressed=True) if kind == "xref" else value


def _names(encoding: str) -> Iterator[tuple[int, str]]:
    """Code and glyph name of each entry in an encoding's differences."""
    match = _DIFFERENCES.search(encoding)
    code = 0
    for number, name in _ENTRY.findall(match[1] if match else ""):
        if number:
            code = int(number)
        else:
            if code > 0xFF:
                return
            yield code, name
            code += 1


def _character(name: str) -> str:
    """A glyph's name as it is meant: `#0B` stands for the character with that number."""
    return re.sub(r"#([0-9A-Fa-f]{2})", lambda match: chr(int(match[1], 16)), name)


def _add_letters(document: pymupdf.Document, font: int, found: dict[int, str]) -> None:
    kind, value = document.xref_get_key(font, "ToUnicode")
    table = document.xref_stream(int(value.split()[0])) if kind == "xref" else None
    table = table if table and b"endcmap" in table else _CMAP
    lines = [f"<{code:02x}> <{letters.encode('utf-16-be').hex()}>" for code, letters in sorted(found.items())]
    added = "\n".join([f"{len(lines)} beginbfchar", *lines, "endbfchar", "endcmap"]).encode()
    xref = document.get_new_xref()
    document.update_object(xref, "<<>>")
    document.update_stream(xref, table.replace(b"endcmap", added, 1))
    document.xref_set_key(font, "ToUnicode", f"{xref} 0 R")
