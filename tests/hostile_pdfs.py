"""PDFs that are broken or mean harm, made byte by byte, and one good paper to compare with."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

import pymupdf

SENTENCES = (
    "We sort a list of numbers without comparing any two of them aloud. "
    "The method needs no memory beyond the list and is 3.2 times faster than shouting. "
    "It has been tried on lists of 1000 to 1000000 numbers, and it never woke a neighbour. "
)


def good_paper(pages: int = 2) -> bytes:
    """A short paper with a title, an author, an abstract, two sections and a reference list."""
    document = pymupdf.open()
    for number in range(pages):
        page = document.new_page()
        if number == 0:
            page.insert_text((120, 90), "Quiet Sorting of Long Lists", fontsize=20, fontname="tibo")
            page.insert_text((250, 120), "Ada Lovelace", fontsize=12, fontname="tiro")
            page.insert_text((72, 160), "Abstract", fontsize=12, fontname="tibo")
            page.insert_textbox((72, 170, 523, 240), SENTENCES, fontsize=10, fontname="tiro")
            page.insert_text((72, 270), "1 Introduction", fontsize=14, fontname="tibo")
            page.insert_textbox((72, 285, 523, 500), SENTENCES * 4, fontsize=10, fontname="tiro")
        else:
            page.insert_text((72, 90), f"{number + 1} Method of Part {number}", fontsize=14, fontname="tibo")
            page.insert_textbox((72, 105, 523, 400), SENTENCES * 5, fontsize=10, fontname="tiro")
    page.insert_text((72, 500), "References", fontsize=14, fontname="tibo")
    page.insert_text((72, 520), "[1] C. Babbage. On the noise of engines. 1837.", fontsize=10, fontname="tiro")
    return document.tobytes(deflate=True)


def pdf(objects: Mapping[int, bytes], *, root: int = 1, more: bytes = b"") -> bytes:
    """A PDF of these objects with a right cross-reference table; `more` goes into the trailer."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = {}
    for number, content in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    size = max(objects) + 1
    out.write(b"xref\n0 %d\n" % size)
    for number in range(size):
        used = number in places
        out.write(b"%010d %05d %s \n" % (places.get(number, 0), 0 if used else 65535, b"n" if used else b"f"))
    out.write(b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, more, start))
    return out.getvalue()


def stream(data: bytes, entries: bytes = b"", *, packed: bool = False) -> bytes:
    if packed:
        data, entries = zlib.compress(data, 9), entries + b" /Filter /FlateDecode"
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
RESOURCES = b"/Resources << /Font << /F1 5 0 R >> >> >>"
SAID = b"BT /F1 12 Tf 72 700 Td (These words stand on the page and can be read by anyone.) Tj ET\n"


def one_page(
    content: bytes = SAID,
    *,
    box: bytes = b"0 0 612 792",
    resources: bytes = b"",
    page: bytes = b"",
    catalog: bytes = b"",
    more: Mapping[int, bytes] | None = None,
) -> bytes:
    """A PDF of one page with this content; font F1 is Helvetica; further objects count from 10."""
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R %s"
            b" /Resources << /Font << /F1 5 0 R %s >> %s >> >>"
            % (box, page, b"/F2 10 0 R" if b"/F2" in content else b"", resources),
            4: stream(content),
            5: FONT,
            **(more or {}),
        }
    )


def cut() -> bytes:
    whole = good_paper(4)
    return whole[: len(whole) // 2]


def garbled_xref() -> bytes:
    data = one_page()
    start = data.rindex(b"xref\n0")
    return data[:start] + data[start:].replace(b"0000", b"9\x0097")


def cyclic_page_tree() -> bytes:
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R 2 0 R 6 0 R] /Count 9 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>",
            4: stream(SAID),
            5: FONT,
            6: b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 5 >>",
        }
    )


def cyclic_outline() -> bytes:
    return one_page(
        catalog=b"/Outlines 10 0 R",
        more={
            10: b"<< /Type /Outlines /First 11 0 R /Last 12 0 R /Count 2 >>",
            11: b"<< /Title (a) /Parent 10 0 R /Next 12 0 R /First 10 0 R >>",
            12: b"<< /Title (b) /Parent 11 0 R /Next 11 0 R /Prev 12 0 R >>",
        },
    )


def web_page() -> bytes:
    return b"<!DOCTYPE html><html><body><p>Please log in to read this paper.</p></body></html>"


def web_page_with_magic() -> bytes:
    return b"<!DOCTYPE html><html><!-- %PDF-1.7 --><body><p>Please log in to read this paper.</p></body></html>"


def zip_file() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:  # stored: the paper's own header is among the first bytes
        archive.writestr("paper.pdf", one_page())
    return out.getvalue()


def picture() -> bytes:
    return pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 40, 40), False).tobytes("png")


def no_pages() -> bytes:
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [] /Count 0 >>"})


def blank_page() -> bytes:
    return one_page(b"")


def many_pages() -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R " + RESOURCES
    kids = b" ".join(b"%d 0 R" % number for number in range(10, 5010))
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [%s] /Count 5000 >>" % kids,
            4: stream(SAID),
            5: FONT,
            **dict.fromkeys(range(10, 5010), page),
        }
    )


def one_page_5000_times() -> bytes:
    return one_page().replace(b"/Kids [3 0 R] /Count 1 ", b"/Kids [%s] /Count 5000 " % (b"3 0 R " * 5000))


def false_count() -> bytes:
    return one_page().replace(b"/Count 1 ", b"/Count 2000000000 ")


def huge_page() -> bytes:
    return one_page(box=b"0 0 1000000 1000000")


def flat_page() -> bytes:
    return one_page(box=b"0 0 0 0")


def senseless_box() -> bytes:
    return one_page(box=b"1e38 -1e38 nan /x")


def huge_image() -> bytes:
    packed = _bomb(2700)
    image = (
        b"<< /Type /XObject /Subtype /Image /Width 30000 /Height 30000 /BitsPerComponent 8 /ColorSpace /DeviceRGB"
        b" /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)
    )
    return one_page(SAID + b"q 400 0 0 400 100 100 cm /I Do Q", resources=b"/XObject << /I 10 0 R >>", more={10: image})


def _forms(depth: int, calls: int, last: bytes) -> dict[int, bytes]:
    forms = {}
    for level in range(depth):
        number = 10 + level
        inner = b"/X Do " * calls if level < depth - 1 else last
        forms[number] = stream(
            inner,
            b"/Type /XObject /Subtype /Form /BBox [0 0 612 792]"
            b" /Resources << /Font << /F1 5 0 R >> /XObject << /X %d 0 R >> >>" % (number + 1),
        )
    return forms


def nested_forms() -> bytes:
    return one_page(b"/X Do", resources=b"/XObject << /X 10 0 R >>", more=_forms(5000, 1, SAID))


def laughing_forms() -> bytes:
    """Ten forms, each of which shows the next one ten times: ten thousand million letters from four kilobytes."""
    return one_page(b"/X Do", resources=b"/XObject << /X 10 0 R >>", more=_forms(11, 10, SAID))


def form_in_itself() -> bytes:
    form = stream(
        SAID + b"/X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /X 10 0 R >> >>"
    )
    return one_page(SAID + b"/X Do", resources=b"/XObject << /X 10 0 R >>", more={10: form})


def _bomb(megabytes: int) -> bytes:
    """So many megabytes of spaces, packed: the same block again and again, since each begins afresh."""
    packer = zlib.compressobj(9)
    first = packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * (megabytes - 1) + packer.flush()


def stream_bomb() -> bytes:
    """A content stream of 20 GB of spaces, packed twice."""
    packed = zlib.compress(_bomb(20_000), 9)
    content = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(packed), packed)
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>",
            4: content,
        }
    )


def font_bomb() -> bytes:
    """An embedded font that unpacks to 4 GB."""
    packed = _bomb(4_000)
    file = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    return one_page(
        SAID + b"BT /F2 12 Tf 72 600 Td (Read me) Tj ET",
        more={
            10: b"<< /Type /Font /Subtype /TrueType /BaseFont /Bomb /FontDescriptor 11 0 R >>",
            11: b"<< /Type /FontDescriptor /FontName /Bomb /Flags 32 /FontFile2 12 0 R >>",
            12: file,
        },
    )


def locked() -> bytes:
    with pymupdf.open(stream=good_paper()) as document:
        return document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="secret", owner_pw="owner")


def locked_without_password() -> bytes:
    with pymupdf.open(stream=good_paper()) as document:
        return document.tobytes(
            encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="", owner_pw="owner", permissions=pymupdf.PDF_PERM_PRINT
        )


def actions() -> bytes:
    return one_page(
        catalog=b"/OpenAction << /S /JavaScript /JS (while (true) app.alert\\('x'\\);) >>"
        b" /AA << /WC << /S /Launch /F (/bin/sh) >> >>",
        page=b"/AA << /O << /S /Launch /F (cmd.exe) /Win << /F (cmd.exe) /P (/c calc) >> >> >>"
        b" /Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 600 700] /A << /S /Launch /F (/bin/sh) >> >>"
        b" << /Type /Annot /Subtype /Link /Rect [0 0 600 700] /A << /S /URI /URI (javascript:alert\\(1\\)) >> >>]",
    )


def attachment() -> bytes:
    with pymupdf.open(stream=good_paper()) as document:
        document.embfile_add("run.exe", b"MZ" + bytes(5000), filename="../../run.exe")
        document[0].add_file_annot((50, 50), b"#!/bin/sh\nrm -rf /", "run.sh")
        return document.tobytes()


def _mapped(*targets: str) -> bytes:
    """A page whose letters A, B, C, … say in their Unicode map that they are `targets` (UTF-16BE in hexadecimal)."""
    lines = b"".join(b"<%02X> <%s>\n" % (65 + i, target.encode()) for i, target in enumerate(targets))
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        b"1 begincodespacerange <00> <FF> endcodespacerange\n%d beginbfchar\n%sendbfchar\nendcmap end end"
        % (len(targets), lines)
    )
    letters = bytes(65 + i for i in range(len(targets)))
    return one_page(
        SAID + b"BT /F2 12 Tf 72 600 Td (%s) Tj ET" % (letters * 5),
        more={10: FONT[:-2] + b"/ToUnicode 11 0 R >>", 11: stream(cmap)},
    )


def control_characters() -> bytes:
    return _mapped("0000", "0001", "0007", "0008", "001B", "007F", "0085", "2028", "FEFF", "FFFF", "FFFE")


def right_to_left() -> bytes:
    return _mapped("202E", "05D0", "05D1", "0627", "0644", "2067", "2066", "202C")


def lone_surrogates() -> bytes:
    return _mapped("D800", "DFFF", "DC00", "D83D", "DE00", "D83DDE00")


def no_unicode_map() -> bytes:
    """A page in an embedded font that does not say which letters its glyphs are."""
    document = pymupdf.open()
    page = document.new_page()
    writer = pymupdf.TextWriter(page.rect)
    writer.append((72, 100), "Nobody can tell which letters these are.", font=pymupdf.Font("cjk"))
    writer.write_text(page)
    document.subset_fonts()
    for number in range(1, document.xref_length()):
        for entry in ("ToUnicode", "CIDSet"):
            if document.xref_get_key(number, entry)[0] != "null":
                document.xref_set_key(number, entry, "null")
    return document.tobytes()


def font_in_itself() -> bytes:
    """A Type 3 font whose letter shows itself."""
    return one_page(
        SAID + b"BT /F2 12 Tf 72 600 Td (AAAA) Tj ET",
        more={
            10: b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /FirstChar 65"
            b" /LastChar 65 /Widths [1] /Encoding << /Differences [65 /a] >> /CharProcs << /a 11 0 R >>"
            b" /Resources << /Font << /F2 10 0 R >> >> >>",
            11: stream(b"1 0 d0 BT /F2 1 Tf (AA) Tj ET"),
        },
    )


def deep_arrays() -> bytes:
    return one_page(page=b"/Deep " + b"[" * 200_000 + b"]" * 200_000)


def deep_page_tree() -> bytes:
    depth = 3000
    nodes = {2 + level: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (3 + level) for level in range(depth)}
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            **nodes,
            2 + depth: b"<< /Type /Page /MediaBox [0 0 612 792] /Contents %d 0 R"
            b" /Resources << /Font << /F1 %d 0 R >> >> >>" % (3 + depth, 4 + depth),
            3 + depth: stream(SAID),
            4 + depth: FONT,
        }
    )


def length_in_itself() -> bytes:
    return one_page().replace(b"/Length %d" % len(SAID), b"/Length 4 0 R")


def endless_xref() -> bytes:
    data = one_page()
    start = data.rindex(b"xref\n0")
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % start)


def long_text() -> bytes:
    """A page that says three million letters upon each other."""
    return one_page(b"BT /F1 1 Tf 72 700 Td " + b"(%s) Tj " % (b"word " * 2000) * 300 + b"ET")


def many_paths() -> bytes:
    return one_page(SAID + b"10 10 m 600 700 l S 1 0 0 1 .001 0 cm\n" * 200_000)


def many_annotations() -> bytes:
    note = b"<< /Type /Annot /Subtype /Highlight /Rect [10 10 600 700] /QuadPoints [10 10 600 10 10 700 600 700] >> "
    return one_page(page=b"/Annots [%s]" % (note * 5000))


def broken_images() -> bytes:
    kinds = (b"JPXDecode", b"JBIG2Decode", b"DCTDecode", b"CCITTFaxDecode", b"LZWDecode")
    images = {
        10 + index: stream(
            b"\xff\xd8\x00\x01garbage" * 40,
            b"/Type /XObject /Subtype /Image /Width 9000 /Height 9000 /BitsPerComponent 8 /ColorSpace /DeviceGray"
            b" /Filter /" + kind,
        )
        for index, kind in enumerate(kinds)
    }
    names = b" ".join(b"/I%d %d 0 R" % (number, number) for number in images)
    shown = b" ".join(b"q 90 0 0 90 %d 90 cm /I%d Do Q" % (100 * i, number) for i, number in enumerate(images))
    return one_page(SAID + shown, resources=b"/XObject << %s >>" % names, more=images)


def missing_pages() -> bytes:
    return one_page().replace(b"/Kids [3 0 R] /Count 1", b"/Kids [3 0 R 77 0 R 5 0 R 78 0 R] /Count 4")


def colliding_objects() -> bytes:
    """Two objects of the same number, and an object stream that claims to hold itself."""
    whole = one_page(more={10: stream(b"10 0 << >>", b"/Type /ObjStm /N 100000000 /First 5 /Extends 10 0 R")})
    return whole.replace(b"%%EOF", b"4 0 obj\n<< /Length 9 >>\nstream\n(((((((((\nendstream\nendobj\n%%EOF")


def long_names() -> bytes:
    return one_page(page=b"/" + b"n" * 1_000_000 + b" (" + b"(" * 50_000 + b")" * 50_000 + b")")


def metadata_of_zeros() -> bytes:
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>",
            4: stream(SAID),
            5: FONT,
            6: b"<< /Title <FEFF" + b"D8000000" * 5000 + b"> /Author (\\000\\001\\377) >>",
        },
        more=b"/Info 6 0 R",
    )


def zeros() -> bytes:
    return b"%PDF-1.7\n" + bytes(500_000)


def noise() -> bytes:
    value, out = 1, bytearray(b"%PDF-1.4\n")
    for _ in range(50_000):
        value = value * 1103515245 + 12345 & 0x7FFFFFFF
        out.append(value >> 16 & 255)
    return bytes(out)


def xml_form() -> bytes:
    return one_page(
        catalog=b"/AcroForm << /Fields [] /XFA 10 0 R >>",
        more={
            10: stream(
                b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
                b'<!ENTITY c SYSTEM "file:///etc/passwd">]><x>&b;&c;</x>'
            )
        },
    )
