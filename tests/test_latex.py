"""Titles as arXiv writes them and as a page prints them."""

import pytest

from summarizer.chain.sentences.printed import title_source
from summarizer.latex import as_printed
from tests.samples import PAPER, RECORD


@pytest.mark.parametrize(
    ("latex", "printed"),
    [
        (r"Order in $\mathcal{O}(n \log n)$ Time", "Order in 𝒪(n log n) Time"),
        (r"Erd\H{o}s Graphs", "Erdős Graphs"),
        ("A 5% Gain", "A 5% Gain"),
    ],
)
def test_latex_is_resolved_as_far_as_it_goes(latex, printed):
    assert as_printed(latex) == printed


def test_a_title_is_translated_from_what_the_page_prints():
    title = r"Quiet Sorting in $\mathcal{O}(n \log n)$ Time"
    paper = PAPER.with_record(RECORD.model_copy(update={"title": title}))
    assert title_source(paper) == "Quiet Sorting in O(n log n) Time"
