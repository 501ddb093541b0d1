"""The result: a validated structured summary in which every statement knows its passages."""

from __future__ import annotations

from typing import Literal, NamedTuple

from summarizer.paper import Figure, Frozen, Passage, Record
from summarizer.usage import Usage

FieldName = Literal[
    "title_zh",
    "affiliation",
    "keywords",
    "background",
    "past_methods",
    "method",
    "results",
    "methods",
    "significance",
    "innovation",
    "performance",
    "workload",
    "one_sentence",
    "takeaways",
]


class Field(NamedTuple):
    name: FieldName
    heading: str
    """The fixed Chinese heading: what a model writes it under and what a reader sees."""
    kind: Literal["line", "points"]
    """A single line, or Points."""


FIELDS: tuple[Field, ...] = (
    Field("title_zh", "中文标题", "line"),
    Field("affiliation", "第一作者单位", "line"),
    Field("keywords", "关键词", "line"),
    Field("background", "研究背景", "points"),
    Field("past_methods", "过去的方法及其问题", "points"),
    Field("method", "本文方法", "points"),
    Field("results", "任务与性能", "points"),
    Field("methods", "方法步骤", "points"),
    Field("significance", "意义", "points"),
    Field("innovation", "创新点", "points"),
    Field("performance", "性能", "points"),
    Field("workload", "工作量", "points"),
    Field("one_sentence", "一句话总结", "points"),
    Field("takeaways", "要点", "points"),
)
"""In the order in which they are shown."""

FIELD_BY_NAME: dict[FieldName, Field] = {field.name: field for field in FIELDS}
POINT_FIELDS: tuple[Field, ...] = tuple(field for field in FIELDS if field.kind == "points")

Flag = Literal[
    "number elsewhere", "number nowhere", "unknown term", "no passage", "untranslated", "doubtful", "weak support"
]
"""What a reader is told of a Point. `number elsewhere`: not in the cited passages but in the paper.
`untranslated`: shown in English since no Chinese version passed the checks. `doubtful`: in Chinese that may have lost a
word; its numbers and names are right."""


class Point(Frozen):
    """One statement of the summary and the passages that support it."""

    text: str
    """Chinese prose; citation marks are not part of it."""
    passages: tuple[int, ...] = ()
    pages: tuple[int, ...] = ()
    """Pages of those passages, ascending, each once."""
    flags: tuple[Flag, ...] = ()


class AffiliationZh(Frozen):
    zh: str
    en: str
    """As the paper prints it."""
    passages: tuple[int, ...] = ()
    pages: tuple[int, ...] = ()


class Links(Frozen):
    arxiv: str | None = None
    pdf: str | None = None
    code: tuple[str, ...] = ()


class Overview(Frozen):
    background: tuple[Point, ...] = ()
    past_methods: tuple[Point, ...] = ()
    method: tuple[Point, ...] = ()
    results: tuple[Point, ...] = ()


class Conclusion(Frozen):
    significance: tuple[Point, ...] = ()
    innovation: tuple[Point, ...] = ()
    performance: tuple[Point, ...] = ()
    workload: tuple[Point, ...] = ()


class Finding(Frozen):
    """Something a check found, kept for the reader."""

    kind: str
    """Short English name, such as `number nowhere`, `missing`, `hidden text`, `repaired`."""
    field: str
    """A FieldName, or empty if it concerns the whole."""
    detail: str
    """One Chinese sentence."""


class Coverage(Frozen):
    """What was read and what was cut."""

    pages: int
    passages: int
    """Passages in the paper."""
    passages_read: int
    """Passages that the model was shown."""
    sections_read: tuple[str, ...] = ()
    sections_cut: tuple[str, ...] = ()
    note: str = ""
    """One Chinese sentence for the reader."""


class Summary(Frozen):
    """One paper's summary. Title, authors, dates and links are the record's; the rest is a model's, checked."""

    record: Record
    title_zh: str | None = None
    affiliation: AffiliationZh | None = None
    keywords: tuple[str, ...] = ()
    links: Links = Links()
    overview: Overview = Overview()
    methods: tuple[Point, ...] = ()
    conclusion: Conclusion = Conclusion()
    one_sentence: Point | None = None
    takeaways: tuple[Point, ...] = ()
    figures: tuple[Figure, ...] = ()
    evidence: tuple[Passage, ...] = ()
    """The cited passages, so that the summary can be read without the paper."""
    findings: tuple[Finding, ...] = ()
    coverage: Coverage
    usage: Usage = Usage()
    model: str
    """Name of the model as shown to the reader."""
    paper_sha256: str

    def points(self, name: FieldName) -> tuple[Point, ...]:
        """The Points of a field, wherever the field lives; empty if it has none."""
        if name == "one_sentence":
            return (self.one_sentence,) if self.one_sentence else ()
        for holder in (self.overview, self.conclusion, self):
            if name in type(holder).model_fields:
                return getattr(holder, name)
        raise KeyError(name)
