"""The sentences of a paper that a summary may show, with what speaks for and against each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from summarizer.chain.sentences.leanings import Leaning
from summarizer.paper import Paper, Passage
from summarizer.reading.roles.roles import own_features, written_in

_MUTE = frozenset({"front", "references", "acknowledgement"})
_SHORTEST_WORDS, _LONGEST_WORDS = 8, 45
_BEARABLE_WORDS = 70
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
_DANGLING = re.compile(
    r"(?:this|these|those|that|such|it|its|they|them|their|he|she|his|her|the (?:former|latter|above|same|resulting)|"
    r"as (?:shown|seen|described|discussed|noted|mentioned|stated|before)|here,|there,|thus|hence|therefore|then|so|"
    r"consequently|in this (?:case|way|section|example)|for (?:example|instance)|similarly|likewise|that said|"
    r"note that|recall|see|where|which|and|or|if so|in (?:contrast|other words)|as a result|to (?:this end|do so))\b|"
    r"其中|它|这些?|该|因此|例如",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"this (?:paper|work|article|study|letter|report|thesis|survey|review)|these (?:results|findings)|该?本",
    re.IGNORECASE,
)
_POINTS_AWAY = re.compile(
    r"\b(?:Fig(?:ure)?s?\.?|Tables?|Eqs?\.?|Equations?|Algorithm|Lemma|Theorems?|Appendix|Sec(?:tion|t\.|s?\.)|Chapter|§)\s*\(?\d|"
    r"(?:as follows|following|below|above)\s*[:.]?$|如[图表]|[图表]\s*\d|式\s*[(（]",
    re.IGNORECASE,
)
_ROADMAP = re.compile(
    r"(?:rest|remainder) of (?:this|the) (?:paper|article)|(?:is|are) organi[sz]ed as|"
    r"\b[Ii]n (?:Section|Sec\.|§+)\s?[\dIVX]+[\w.]*,? (?:we|I)\b|"
    r"Section \w+ (?:describes|presents|discusses|reviews|concludes|gives|introduces)|"
    r"本文的?(?:组织|结构)|第\s*[一二三四五六\d]+\s*[节章]",
)
_THEOREM = re.compile(r"(?:Main )?(?:Theorem|Proposition|Corollary)\s*[\dA-Z][\d.]*\s*[.:(\[]|定理\s*\d")
_THEOREM_NAME = re.compile(r"(?:Main )?(?:Theorem|Proposition|Corollary)\s*[\dA-Z]?[\d.]*\s*(?:[(\[].*[)\]])?[.:]?\s*")
_NOT_THE_PAPER = re.compile(
    r"\b(?:supported (?:in part )?by|grants?\b|funded|funding|thanks?\b|grateful|acknowledge[sd]?\b|indebted|"
    r"permission|copyright|licen[cs]ed? under|all rights reserved|"
    r"corresponding author|equal contribution|e-?mail|arXiv|preprint|"
    r"accepted (?:for|at|by)|published (?:in|by)|received \d|minor updates|"
    r"(?:first|present) version|closely related to|affiliation|conflicts? of interest|"
    r"this work was (?:completed|done|performed) while|was responsible for|codebase|"
    r"pleased to)|基金|收稿|通信作者|致谢",
    re.IGNORECASE,
)
_CODE = re.compile(r"\w\.\w+\s?\(|\w_\w+|\w\(\w*\)|[{}]|==|::|;\s*$")
_NUMBERED_HEADING = re.compile(r"\d+(?:\.\d+)+\s|[(（]\d+[)）]\s|\d+\s*[\u4e00-\u9fff]")
_COUNTED = frozenset(
    re.findall(
        r"\w+",
        "image photograph sentence pair token word participant patient subject student user people adult "
        "child children  sample paper document article question query queries example trial experiment run "
        "dataset set benchmark  task language hour day week month year gpu tpu node core machine server cell "
        "neuron animal rat mouse mice  genotype plant plot species gene site station catchment planet star "
        "galaxy galaxies event simulation parameter layer  model method class classes category categories "
        "interview session video clip page line point measurement  observation country countries city cities "
        "school hospital step individual volunteer respondent record review visit ",
    )
)
_AMOUNT = re.compile(
    r"[(~≈]?\d[\d,.]*(?:k|m|b|g)?%?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|fifty|"
    r"hundreds?|thousands?|millions?|billions?",
    re.IGNORECASE,
)
_CHINESE_SIZE = re.compile(r"\d\s?(?:万|亿|千)?\s?(?:余|多)?\s?(?:例|个|名|组|张|条|篇|次|幅|小时|天|种|对|台|家)")
_WORDS_AFTER = 4
_FORMULA = re.compile(r"[=<>≤≥∈∑∏∫√∂∇⊂∪∩→↦×·±∞≈≡∝∼^_{}|\\α-ωΑ-Ω𝐀-𝟿]")
_CITED = re.compile(r"\[[\d,;\s–-]+\]|\([^()]*\b(?:19|20)\d\d[a-z]?[^()]*\)")
_SPLIT_END = re.compile(r"[.!?。！？．;；:…)\]”\"'’』」]\s*$")
_QUANTITY = re.compile(r"\d")


@dataclass(frozen=True)
class Candidate:
    """A sentence that may be shown, with what is known of it."""

    passage: Passage
    features: frozenset[str]
    depth: float
    """0..1: where in its section it stands."""
    place: float
    """0..1: where in the paper it stands."""
    opening: bool
    """One of the first two sentences of its section."""
    theorem: bool
    """It states a theorem."""
    kinship: float
    """0..1: share of the paper's own topic words (title and abstract) that it has."""

    @cached_property
    def words(self) -> frozenset[str]:
        return content_words(self.passage.text)

    @cached_property
    def length(self) -> int:
        """In words; two Chinese characters count as one."""
        chinese = len(re.findall(r"[\u4e00-\u9fff]", self.passage.text))
        return chinese // 2 + len(re.findall(r"[A-Za-z0-9][\w'.%-]*", self.passage.text))

    @cached_property
    def counts(self) -> bool:
        """Whether it says how many of something there were: what tells the size of a study."""
        spoken = self.passage.text.split()
        for at, word in enumerate(spoken):
            if _AMOUNT.fullmatch(word.rstrip(",;:")):
                after = (each.strip(".,;:()").lower() for each in spoken[at + 1 : at + 1 + _WORDS_AFTER])
                if any(each in _COUNTED or each.removesuffix("s") in _COUNTED for each in after):
                    return True
        return bool(_CHINESE_SIZE.search(self.passage.text))

    @cached_property
    def bearing(self) -> float:
        """How well it stands alone: 0 for a sound sentence, less for each thing that needs what is not shown."""
        text = self.passage.text.strip()
        in_abstract = self.passage.section_role == "abstract"
        loss = 0.0
        if _DANGLING.match(text) and not _OWN.match(text):
            loss += 0.6 if in_abstract else 1.6
        if _POINTS_AWAY.search(text) and not self.theorem:
            loss += 1.2
        if _ROADMAP.search(text):
            loss += 5.0
        if _NOT_THE_PAPER.search(text):
            loss += 5.0
        if self.length < _SHORTEST_WORDS:
            loss += 0.4 * (_SHORTEST_WORDS - self.length)
        if self.length > _LONGEST_WORDS:
            loss += 0.08 * (self.length - _LONGEST_WORDS)
        if self.length > _BEARABLE_WORDS:
            loss += 1.0
        bare = _CITED.sub("", text)
        loss += min(4.0, max(0, len(_FORMULA.findall(bare)) - 1) * 0.35)
        loss += 0.3 * max(0, len(_CITED.findall(text)) - 2)
        if not _SPLIT_END.search(text):
            loss += 2.0
        if text[:1].islower() or (not text[:1].isalnum() and text[:1] not in "“\"'(（《"):
            loss += 1.5
        if len(_CODE.findall(text)) > 1:
            loss += 2.0
        if _NUMBERED_HEADING.match(text):
            loss += 1.5
        if text.endswith(("?", "？")):
            loss += 0.8
        if sum(c.isalpha() for c in text) < 0.6 * len(text.replace(" ", "")):
            loss += 1.5
        return -loss

    def suits(self, leaning: Leaning) -> float:
        """How well it answers a field."""
        where = self.passage.section_role
        score = leaning.roles.get(self.passage.role, 0.0) * (1.3 if where == "abstract" else 0.8)
        score += leaning.sections.get(where, 0.0)
        score += sum(weight for clue, weight in leaning.clues.items() if clue in self.features)
        score += leaning.depth * (self.depth - 0.5) + leaning.late * (self.place - 0.5)
        score += leaning.size if leaning.size and self.counts else 0.0
        score += leaning.theorem if self.theorem else 0.0
        score += leaning.opening if self.opening else 0.0
        score -= leaning.bare if leaning.any_of and not leaning.any_of & self.features else 0.0
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
    sizes: dict[tuple[str, str], int] = {}
    for passage in spoken:
        key = (passage.section_role, passage.section)
        sizes[key] = sizes.get(key, 0) + 1
    seen: dict[tuple[str, str], int] = {}
    found = []
    before = ""
    for passage in spoken:
        key = (passage.section_role, passage.section)
        at = seen[key] = seen.get(key, 0) + 1
        kinship = len(content_words(passage.text) & topic) / min(len(topic), 12)
        depth = (at - 1) / max(1, sizes[key] - 1) if sizes[key] > 1 else 0.5
        found.append(
            Candidate(
                passage,
                own_features(passage.text, written_in(passage.text, paper.language)),
                depth=depth,
                place=len(found) / len(spoken),
                opening=at <= 2,
                theorem=bool(_THEOREM.match(passage.text) or _THEOREM_NAME.fullmatch(before)),
                kinship=min(1.0, kinship),
            )
        )
        before = passage.text
    return found
