"""The sentences of a paper that a summary may show, with what speaks for and against each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from summarizer.chain.sentences.clues import BY_NAME, CLUES, counts, own_names
from summarizer.chain.sentences.leanings import Leaning
from summarizer.chain.sentences.standing import standing
from summarizer.paper import Paper, Passage, SectionRole
from summarizer.reading.roles.roles import own_features, written_in

_MUTE = frozenset({"front", "references", "acknowledgement"})
_DOUBLE_OVERLAP = 0.6
"""Share of common words from which two sentences say the same."""
_STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an the of in on for to and or with by is are was were be been that this these those we our it its as from "
        "at which can have has not also than more such their they into using used use between both each other one two",
    )
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]+|\d+(?:\.\d+)?|[\u4e00-\u9fff]")
_THEOREM = re.compile(r"(?:Main )?(?:Theorem|Proposition|Corollary)\s*[\dA-Z][\d.]*\s*[.:(\[]|定理\s*\d")
_THEOREM_NAME = re.compile(r"(?:Main )?(?:Theorem|Proposition|Corollary)\s*[\dA-Z]?[\d.]*\s*(?:[(\[].*[)\]])?[.:]?\s*")
_DIGIT = re.compile(r"\d")
_OPENING_SENTENCES = 25
"""So long an introduction is taken to be where a paper names none."""
_SUMS_UP = re.compile(
    r"(?:In (?:summary|conclusion)|To (?:conclude|sum up|summarize)|In this (?:paper|work|letter|study),? we)\b"
)
_SUMS_UP_FROM = 0.85
"""Share of a paper without a conclusion after which such words open one."""
_LIST_OPENS = re.compile(r"\bcontributions?\b|主要贡献|创新点", re.IGNORECASE)
_LIST_LENGTH = 6
"""Sentences after the word `contributions` that tell them."""


@dataclass(frozen=True)
class Candidate:
    """A sentence that may be shown, with what is known of it."""

    passage: Passage
    language: str
    where: SectionRole
    """Its section's role; where no section is named introduction or conclusion, by its place."""
    depth: float
    """0..1: where in its section it stands."""
    place: float
    """0..1: where in the paper it stands."""
    opening: bool
    """One of the first two sentences of its section."""
    theorem: bool
    """It states a theorem."""
    marks: frozenset[str]
    """`own name`: it names what the paper presents; `listed`: it stands in the list of contributions;
    `headed`: it holds the paper's title, so a running head slipped in."""
    topic: frozenset[str]
    """The content words of title and abstract."""

    @cached_property
    def words(self) -> frozenset[str]:
        return content_words(self.passage.text)

    @cached_property
    def cues(self) -> frozenset[str]:
        text = self.passage.text
        named = {"by name"} if BY_NAME.search(text) else set()
        return own_features(text, written_in(text, self.language)) | self.marks | named

    @cached_property
    def _lower(self) -> str:
        return self.passage.text.lower()

    @cached_property
    def _shown(self) -> dict[str, bool]:
        return {}

    def shows(self, clue: str) -> bool:
        """Whether it has a cue of its role, a mark, or one of CLUES; each is looked for once, when it is asked for."""
        if clue not in CLUES:
            return clue in self.cues
        if clue not in self._shown:
            self._shown[clue] = bool(CLUES[clue].search(self._lower))
        return self._shown[clue]

    @cached_property
    def kinship(self) -> float:
        """0..1: share of the paper's own topic words that it has."""
        return min(1.0, len(self.words & self.topic) / min(len(self.topic), 12))

    @cached_property
    def length(self) -> int:
        """In words; two Chinese characters count as one."""
        chinese = len(re.findall(r"[\u4e00-\u9fff]", self.passage.text))
        return chinese // 2 + len(re.findall(r"[A-Za-z0-9][\w'.%-]*", self.passage.text))

    @cached_property
    def counts(self) -> bool:
        return counts(self.passage.text)

    @cached_property
    def bearing(self) -> float:
        """How well it stands alone: 0 for a sound sentence, less for each thing that needs what is not shown."""
        found = standing(
            self.passage.text.strip(), self.length, in_abstract=self.where == "abstract", theorem=self.theorem
        )
        return found - (3.0 if "headed" in self.marks else 0.0)

    def promises(self, leaning: Leaning) -> float:
        """How well it may answer a field by its role and place alone; cheap, its words are not read."""
        score = leaning.roles.get(self.passage.role, 0.0) * (1.3 if self.where == "abstract" else 0.8)
        score += leaning.sections.get(self.where, 0.0) + (leaning.theorem if self.theorem else 0.0)
        score += leaning.depth * (self.depth - 0.5) + leaning.late * (self.place - 0.5)
        score += leaning.clues.get("number", 0.0) if self.numeric else 0.0
        return score + (leaning.opening if self.opening else 0.0)

    @cached_property
    def numeric(self) -> bool:
        return bool(_DIGIT.search(self.passage.text))

    def suits(self, leaning: Leaning) -> float:
        """How well it answers a field."""
        score = self.promises(leaning)
        score += sum(weight for clue, weight in leaning.clues.items() if clue != "number" and self.shows(clue))
        score += leaning.size if leaning.size and self.counts else 0.0
        if not (leaning.trusts_abstract and self.where == "abstract"):
            score -= sum(leaning.bare for any_of in leaning.any_of if not any(map(self.shows, any_of)))
        return score + leaning.kinship * self.kinship + self.bearing


def content_words(text: str) -> frozenset[str]:
    """Words that carry meaning, in lower case, plurals folded; Chinese by character."""
    found = (word.lower() for word in _WORD.findall(text))
    return frozenset(w[:-1] if len(w) > 3 and w.endswith("s") else w for w in found if w not in _STOP_WORDS)


def say_the_same(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences share most of their words."""
    smaller = min(len(one.words), len(other.words))
    return smaller > 0 and len(one.words & other.words) / smaller >= _DOUBLE_OVERLAP


def candidates(paper: Paper) -> list[Candidate]:
    """All sentences of the abstract and the body, appendices included, in reading order."""
    spoken = [p for p in paper.passages if p.kind == "text" and p.section_role not in _MUTE and p.text.strip()]
    topic = content_words(paper.record.title + " " + paper.abstract) or frozenset({""})
    names = own_names(paper.record.title, paper.abstract)
    title = paper.record.title.lower() if len(paper.record.title.split()) > 3 else ""
    sizes: dict[tuple[str, str], int] = {}
    for passage in spoken:
        key = (passage.section_role, passage.section)
        sizes[key] = sizes.get(key, 0) + 1
    seen: dict[tuple[str, str], int] = {}
    found = []
    before = ""
    listed = 0
    for passage, where in zip(spoken, _places(spoken), strict=True):
        key = (passage.section_role, passage.section)
        at = seen[key] = seen.get(key, 0) + 1
        text = passage.text
        marks = {"own name"} if names and names.search(text) else set()
        if title and title in text.lower():
            marks.add("headed")
        if listed and where == "introduction":
            marks.add("listed")
        listed = _LIST_LENGTH if where == "introduction" and _LIST_OPENS.search(text) else max(0, listed - 1)
        found.append(
            Candidate(
                passage,
                paper.language,
                where,
                depth=(at - 1) / max(1, sizes[key] - 1) if sizes[key] > 1 else 0.5,
                place=len(found) / len(spoken),
                opening=at <= 2,
                theorem=_states_a_theorem(text, before),
                marks=frozenset(marks),
                topic=topic,
            )
        )
        before = text
    return found


def _states_a_theorem(text: str, before: str) -> bool:
    if _THEOREM_NAME.fullmatch(text) or text.startswith(("Let ", "Suppose ", "Assume ", "Fix ")):
        return False
    return bool(_THEOREM.match(text) or _THEOREM_NAME.fullmatch(before))


def _places(spoken: Sequence[Passage]) -> Iterator[SectionRole]:
    """The role of each sentence's section; an unnamed beginning is an introduction, unnamed last words a conclusion.

    What follows a named introduction, whatever its headings say, is the method until results or a conclusion come.
    """
    named = {passage.section_role for passage in spoken}
    opening = 0 if "introduction" in named else _OPENING_SENTENCES
    closed = "conclusion" not in named
    summing = begun = left = tested = False
    for at, passage in enumerate(spoken):
        where = passage.section_role
        if where not in {"abstract", "other"}:
            opening = 0
        begun = begun or where == "introduction"
        left = left or (begun and where in {"method", "experiments", "other"})
        tested = tested or where in {"experiments", "conclusion"}
        if left and where == "introduction":  # the word in a later heading
            where = "other"
        if closed and at > _SUMS_UP_FROM * len(spoken) and _SUMS_UP.match(passage.text):
            summing = True
        if where == "other" and opening:
            opening -= 1
            yield "introduction"
        elif summing and where in {"other", "experiments"}:
            yield "conclusion"
        elif where == "other" and begun and not tested:
            yield "method"
        else:
            yield where
