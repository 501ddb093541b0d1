"""Small values that several tests share, written by hand."""

from datetime import UTC, datetime

from summarizer.paper import Affiliation, Box, Figure, Paper, Passage, Record, Region, Section
from summarizer.summary import (
    AffiliationZh,
    Conclusion,
    Coverage,
    Finding,
    Links,
    Overview,
    Point,
    Summary,
)
from summarizer.usage import Usage

BOX = Box(72, 100, 540, 112)


def passage(number: int, text: str, page: int = 1, **facts) -> Passage:
    return Passage(id=number, text=text, regions=(Region(page, BOX),), **facts)


RECORD = Record(
    title="Quiet Sorting: A Method for $O(n)$ Order & More",
    authors=("Ada Müller", "Li Wei"),
    origin="arxiv",
    arxiv_id="2403.07860v2",
    published=datetime(2024, 3, 13, tzinfo=UTC),
    categories=("cs.DS", "cs.LG"),
    abstract="We sort quietly.",
    doi="10.1000/182",
)

PAPER = Paper(
    sha256="ab" * 32,
    record=RECORD,
    abstract="Sorting is loud. We sort quietly, 3.2 times faster.",
    affiliation=Affiliation(name="ETH Zurich", passage=1),
    keywords=("sorting", "quiet"),
    code_urls=("https://github.com/example/quiet",),
    sections=(Section(title="Introduction", number="1", page=1, box=BOX, role="introduction"),),
    passages=(
        passage(1, "ETH Zurich", kind="front", section_role="front"),
        passage(2, "Sorting is loud.", section_role="abstract", role="background"),
        passage(3, "We sort quietly, 3.2 times faster.", section_role="abstract", role="result"),
        passage(4, "Quiet sorting keeps two heaps.", page=2, section="Introduction", section_role="introduction"),
    ),
    figures=(Figure(kind="figure", label="Figure 1", page=2, caption="Two heaps.", box=BOX, caption_box=BOX),),
    references_page=2,
    page_sizes=((612, 792), (612, 792)),
    page_texts=(
        "ETH Zurich Sorting is loud. We sort quietly, 3.2 times faster.",
        "Quiet sorting keeps two heaps. 99.1",
    ),
)


def point(text: str, *ids: int, **facts) -> Point:
    pages = tuple(sorted({PAPER.passage_by_id[number].page for number in ids}))
    return Point(text=text, passages=ids, pages=pages, **facts)


SUMMARY = Summary(
    record=RECORD,
    title_zh="安静排序",
    affiliation=AffiliationZh(zh="苏黎世联邦理工学院", en="ETH Zurich", passages=(1,), pages=(1,)),
    keywords=("排序（sorting）",),
    links=Links(
        arxiv="https://arxiv.org/abs/2403.07860v2",
        pdf="https://arxiv.org/pdf/2403.07860v2",
        code=("https://github.com/example/quiet",),
    ),
    overview=Overview(
        background=(point("排序很吵。", 2),),
        method=(point("用 $O(n)$ 的方法安静地排序。", 3, 4),),
        results=(point("速度提升 3.2 倍。", 3), point("准确率 77 %。", 3, flags=("number nowhere",))),
    ),
    methods=(point("保持两个堆。", 4), point("合并 <b>堆</b> {{ x }}。", 4)),
    conclusion=Conclusion(significance=(point("世界更安静。", 3),)),
    one_sentence=point("安静地排序。", 3),
    takeaways=(point("要点一。", 2), point("要点二。", 4)),
    figures=PAPER.figures,
    evidence=PAPER.passages,
    findings=(Finding(kind="number nowhere", field="results", detail="77 % 在原文中没有出现。"),),
    coverage=Coverage(pages=2, passages=4, passages_read=4),
    usage=Usage(calls=3, prompt_tokens=900, completion_tokens=100, seconds=12.3),
    model="test-model",
    paper_sha256="ab" * 32,
)
