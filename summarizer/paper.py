"""What the reader knows about a paper: frozen values, from the arXiv record down to the passage and its place."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

SectionRole = Literal[
    "front",
    "abstract",
    "introduction",
    "related work",
    "method",
    "experiments",
    "conclusion",
    "limitations",
    "acknowledgement",
    "references",
    "appendix",
    "other",
]
"""What a section is for, by its name and its position."""

Role = Literal["background", "gap", "aim", "method", "result", "significance", "other"]
"""What a sentence does in the argument (argumentative zoning, Teufel and Moens 2002, with the zones of an abstract)."""


class Box(NamedTuple):
    """A rectangle in points (1/72 inch) on the page as a viewer shows it: origin top left, y downwards."""

    x0: float
    y0: float
    x1: float
    y1: float


class Region(NamedTuple):
    """A rectangle on a page; `page` counts from 1."""

    page: int
    box: Box


class Frozen(BaseModel):
    """A value: never changed, compared by content, and written to and from JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Record(Frozen):
    """The bibliographic facts. Never a model's word: from arXiv, or recognised on the first page."""

    title: str
    authors: tuple[str, ...] = ()
    origin: Literal["arxiv", "page 1"]
    arxiv_id: str | None = None
    """With its version, as in `2403.07860v2` or `hep-th/9901001v1`."""
    published: datetime | None = None
    updated: datetime | None = None
    categories: tuple[str, ...] = ()
    """Primary category first."""
    abstract: str = ""
    """As arXiv has it; empty for an upload."""
    comment: str = ""
    journal_ref: str = ""
    doi: str = ""
    licence: str = ""
    """URL of the licence where it is known, else empty."""


class Passage(Frozen):
    """The unit of evidence: one sentence, caption or line of the front matter, with its place."""

    id: int
    """Counts from 1 in reading order; what a model cites."""
    text: str
    regions: tuple[Region, ...]
    """One rectangle per printed line; the first one says the page."""
    kind: Literal["text", "caption", "front"] = "text"
    section: str = ""
    """Title of the section that holds it, without its number; empty before the first."""
    section_role: SectionRole = "other"
    role: Role = "other"

    @property
    def page(self) -> int:
        return self.regions[0].page


class Section(Frozen):
    title: str
    """Without its number."""
    number: str = ""
    """As printed (`3.1`, `IV`, `A`), empty if none."""
    level: int = 1
    page: int
    box: Box
    role: SectionRole = "other"


class Figure(Frozen):
    """A figure or table with a numbered caption."""

    kind: Literal["figure", "table"]
    label: str
    """`Figure 3`, `Table 4`: English word, arabic number (`TABLE IV` is `Table 4`; `B.9` is kept)."""
    page: int
    caption: str
    """The caption's text without the label."""
    box: Box
    """Everything painted that belongs to it, without the caption."""
    caption_box: Box


class Affiliation(Frozen):
    """The first author's institution as the paper prints it."""

    name: str
    passage: int
    """Id of the passage (of kind `front`) that prints it."""


class HiddenText(Frozen):
    """Text that a reader of the page cannot see; it is left out of everything else."""

    page: int
    text: str
    """Its first words, at most 200 characters."""
    characters: int
    reason: Literal["white on white", "covered", "clipped", "tiny", "off the page", "invisible", "layer off"]


class Paper(Frozen):
    """All that was read from one PDF."""

    sha256: str
    """Of the PDF's bytes."""
    record: Record
    language: Literal["en", "zh", "other"] = "en"
    abstract: str = ""
    affiliation: Affiliation | None = None
    keywords: tuple[str, ...] = ()
    """As printed; empty if the paper prints none."""
    code_urls: tuple[str, ...] = ()
    """Where the authors' own code is, as printed."""
    sections: tuple[Section, ...] = ()
    """In reading order, from the first after the abstract to the last; reference list and appendices included."""
    passages: tuple[Passage, ...] = ()
    figures: tuple[Figure, ...] = ()
    references_page: int | None = None
    """Page on which the reference list begins."""
    page_sizes: tuple[tuple[float, float], ...] = ()
    """Width and height of each page in points, as shown."""
    page_texts: tuple[str, ...] = ()
    """All visible text of each page, tables included: where a number may stand beside the passages."""
    scan: bool = False
    """True if the pages are images without a text layer."""
    hidden: tuple[HiddenText, ...] = ()
    warnings: tuple[str, ...] = ()
    """Chinese sentences on what could not be read (pages over the limit, fonts without letters, …)."""

    @cached_property
    def passage_by_id(self) -> dict[int, Passage]:
        return {passage.id: passage for passage in self.passages}

    def with_record(self, record: Record) -> Paper:
        """The same paper under another record."""
        return self.model_copy(update={"record": record})
