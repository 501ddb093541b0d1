"""What the reader makes of whole documents: order, furniture, notes, scans, passages and links."""

from __future__ import annotations

import pymupdf
import pytest

from summarizer.reading.document import paper_from_pdf
from summarizer.views.parsed import parsed
from tests.drawn import SENTENCES, Drawing


def two_column_page(d: Drawing, first: int = 0) -> None:
    """Two columns that begin at another height on each page, so that no rows but the running ones stand alike."""
    for x, number in ((54, first), (318, first + 3)):
        d.filler(x, 90 + 7 * first, 240, 14, first=number)


def texts(d: Drawing) -> list[str]:
    return [passage.text for passage in paper_from_pdf(d.bytes()).passages]


class TestOrder:
    def test_a_sentence_goes_on_from_column_to_column(self):
        d = Drawing()
        d.text(54, 700, 240, "This sentence begins at the foot of the left column and ends")
        d.text(318, 90, 240, "at the head of the right one. Another one follows here.")
        d.filler(54, 300, 240, 16)
        d.filler(318, 300, 240, 16)
        assert "This sentence begins at the foot of the left column and ends at the head of the right one." in texts(d)

    def test_a_page_turned_by_90_degrees_reads_as_shown(self):
        d = Drawing()
        d.line(306, 80, "Turned Pages and Their Readers", 16, "bold", centred=True)
        d.filler(72, 120, 468, 10)
        page = d.pdf[0]
        page.set_mediabox(pymupdf.Rect(0, 0, 612, 792))
        upright = paper_from_pdf(d.bytes())
        turned = Drawing()
        turned.pdf = pymupdf.open()
        target = turned.pdf.new_page(width=792, height=612)
        target.show_pdf_page(target.rect, d.pdf, 0, rotate=90)
        target.set_rotation(90)
        shown = paper_from_pdf(turned.bytes())
        assert [p.text for p in shown.passages] == [p.text for p in upright.passages]
        box = shown.passages[0].regions[0].box
        assert box.x1 <= 612
        assert box.y1 < 100

    def test_regions_lie_on_the_rows_of_their_sentence(self):
        d = Drawing()
        end = d.filler(72, 120, 300, 6)
        passage = paper_from_pdf(d.bytes()).passages[-1]
        assert all(region.page == 1 for region in passage.regions)
        assert max(region.box.y1 for region in passage.regions) < end
        assert all(71 <= region.box.x0 < region.box.x1 <= 373 for region in passage.regions)


class TestFurniture:
    @pytest.fixture
    def found(self) -> list[str]:
        d = Drawing()
        for number in range(1, 7):
            if number > 1:
                d.new_page()
            header = "BERG AND AN" if number % 2 else "A STUDY OF NOTES"
            d.line(306, 40, header, 8, centred=True)
            d.line(306, 760, str(number), 9, centred=True)
            two_column_page(d, number)
        return texts(d)

    def test_running_headers_and_page_numbers_are_no_text(self, found):
        assert not any("BERG AND AN" in text or "A STUDY OF NOTES" in text for text in found)
        assert set(found) <= set(SENTENCES)

    def test_line_numbers_of_a_manuscript_are_no_text(self):
        d = Drawing()
        d.filler(120, 90, 300, 30)
        rows = round((792 - 90) / 12)
        for row in range(rows):
            d.line(60, 90 + 12 * row, str(row + 1), 7)
        assert set(texts(d)) <= set(SENTENCES)


class TestNotes:
    def test_a_footnote_does_not_break_the_sentence_above_it(self):
        d = Drawing()
        d.line(306, 80, "Notes at the Foot", 16, "bold", centred=True)
        y = d.filler(72, 120, 468, 30)
        d.text(72, y, 468, "This sentence is cut by the end of the page and its footnote^1^ and goes")
        d.line(72, 740, "^1^ The code is at https://github.com/berg/notes for all to use.", 8)
        d.new_page()
        d.text(72, 90, 468, "on behind it. The end.")
        d.filler(72, 130, 468, 12)
        paper = paper_from_pdf(d.bytes())
        found = [passage.text for passage in paper.passages]
        assert any(text.startswith("This sentence is cut") and text.endswith("goes on behind it.") for text in found)
        assert any("github.com/berg/notes" in text for text in found)

    def test_a_link_in_a_footnote_is_own_code_if_its_sentence_says_so(self):
        d = Drawing()
        d.line(306, 80, "Notes and Code", 16, "bold", centred=True)
        y = d.filler(72, 120, 468, 6)
        d.text(72, y, 468, "We release our code^1^ and compare with a library^2^ of others.")
        d.filler(72, y + 40, 468, 6)
        d.line(72, 730, "^1^ https://github.com/berg/notes", 8)
        d.line(72, 742, "^2^ https://github.com/other/library", 8)
        assert "https://github.com/berg/notes" in paper_from_pdf(d.bytes()).code_urls


class TestScan:
    def image_page(self, d: Drawing, footer: str = "") -> None:
        pixels = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 60, 80))
        pixels.clear_with(200)
        d.page.insert_image(d.page.rect, pixmap=pixels)
        if footer:
            d.line(72, 780, footer, 7)

    def test_images_without_letters_are_a_scan(self):
        d = Drawing()
        self.image_page(d)
        paper = paper_from_pdf(d.bytes())
        assert paper.scan
        assert paper.warnings

    def test_a_notice_stamped_on_each_page_is_no_text_layer(self):
        d = Drawing()
        for number in range(4):
            if number:
                d.new_page()
            self.image_page(d, "This content downloaded from an archive. All use subject to its terms.")
        assert paper_from_pdf(d.bytes()).scan

    def test_a_paper_with_pictures_is_no_scan(self):
        d = Drawing()
        self.image_page(d)
        d.filler(72, 120, 468, 12)
        assert not paper_from_pdf(d.bytes()).scan


def test_the_parsed_object_has_what_a_script_needs():
    d = Drawing()
    d.stamp("arXiv:2401.01234v2  [cs.CL]  5 Jan 2024")
    d.line(306, 80, "A Title for a Script", 16, "bold", centred=True)
    d.line(306, 110, "Ada Berg", 11, centred=True)
    d.filler(72, 140, 468, 12)
    found = parsed(paper_from_pdf(d.bytes()))
    assert found["title"] == "A Title for a Script"
    assert found["authors"] == ["Ada Berg"]
    assert found["arxiv_id"] == "2401.01234v2"
    assert found["pages"] == 1
    assert found["scan"] is False
    assert [passage["id"] for passage in found["passages"]] == list(range(1, len(found["passages"]) + 1))
