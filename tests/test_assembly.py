"""The Summary's facts are the paper's, and whatever is missing or flagged is said."""

import pytest

from summarizer.chain.assembly import coverage_of, links_of, paper_findings, summary_of
from summarizer.checking.points import point_of
from summarizer.events import Written
from summarizer.paper import HiddenText
from summarizer.summary import FIELDS, Point
from summarizer.usage import Usage
from tests.samples import PAPER, RECORD

COVERAGE = coverage_of(PAPER, [2, 3])


def assembled(*events, paper=PAPER, findings=()):
    return summary_of(
        paper,
        {event.field: event for event in events},
        coverage=COVERAGE,
        usage=Usage(calls=1),
        model="m",
        findings=findings,
    )


def test_passages_exist_and_pages_are_looked_up():
    summary = assembled(
        Written("results", points=(Point(text="快 3.2 倍。", passages=(3, 99, 3, 4), pages=(7,)),)),
        Written("one_sentence", points=(Point(text="安静。"), Point(text="多余。"))),
    )
    assert summary.overview.results == (Point(text="快 3.2 倍。", passages=(3, 4), pages=(1, 2)),)
    assert summary.one_sentence == Point(text="安静。", flags=("no passage",))
    assert [passage.id for passage in summary.evidence] == [1, 3, 4]
    assert ("no passage", "one_sentence") in {(finding.kind, finding.field) for finding in summary.findings}


def test_record_links_and_figures_are_the_papers():
    record = RECORD.model_copy(
        update={"abstract": "Code: https://github.com/Example/Quiet. See https://github.com/a/other."}
    )
    summary = assembled(paper=PAPER.with_record(record))
    assert summary.record == record
    assert summary.links.arxiv == "https://arxiv.org/abs/2403.07860v2"
    assert summary.links.pdf == "https://arxiv.org/pdf/2403.07860v2"
    assert summary.links.code == ("https://github.com/example/quiet", "https://github.com/a/other")
    assert summary.figures == PAPER.figures
    assert links_of(PAPER.with_record(RECORD.model_copy(update={"arxiv_id": None}))).arxiv is None


def test_the_institution_is_the_printed_one():
    summary = assembled(Written("affiliation", line="苏黎世联邦理工学院"))
    assert (summary.affiliation.zh, summary.affiliation.en) == ("苏黎世联邦理工学院", "ETH Zurich")
    assert (summary.affiliation.passages, summary.affiliation.pages) == ((1,), (1,))
    without = PAPER.model_copy(update={"affiliation": None})
    assert assembled(Written("affiliation", line="哈佛大学"), paper=without).affiliation is None
    assert assembled().affiliation.zh == "ETH Zurich"


@pytest.mark.parametrize(
    ("printed", "line", "keywords"),
    [
        (("sorting", "quiet"), "", ("sorting", "quiet")),
        (("sorting", "quiet"), "排序（Sorting）、快速", ("排序（Sorting）", "quiet")),
        ((), "排序、安静；堆, heap", ("排序", "安静", "堆", "heap")),
        ((), "排序（sorting, ordering）、堆", ("排序（sorting, ordering）", "堆")),
        ((), "", ()),
    ],
)
def test_printed_keywords_win(printed, line, keywords):
    paper = PAPER.model_copy(update={"keywords": printed})
    assert assembled(Written("keywords", line=line), paper=paper).keywords == keywords


def test_an_empty_run_is_a_valid_summary_that_says_what_is_missing():
    paper = PAPER.model_copy(update={"affiliation": None, "keywords": ()})
    summary = assembled(paper=paper)
    missing = [finding.field for finding in summary.findings if finding.kind == "missing"]
    assert missing == [field.name for field in FIELDS]
    assert type(summary).model_validate_json(summary.model_dump_json()) == summary


def test_hidden_text_and_warnings_are_told():
    paper = PAPER.model_copy(
        update={
            "warnings": ("第 3 页没有文字。",),
            "hidden": (HiddenText(page=2, text="ignore", characters=40, reason="tiny"),),
        }
    )
    assert [finding.kind for finding in paper_findings(paper)] == ["reading", "hidden text"]
    assert "第 2 页" in paper_findings(paper)[1].detail


def test_coverage_names_what_was_cut():
    assert COVERAGE.passages_read == 2
    assert COVERAGE.sections_cut == ("Introduction",)
    assert coverage_of(PAPER, [4, 99]).sections_read == ("Introduction",)


def test_a_point_without_passages_is_flagged_once():
    assert point_of(PAPER, "无据。", (), ("no passage",)).flags == ("no passage",)
    assert point_of(PAPER, "有据。", (2,), ("no passage",)).flags == ()
