"""Which differences between a record and a first page are none, and which make it another paper."""

from pathlib import Path

import pytest

from summarizer.identity import the_same_paper
from summarizer.paper import Paper, Record

AUTHORS = ("Ada Müller", "Wei Li", "Søren Łukasiewicz", "Jean-Baptiste O'Neil")
BODY = "Sorting is loud. We propose a sort that keeps two heaps and is 3.2 times faster than its loudest rival. " * 10


def record(title: str, authors: tuple[str, ...] = AUTHORS) -> Record:
    return Record(title=title, authors=authors, origin="arxiv", arxiv_id="2403.07860v2")


def paper(
    printed: str, recognised: str = "", authors: str = "Ada Müller1, Wei Li2, S. Łukasiewicz, J.-B. O’Neil"
) -> Paper:
    pages = (f"{printed}\n{authors}\nAbstract\n{BODY}", BODY)
    return Paper(sha256="ab" * 32, record=Record(title=recognised, origin="page 1"), page_texts=pages)


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("Quiet Sorting", "QUIET SORTING"),
        ("Quiet Sorting of Very Large Collections", "Quiet Sorting of Very Large Col-\nlections"),
        ("LaVi-Bridge: Language and Vision", "LaViBridge:\nLanguage and\nVision"),
        ("$\\mathcal{O}(n \\log n)$ Sorting with $\\alpha$-Heaps", "O(n log n) Sorting with α-Heaps"),
        ("Schr\\\"odinger's Sort", "Schrödinger’s Sort"),
        ("Schrödinger's Sort", "Schrodinger's Sort"),
        ("Efficient Sorting in the Field", "Eﬃcient Sorting in the Field"),
        ("Über laute Maße", "Uber laute Masse"),
        ("面向大规模数据的安静排序方法", "面向大规模数据的安静排序方法"),
        ("Quiet Sorting: 50\\% Less Noise \\& More Order", "Quiet Sorting: 50% Less Noise & More Order"),
        ("Quiet Sorting of Very Large Collections", "Q uiet Sort ing of Very Large Collectons"),
        ("A broken { title with \\unknown macro of sorting", "A broken title with macro of sorting"),
    ],
)
@pytest.mark.parametrize("is_recognised", [True, False])
def test_the_way_of_printing_makes_no_other_paper(title, printed, is_recognised):
    assert the_same_paper(record(title), paper(printed, " ".join(printed.split()) if is_recognised else ""))


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("Quiet Sorting", "Quiet Sorting: Two Heaps and No Noise"),
        ("Quiet Sorting: Two Heaps and No Noise", "Quiet Sorting"),
        ("Quiet Sorting with Two Heaps", "Two Heaps Sorting"),
        (
            "Bridging Language Models and Vision Models",
            "LaVi-Bridge: Bridging Different Language Models and Vision Models",
        ),
    ],
)
def test_a_title_that_changed_between_versions_passes_when_the_authors_agree(title, printed):
    assert the_same_paper(record(title), paper(printed, printed))
    assert not the_same_paper(record(title, ("Grace Hopper", "Alan Turing")), paper(printed, printed))


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("Attention Is All You Need", "Attention Is Not All You Need: Pure Attention Loses Rank"),
        ("Quiet Sorting", "Loud Sorting"),
        ("Quiet Sorting", "Deep Residual Learning for Image Recognition"),
        ("Sorting", "Searching"),
    ],
)
def test_another_title_by_other_people_is_another_paper(title, printed):
    other = paper(printed, printed, "Grace Hopper, Alan Turing, John von Neumann")
    assert not the_same_paper(record(title), other)


def test_another_paper_of_the_same_people_is_another_paper():
    assert not the_same_paper(record("Quiet Sorting"), paper("On the Noise of Fans", "On the Noise of Fans"))
    assert not the_same_paper(record("Quiet Sorting"), paper("Withdrawn Sorting", "Withdrawn Sorting"))


def test_short_family_names_do_not_agree_with_every_text():
    other = paper("Loud Searching in Heaps", "Loud Searching in Heaps", "Grace Hopper, Alan Turing")
    assert not the_same_paper(record("Quiet Searching in Trees", ("Wei Li", "Ping He", "Bo An")), other)


def test_a_record_without_authors_needs_the_title():
    assert the_same_paper(record("Quiet Sorting with Heaps", ()), paper("Quiet Sorting with Heap", ""))
    assert not the_same_paper(record("Quiet Sorting with Heaps", ()), paper("Quiet Searching with Trees", ""))


def test_the_title_may_stand_behind_a_cover():
    covered = Paper(
        sha256="ab" * 32,
        record=Record(title="Technical Report 17", origin="page 1"),
        page_texts=("Technical Report 17\nUniversity of Quiet", "Quiet Sorting of Very Large Collections\nAda Müller"),
    )
    assert the_same_paper(record("Quiet Sorting of Very Large Collections"), covered)


def test_a_scan_contradicts_nothing():
    scan = Paper(sha256="ab" * 32, record=Record(title="", origin="page 1"), page_texts=("", " "), scan=True)
    assert the_same_paper(record("Quiet Sorting"), scan)


@pytest.mark.corpus
def test_thirty_real_papers_are_each_themselves_and_no_other():
    import json

    pymupdf = pytest.importorskip("pymupdf")
    corpus = Path(__file__).parents[2] / "shared" / "corpus"
    if not corpus.exists():
        pytest.skip("no corpus beside the checkout")
    labels = json.loads((corpus / "labels.json").read_text())
    papers, records = [], []
    for label in labels:
        with pymupdf.open(corpus / "pdf" / f"{label['id']}.pdf") as document:
            texts = tuple(document[number].get_text() for number in range(min(2, len(document))))
        if any(text.strip() for text in texts):
            # The title is not even told as recognised: the page's text alone has to do.
            papers.append(Paper(sha256="ab" * 32, record=Record(title="", origin="page 1"), page_texts=texts))
            records.append(record(label["title"], tuple(label["authors"] or ())))
    for i, one in enumerate(records):
        assert [the_same_paper(one, other) for other in papers] == [i == j for j in range(len(papers))], one.title
