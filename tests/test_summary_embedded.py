"""A whole paper, drawn here, to a validated Chinese Summary by the built-in 0.5B model on this machine's CPU."""

from __future__ import annotations

import re
import time

import pytest

from summarizer.chain import summarize
from summarizer.checking.grounds import Grounds
from summarizer.checking.numbers import unsupported
from summarizer.checking.terms import terms_in
from summarizer.events import Finished, Written
from summarizer.models import ModelChoice, open_model
from summarizer.reading.document import paper_from_pdf
from summarizer.summary import FIELDS, POINT_FIELDS, Summary

pytestmark = [pytest.mark.model, pytest.mark.timeout(900)]

TITLE = "QuietSort: Sorting Large Files on Small Machines"
ABSTRACT = (
    "Sorting large files is central to many database systems. However, existing sorters do not scale to "
    "files that exceed the memory of one machine. In this paper, we propose QuietSort, a sorting "
    "algorithm that keeps two heaps on every machine. QuietSort first splits the file into runs and then "
    "merges the runs with two heaps. On the TeraSet benchmark, QuietSort is 3.2 times faster than "
    "MergeSort and uses 41% less memory. Our results make it possible to sort large files on small "
    "machines."
)
BODY = (
    (
        "1 Introduction",
        "Sorting is one of the oldest problems of computer science. Previous sorters such as MergeSort are "
        "limited by slow disks. They fail to use the memory of many machines. We introduce QuietSort to "
        "overcome this limit.",
    ),
    (
        "2 Method",
        "QuietSort keeps two heaps in memory. The first heap holds the current run. The second heap holds the "
        "keys of the next run. When the first heap is empty, the two heaps change their roles.",
    ),
    (
        "3 Experiments",
        "We evaluate QuietSort on 12 machines with files of 50 GB. QuietSort outperforms all baselines by 2.5 "
        "points. The memory use stays below 4 GB in all runs.",
    ),
    (
        "4 Conclusion",
        "We presented QuietSort, a sorting algorithm for large files. A limitation of QuietSort is that it "
        "does not keep the order of equal keys. In future work we will study stable variants.",
    ),
)


def drawn_paper() -> bytes:
    """A one-column paper of two pages."""
    import pymupdf

    document = pymupdf.open()
    page = document.new_page(width=612, height=792)
    page.insert_text((130, 90), TITLE, fontsize=16, fontname="hebo")
    page.insert_text((240, 120), "Ada Example", fontsize=11, fontname="helv")
    page.insert_text((220, 136), "University of Toronto", fontsize=10, fontname="heit")
    page.insert_text((280, 170), "Abstract", fontsize=12, fontname="hebo")
    page.insert_textbox((100, 180, 512, 320), ABSTRACT, fontsize=10, fontname="helv")
    top = 340
    for heading, text in BODY:
        if top > 640:
            page, top = document.new_page(width=612, height=792), 80
        page.insert_text((72, top), heading, fontsize=13, fontname="hebo")
        page.insert_textbox((72, top + 10, 540, top + 120), text, fontsize=10, fontname="helv")
        top += 130
    return document.tobytes()


async def test_a_whole_paper_becomes_a_chinese_summary_that_stands_on_it():
    paper = paper_from_pdf(drawn_paper())
    model = await open_model(ModelChoice("embedded-small"))
    started = time.monotonic()
    try:
        events = [event async for event in summarize(paper, model)]
    finally:
        await model.close()
    seconds = time.monotonic() - started
    assert [event.field for event in events if isinstance(event, Written)] == [field.name for field in FIELDS]
    summary = events[-1].summary
    assert isinstance(events[-1], Finished)
    assert Summary.model_validate_json(summary.model_dump_json()) == summary
    assert summary.record.title == TITLE
    assert "QuietSort" in summary.title_zh
    assert summary.affiliation.zh == "多伦多大学"
    grounds = Grounds(paper)
    points = [point for field in POINT_FIELDS for point in summary.points(field.name)]
    assert len(points) >= 12
    for point in points:
        assert point.passages
        assert not unsupported(point.text, [paper.passage_by_id[number].text for number in point.passages])
        assert not [term for term in terms_in(point.text) if term not in grounds.vocabulary]
    chinese = [point for point in points if re.search(r"[\u4e00-\u9fff]{4}", point.text)]
    assert len(chinese) >= 0.9 * len(points)
    assert all("untranslated" in point.flags for point in points if point not in chinese)
    assert "3.2" in "".join(point.text for point in summary.overview.results)
    assert summary.usage.cached_tokens > 0.5 * summary.usage.prompt_tokens
    assert seconds < 600
