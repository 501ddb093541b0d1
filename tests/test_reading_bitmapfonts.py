"""Bitmap fonts of TeX, as Ghostscript makes them of dvips' output: what their glyphs show is read off their shapes."""

from __future__ import annotations

import pymupdf
import pytest

from summarizer.reading.page.bitmapfonts import give_letters
from summarizer.reading.page.contents import page_contents

Shapes = dict[str, tuple[int, int, int]]
"""Advance, bottom and top in pixels of the glyph whose code is that character's."""

DIGITS: Shapes = dict.fromkeys("0123456789", (23, -1, 30))
ROMAN: Shapes = {**dict.fromkeys("aosce", (23, 0, 20)), **dict.fromkeys("bdhnpu", (25, 0, 32))}
LIGATURES: Shapes = {"\x0b": (27, 0, 32), "\x0c": (25, 0, 32), "\x0e": (38, 0, 32), "\x7f": (23, 25, 31)}


def document(shapes: Shapes, shown: str, *, table: bool = True) -> pymupdf.Document:
    """A page that shows a text in a font of these glyphs, each named by the character that is its code."""
    pdf = pymupdf.open()
    page = pdf.new_page()
    page.insert_text((72, 72), "x")
    name = {char: f"#{ord(char):02X}" if not char.isalnum() else char for char in shapes}
    procedures = {}
    for char, (advance, bottom, top) in shapes.items():
        procedures[char] = stream(
            pdf, f"{advance} 0 1 {bottom} {advance - 1} {top} d1\n1 {bottom} {advance - 2} {top - bottom} re f"
        )
    codes = sorted(ord(char) for char in shapes)
    widths = " ".join(str(shapes.get(chr(code), (0,))[0]) for code in range(codes[0], codes[-1] + 1))
    differences = " ".join(f"{code}/{name[chr(code)]}" for code in codes)
    letters = [char for char in shapes if char.isalpha()]
    cmap = "\n".join(f"<{ord(char):02x}> <{ord(char):02x}> <{ord(char):04x}>" for char in letters)
    unicode = stream(
        pdf,
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def /CMapName /R1 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(letters)} beginbfrange\n{cmap}\nendbfrange\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end",
    )
    font = pdf.get_new_xref()
    pdf.update_object(
        font,
        f"<</Type/Font/Subtype/Type3/FontMatrix[.02 0 0 .02 0 0]/FontBBox[0 -20 60 60]/FirstChar {codes[0]}"
        f"/LastChar {codes[-1]}/Widths[{widths}]{f'/ToUnicode {unicode} 0 R' if table and letters else ''}"
        f"/Encoding<</Type/Encoding/Differences[{differences}]>>"
        f"/CharProcs<<{' '.join(f'/{name[char]} {xref} 0 R' for char, xref in procedures.items())}>>>>",
    )
    resources = pdf.xref_get_key(page.xref, "Resources")
    holder = int(resources[1].split()[0]) if resources[0] == "xref" else page.xref
    pdf.xref_set_key(holder, "Font" if holder != page.xref else "Resources/Font", f"<</T {font} 0 R>>")
    text = "".join(f"{ord(char):02x}" for char in shown)
    contents = stream(pdf, f"BT /T 10 Tf 72 600 Td <{text}> Tj ET")
    pdf.xref_set_key(page.xref, "Contents", f"{contents} 0 R")
    return pymupdf.open(stream=pdf.tobytes(), filetype="pdf")


def stream(pdf: pymupdf.Document, source: str) -> int:
    xref = pdf.get_new_xref()
    pdf.update_object(xref, "<<>>")
    pdf.update_stream(xref, source.encode())
    return xref


def text_of(pdf: pymupdf.Document) -> str:
    pages, _ = page_contents(pdf)
    return "".join(line.text for line in pages[0].lines).strip()


def test_digits_of_one_width_and_height_are_read():
    assert text_of(document(ROMAN | DIGITS, "abc1994")) == "abc1994"


def test_without_the_repair_the_digits_would_be_control_characters():
    assert "1994" not in document(ROMAN | DIGITS, "abc1994")[0].get_text()


def test_digits_are_read_in_a_font_that_has_no_table_and_no_letters():
    assert text_of(document({"2": (18, 0, 21), "1": (18, 0, 21)}, "21", table=False)) == "21"


def test_the_italic_four_may_reach_below_the_line():
    assert text_of(document(ROMAN | DIGITS | {"4": (23, -9, 30)}, "an4")) == "an4"


@pytest.mark.parametrize(
    ("shapes", "shown"),
    [
        ({"2": (45, -5, 34), "0": (19, 2, 32)}, "2"),  # member of, prime
        ({"1": (83, -1, 37)}, "1"),  # infinity
        ({"8": (23, -1, 29), "9": (23, 0, 29)}, "8"),  # for all, there is
        ({"0": (30, -90, 2), "1": (30, -90, 2)}, "1"),  # pieces of a big bracket
        ({"6": (23, -1, 30), "1": (23, 0, 20), "3": (23, -9, 20)}, "6"),  # old-style digits
    ],
)
def test_what_stands_at_the_digits_codes_in_a_symbol_font_is_not_called_a_digit(shapes, shown):
    assert shown not in text_of(document(shapes, shown))


def test_a_prime_at_the_code_of_zero_is_read_as_one():
    assert text_of(document({"2": (45, -5, 34), "0": (19, 2, 32)}, "0")) == "′"


def test_ligatures_and_accents_are_read_by_their_widths_beside_digits():
    assert text_of(document(ROMAN | DIGITS | LIGATURES, "c\x0ban\x0ceo\x0es\x7fa")) in (
        "cffanfieoffis¨a",
        "cffanfieoffisä",
    )


def test_ligatures_are_read_by_their_widths_beside_letters():
    assert text_of(document(ROMAN | LIGATURES, "c\x0ba")) == "cffa"


def test_greek_letters_at_the_codes_of_ligatures_are_not_called_ligatures():
    letters = {"a": (24, 0, 20), "b": (20, 0, 32), "d": (24, 0, 32), "n": (27, 0, 20), "h": (26, 0, 32)}
    assert "ff" not in text_of(document(letters | {"\x0b": (29, 0, 20)}, "a\x0bb"))


def test_letters_of_a_typewriter_font_do_not_make_ligatures():
    letters = dict.fromkeys("abdhnpu0123", (24, 0, 28))
    assert "ff" not in text_of(document(letters | {"\x0b": (24, 0, 28)}, "a\x0bb"))


def test_footnote_signs_are_told_from_letters_by_how_far_they_reach():
    signs = {"y": (17, -6, 23), "z": (17, -6, 23), "{": (22, -6, 23), "k": (18, -9, 25)}
    assert text_of(document(signs, "yz{k")) == "†‡¶∥"
    assert text_of(document({"y": (24, -9, 20), "k": (24, 0, 32), "z": (20, 0, 20)}, "ykz")) == "ykz"


def test_a_font_that_makes_no_sense_is_left_as_it_is():
    pdf = document(ROMAN | DIGITS, "abc1")
    font = next(xref for xref, _, kind, *_ in pdf.get_page_fonts(0) if kind == "Type3")
    pdf.xref_set_key(font, "CharProcs", "[(no) /dictionary 99999 0 R]")
    give_letters(pdf)
    assert text_of(pdf).startswith("abc")
