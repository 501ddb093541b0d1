"""Invented papers for the stand-in of arXiv, and the PDFs they are printed as."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

sys.modules.setdefault("pymupdf.layout", None)
sys.modules.setdefault("pymupdf4llm", None)
import pymupdf  # noqa: E402

ABSTRACT = """  Sorting networks are loud, and loud machines disturb those who think beside them. Earlier methods slow
the fan, which costs time. We describe quiet sorting, which orders $n$ keys with $\\mathcal{O}(n \\log n)$ comparisons
and chooses each of them by the noise that it makes.
  On three benchmarks it is 3.2 times faster than the loudest rival and makes 42% less noise."""


@dataclass(frozen=True)
class ArxivPaper:
    """A paper that the stand-in holds."""

    number: str
    title: str = "Quiet Sorting: A Method for $\\mathcal{O}(n \\log n)$ Order"
    printed_title: str = "Quiet Sorting: A Method for O(n log n) Order"
    """As the first page prints it."""
    authors: tuple[tuple[str, str], ...] = (("Ada", "Müller"), ("Li", "Wei"), ("Søren", "Åkesson"))
    """Given name and family name."""
    affiliation: str = "Institute of Quiet Computing"
    abstract: str = ABSTRACT
    published: datetime = datetime(2024, 3, 12, 17, 37, 49, tzinfo=UTC)
    versions: int = 2
    categories: tuple[str, ...] = ("cs.DS", "cs.LG")
    comment: str = "9 pages, 3 figures"
    journal_ref: str = ""
    doi: str = ""
    licence: str = "http://creativecommons.org/licenses/by/4.0/"
    withdrawn: bool = False
    """The newest version has no PDF."""
    has_pdf: bool = True
    pdf: bytes | None = None
    """Served instead of a drawn one."""

    def updated(self, version: int) -> datetime:
        return self.published + timedelta(days=version - 1)


SECTIONS = (
    (
        "1 Introduction",
        "Sorting is one of the oldest tasks of computing, and it is loud. A loud machine disturbs those who think "
        "beside it. Earlier methods lower the noise by slowing the fan, which costs time. However, none of them "
        "changes the order of the comparisons, although the order decides how often memory is moved. In this "
        "paper we propose quiet sorting, which chooses each comparison by the noise that it makes. Our "
        "contributions are a measure of noise, an algorithm that lowers it, and experiments on three benchmarks.",
    ),
    (
        "2 Related Work",
        "Heapsort moves every key many times and is therefore loud. Merge sort is quieter but needs a second "
        "array. Fan control treats the symptom and not the cause. Unlike these methods, ours changes the "
        "comparisons.",
    ),
    (
        "3 Method",
        "Quiet sorting keeps two heaps. The first heap holds the keys that are still loud. The second heap holds "
        "the keys that are already quiet. A key moves from the first heap to the second when its noise falls "
        "below a threshold of 0.5. We train a small predictor that estimates the noise of a comparison from the "
        "addresses of its two keys. The comparison with the lowest estimate is made first. The number of "
        "comparisons stays within O(n log n), since each key passes each heap once.",
    ),
    (
        "4 Experiments",
        "We compare with three baselines on the benchmarks Hall, Library and Bedroom. Quiet sorting is 3.2 times "
        "faster than the loudest baseline and makes 42% less noise. On Library it reaches 31 dB, while heapsort "
        "reaches 53 dB. Without the second heap the noise rises by 17%. Without the predictor the time doubles.",
    ),
    (
        "5 Limitations",
        "Quiet sorting needs twice the memory of heapsort. It was tested on one kind of machine only.",
    ),
    (
        "6 Conclusion",
        "We presented quiet sorting, which orders keys without disturbing anyone. It shows that the order of "
        "comparisons decides how loud a machine is. In future work we will sort in complete silence.",
    ),
    (
        "References",
        "[1] J. Williams. Algorithm 232: Heapsort. Communications of the ACM, 1964.\n"
        "[2] J. von Neumann. First draft of a report on the EDVAC, 1945.",
    ),
)


def drawn_pdf(paper: ArxivPaper, version: int) -> bytes:
    """The printed title, authors, abstract, sections and arXiv's stamp on pages of one column."""
    with pymupdf.open() as document:
        page, y = document.new_page(), 80.0
        stamp = f"arXiv:{paper.number}v{version}  [{paper.categories[0]}]  {paper.updated(version):%d %b %Y}"
        page.insert_text((30, 560), stamp, fontsize=18, fontname="tiro", color=(0.5, 0.5, 0.5), rotate=90)
        authors = ", ".join(f"{given} {family}" for given, family in paper.authors)
        abstract = " ".join(paper.abstract.replace("\\mathcal{O}(n \\log n)", "O(n log n)").replace("$", "").split())
        blocks = [(paper.printed_title, 18, "hebo"), (authors, 11, "helv"), (paper.affiliation, 10, "heit")]
        for heading, text in (("Abstract", abstract), *SECTIONS):
            blocks += [(heading, 13, "hebo"), (text, 10, "helv")]
        for text, size, font in blocks:
            if y > 740:
                page, y = document.new_page(), 72.0
            # A negative answer is the height that was missing: the block begins the next page.
            left = page.insert_textbox(box := pymupdf.Rect(72, y, 540, 770), text, fontsize=size, fontname=font)
            if left < 0:
                page, y = document.new_page(), 72.0
                left = page.insert_textbox(box := pymupdf.Rect(72, y, 540, 770), text, fontsize=size, fontname=font)
            y += box.height - left + 8
        return document.tobytes(deflate=True)


DEMO = (
    ArxivPaper("2403.07860"),
    ArxivPaper(
        "2403.08001",
        title="Withdrawn Sorting",
        printed_title="Withdrawn Sorting",
        withdrawn=True,
        published=datetime(2024, 3, 12, 20, 0, tzinfo=UTC),
    ),
    ArxivPaper(
        "hep-th/9901001",
        title="Strings without Noise",
        printed_title="Strings without Noise",
        categories=("hep-th",),
        published=datetime(1999, 1, 1, 12, 0, tzinfo=UTC),
        versions=1,
    ),
)
"""A paper, a withdrawn one, and one with an old id."""
