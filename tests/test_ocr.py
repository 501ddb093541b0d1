import sys

import pymupdf
import pytest

from summarizer.errors import ReadingError
from summarizer.reading.document import paper_from_pdf
from summarizer.reading.process.ocr import with_text_layer
from tests.hostile_pdfs import good_paper


def scanned(data: bytes, *, rotation: int = 0) -> bytes:
    """The PDF's pages as pictures of themselves."""
    with pymupdf.open(stream=data) as printed, pymupdf.open() as scan:
        for page in printed:
            picture = page.get_pixmap(dpi=150).tobytes("jpg")
            scan.new_page(width=page.rect.width, height=page.rect.height).insert_image(page.rect, stream=picture)
            scan[-1].set_rotation(rotation)
        return scan.tobytes()


def test_a_scan_is_recognised_as_such():
    paper = paper_from_pdf(scanned(good_paper()))
    assert paper.scan
    assert paper.passages == ()
    assert "扫描件" in paper.warnings[0]


def test_what_is_missing_is_said_with_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(ReadingError, match=r"requirements-ocr\.txt"):
        with_text_layer(scanned(good_paper()))


@pytest.mark.slow
def test_a_scan_with_a_text_layer_is_read_like_any_paper():
    pytest.importorskip("rapidocr")
    scan = scanned(good_paper())
    read = with_text_layer(scan)
    paper = paper_from_pdf(read)
    assert not paper.scan
    assert paper.hidden == ()
    assert paper.record.title == "Quiet Sorting of Long Lists"
    assert any("3.2 times faster" in passage.text for passage in paper.passages)
    with pymupdf.open(stream=scan) as before, pymupdf.open(stream=read) as after:
        assert before[0].get_pixmap(dpi=50).samples == after[0].get_pixmap(dpi=50).samples
