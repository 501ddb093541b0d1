"""What comes of PDFs that are broken or mean harm: for each of them the error, or what the paper then holds."""

import asyncio
import unicodedata

import pymupdf
import pytest
import pytest_asyncio

from summarizer.errors import (
    BrokenPdf,
    EmptyPdf,
    EncryptedPdf,
    NotAPdf,
    PdfTooLarge,
    ReaderCrashed,
    ReadingError,
    ReadingTimeout,
)
from summarizer.paper import Paper
from summarizer.reading.process.limits import MAX_CHARACTERS, MAX_PAGES, MAX_PDF_BYTES
from summarizer.reading.reader import Reader
from tests import hostile_pdfs
from tests.hostile_pdfs import good_paper, one_page

pytestmark = pytest.mark.asyncio(loop_scope="module")

SAID = "These words stand on the page and can be read by anyone."
SECONDS = 4.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader():
    async with Reader(read_seconds=SECONDS, render_seconds=SECONDS) as warm:
        await warm.warm()
        yield warm


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("hostile")


async def outcome(reader: Reader, folder, name: str, data: bytes) -> Paper | ReadingError:
    """What the reader says of these bytes."""
    path = folder / f"{name}.pdf"
    await asyncio.to_thread(path.write_bytes, data)
    try:
        return await reader.read(path)
    except ReadingError as error:
        return error


REFUSED = {
    "cyclic_page_tree": BrokenPdf,
    "deep_arrays": EmptyPdf,
    "false_count": BrokenPdf,
    "nested_forms": BrokenPdf,
    "noise": BrokenPdf,
    "one_page_5000_times": BrokenPdf,
    "zeros": BrokenPdf,
    "blank_page": EmptyPdf,
    "no_pages": EmptyPdf,
    "locked": EncryptedPdf,
    "picture": NotAPdf,
    "web_page": NotAPdf,
    "web_page_with_magic": NotAPdf,
    "zip_file": NotAPdf,
}
"""Refused, and how."""

READ = (
    *("actions", "broken_images", "colliding_objects", "control_characters", "cyclic_outline", "deep_page_tree"),
    *("endless_xref", "flat_page", "font_in_itself", "form_in_itself", "garbled_xref", "huge_image", "huge_page"),
    *("length_in_itself", "lone_surrogates", "long_names", "metadata_of_zeros", "missing_pages", "right_to_left"),
    *("senseless_box", "xml_form", "many_pages"),
)
"""Read in spite of all: the words that stand on the page come out."""


@pytest.mark.parametrize("name", REFUSED)
async def test_what_cannot_be_read_is_refused_in_one_sentence(reader, folder, name):
    error = await outcome(reader, folder, name, getattr(hostile_pdfs, name)())
    assert type(error) is REFUSED[name]
    assert str(error).endswith("。")
    assert "\n" not in str(error)


@pytest.mark.parametrize("name", READ)
async def test_what_can_be_read_is_read(reader, folder, name):
    paper = await outcome(reader, folder, name, getattr(hostile_pdfs, name)())
    assert isinstance(paper, Paper)
    assert paper.page_texts[0].startswith(SAID)
    everything = paper.model_dump_json()
    assert not [letter for letter in everything if unicodedata.category(letter) == "Cs"]


@pytest.mark.parametrize("name", ("laughing_forms", "stream_bomb"))
async def test_what_has_no_end_is_ended(folder, name):
    good = good_paper()
    async with Reader(read_seconds=1.5) as impatient:
        assert type(await outcome(impatient, folder, name, getattr(hostile_pdfs, name)())) is ReadingTimeout
        assert isinstance(await outcome(impatient, folder, "good", good), Paper)


async def test_nothing_at_all_is_an_empty_file(reader, folder):
    assert type(await outcome(reader, folder, "nothing", b"")) is EmptyPdf


async def test_a_file_over_the_limit_is_refused_before_it_is_parsed(reader, folder):
    path = folder / "large.pdf"
    with path.open("wb") as file:
        file.write(one_page())
        file.truncate(MAX_PDF_BYTES + 1)
    with pytest.raises(PdfTooLarge, match="100 MB"):
        await reader.read(path)


async def test_a_file_cut_in_half_is_read_as_far_as_it_goes(reader, folder):
    paper = await outcome(reader, folder, "cut", hostile_pdfs.cut())
    assert isinstance(paper, Paper)
    assert paper.record.title == "Quiet Sorting of Long Lists"


async def test_a_file_cut_at_any_place_ends_well(reader, folder):
    whole = good_paper(3)
    for tenth in range(1, 10):
        end = await outcome(reader, folder, f"cut at {tenth}", whole[: len(whole) * tenth // 10])
        assert isinstance(end, Paper | BrokenPdf | EmptyPdf)


async def test_an_owner_password_alone_does_not_lock(reader, folder):
    paper = await outcome(reader, folder, "open", hostile_pdfs.locked_without_password())
    assert isinstance(paper, Paper)
    assert paper.record.title == "Quiet Sorting of Long Lists"


async def test_attached_files_are_left_alone(reader, folder):
    paper = await outcome(reader, folder, "attachment", hostile_pdfs.attachment())
    assert isinstance(paper, Paper)
    assert "rm -rf" not in paper.model_dump_json()
    assert not (folder.parent / "run.exe").exists()


async def test_actions_are_neither_run_nor_repeated(reader, folder):
    paper = await outcome(reader, folder, "actions", hostile_pdfs.actions())
    for word in ("javascript", "app.alert", "/bin/sh", "cmd.exe"):
        assert word not in paper.model_dump_json()


async def test_of_many_pages_the_first_are_read(reader, folder):
    paper = await outcome(reader, folder, "many", hostile_pdfs.many_pages())
    assert len(paper.page_texts) == len(paper.page_sizes) == MAX_PAGES
    assert paper.warnings == (f"这个 PDF 有 5000 页，只读取了前 {MAX_PAGES} 页。",)


async def test_letters_without_a_unicode_map_are_said_to_be_unreadable(reader, folder):
    paper = await outcome(reader, folder, "map", hostile_pdfs.no_unicode_map())
    assert isinstance(paper, Paper)
    assert "Nobody" not in paper.page_texts[0]
    assert any("没有字符对照表" in warning for warning in paper.warnings)


async def test_millions_of_letters_upon_each_other_are_bounded(reader, folder):
    end = await outcome(reader, folder, "long", hostile_pdfs.long_text())
    assert isinstance(end, ReadingTimeout) or sum(map(len, end.page_texts)) <= MAX_CHARACTERS


@pytest.mark.slow
@pytest.mark.parametrize("name", ("font_bomb", "many_paths", "many_annotations"))
async def test_what_takes_long_ends_in_time(reader, folder, name):
    end = await outcome(reader, folder, name, getattr(hostile_pdfs, name)())
    assert isinstance(end, Paper | ReadingTimeout | ReaderCrashed)
    assert isinstance(await outcome(reader, folder, "good", good_paper()), Paper)


@pytest.mark.slow
async def test_a_page_with_an_image_too_large_is_rendered_or_given_up(folder):
    path = folder / "image.pdf"
    path.write_bytes(hostile_pdfs.huge_image())
    async with Reader() as patient:
        try:
            assert (await patient.render(path, 1, dpi=72))[:4] == b"\x89PNG"
        except ReadingTimeout:
            assert isinstance(await outcome(patient, folder, "good", good_paper()), Paper)


@pytest.mark.parametrize("name", ("huge_page", "broken_images", "flat_page", "font_in_itself"))
async def test_a_page_that_can_be_read_can_be_rendered(reader, folder, name):
    path = folder / f"{name}.pdf"
    path.write_bytes(getattr(hostile_pdfs, name)())
    assert (await reader.render(path, 1, dpi=72))[:4] == b"\x89PNG"


async def test_the_next_paper_is_read_as_if_nothing_had_happened(reader, folder):
    good = good_paper()
    before = await outcome(reader, folder, "good", good)
    for name in ("nested_forms", "noise", "locked", "font_in_itself", "long_text"):
        await outcome(reader, folder, name, getattr(hostile_pdfs, name)())
        assert await outcome(reader, folder, "good", good) == before


UNITS = (
    *("A", "a", "A.", "A. ", "A ", "AA ", "AA, ", "Aa, ", "Aa and ", "1", "1. ", "1.1 ", "(", "()", "[1] ", "]", "{"),
    *("- ", "a-", ".", ". ", ",", "*", "1,2 ", "a@", "a@b.c ", "{a,b}@", "http://a/", "github.com/", "0x", "IV. "),
    *("Fig. 1 ", "Table 1: ", "et al. ", "Abstract ", "Keywords: a, ", "References ", "doi:10.1/", "2020, ", "'"),
    *("University of ", "Dr. ", "1st ", "_", "~", "=", "+", "%", "$x$ ", "\\"),
)


@pytest.mark.parametrize("tail", ("", "!", "1"))
async def test_no_line_takes_forever(reader, folder, tail):
    """Lines of the same few characters again and again find patterns that try every way to split them."""
    for begin in range(0, len(UNITS), 10):
        with pymupdf.open() as document:
            for unit in UNITS[begin : begin + 10]:
                page = document.new_page()
                for row, size in enumerate((12, 7, 7, 7)):
                    page.insert_text((50, 80 + 14 * row), (unit * 90)[:90] + tail, fontsize=size, fontname="tiro")
            data = document.tobytes()
        for first in range(10):
            with pymupdf.open(stream=data) as document:
                if first >= document.page_count:
                    break
                document.select([first])
                end = await outcome(reader, folder, "lines", document.tobytes())
            assert isinstance(end, Paper), UNITS[begin + first]
