"""Which passages of a paper speak to a question: BM25 over English words, whatever language the question is in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from math import log
from typing import NamedTuple

from summarizer.chain.sentences.candidates import Candidate, candidates
from summarizer.chain.sentences.leanings import LEANINGS
from summarizer.chat.query import (
    Concept,
    chinese_pairs,
    concepts_of,
    fits_question_word,
    kinds_asked,
    merged,
    only_of_a_kind,
    tokens,
)
from summarizer.checking.instructions import passages_to_a_model
from summarizer.paper import Paper, Passage

_MUTE = frozenset({"references", "acknowledgement"})
_NEIGHBOUR_SHARE = 0.25
"""What a passage gets of its neighbours' scores: a short sentence often answers with the words of the one before."""
_LEANING_WEIGHT = 0.09
_SATURATION, _LENGTH_SHARE = 1.2, 0.2
"""BM25's k1 and b: passages are single sentences, and the shortest are scraps, so length says little."""
_FEWEST_WORDS = 5
_SCRAP_SHARE = 0.4
"""What is left of the score of a passage that is too short to be a sentence."""
_KIND_BONUS = 0.12
"""For a number where one asks how many, for a method where one asks how, and so on."""
_HISTORY_WEIGHT = 0.35
_SUPPOSED_WEIGHT = 0.4
"""Of a small model's search terms, which are often right and sometimes about something else."""
_UNSURE_SHARE = 0.4
"""How much a word counts that the paper lacks, if another word may be the paper's."""
_MORE_WORDS = 0.3
ENOUGH = 0.3
"""Share of a question that the best passage must speak of for the paper to be said to answer it."""


class Found(NamedTuple):
    """A passage and how well it speaks to a question."""

    passage: Passage
    score: float
    """0 or more, to compare passages with."""
    share: float
    """0..1 or so: how much of the question it speaks of, its kind and its neighbours left aside."""


class Index:
    """The passages of one paper, ready for many questions. Passages that address a model are left out."""

    def __init__(self, paper: Paper):
        orders = passages_to_a_model(paper)
        self.paper = paper
        self.passages: list[Passage] = [
            p for p in paper.passages if p.section_role not in _MUTE and p.id not in orders and p.text.strip()
        ]

    @cached_property
    def _ranking(self):
        import bm25s

        ranking = bm25s.BM25(k1=_SATURATION, b=_LENGTH_SHARE)
        ranking.index(self._tokens, show_progress=False)
        return ranking

    @cached_property
    def _tokens(self) -> list[list[str]]:
        return [tokens(f"{passage.text} {passage.section}") or ["∅"] for passage in self.passages]

    @cached_property
    def _counts(self) -> Counter[str]:
        """In how many passages each word stands."""
        return Counter(word for some in self._tokens for word in set(some))

    def _rarity(self, count: int) -> float:
        count = min(count, len(self.passages))
        return log(1 + (len(self.passages) - count + 0.5) / (count + 0.5))

    @cached_property
    def _candidates(self) -> dict[int, Candidate]:
        return {candidate.passage.id: candidate for candidate in candidates(self.paper)}

    def found(self, question: str, *, supposed: Sequence[Concept] = (), before: str = "", size: int = 5) -> list[Found]:
        """The passages that fit best, best first.

        `supposed` is what a model takes the question to ask about, in English; `before` the question that this one
        leans on.
        """
        if not self.passages:
            return []
        asked = [*concepts_of(question)]
        asked += (concept._replace(weight=_HISTORY_WEIGHT * concept.weight) for concept in concepts_of(before))
        asked += chinese_pairs(question) if self.paper.language == "zh" else ()
        shares = scores = self._word_scores(asked or supposed)
        if asked and supposed:
            guessed = self._word_scores(supposed)
            scores = [known + _SUPPOSED_WEIGHT * guess for known, guess in zip(shares, guessed, strict=True)]
        leaning_scores = self._leaning_scores(question)
        fits = fits_question_word(question)
        total = []
        for at, (word, leaning) in enumerate(zip(scores, leaning_scores, strict=True)):
            beside = max(scores[max(0, at - 1)], scores[min(len(scores) - 1, at + 1)])
            whole = word + _NEIGHBOUR_SHARE * min(beside, 2 * word + leaning) + leaning
            whole += _KIND_BONUS if word and fits(self.passages[at]) else 0.0
            scrap = len(self.passages[at].text.split()) < _FEWEST_WORDS and self.paper.language != "zh"
            total.append(whole * _SCRAP_SHARE if scrap else whole)
        order = sorted(range(len(total)), key=lambda at: (-total[at], at))
        by_kind = only_of_a_kind(question)
        return [Found(self.passages[at], total[at], shares[at] + by_kind * leaning_scores[at]) for at in order[:size]]

    def _word_scores(self, asked: Sequence[Concept]) -> list[float]:
        """For each passage the share, 0..1 or so, of what is asked that it speaks of."""
        scores, whole = [0.0] * len(self.passages), 0.0
        for stems, concept in merged(asked).items():
            known = [each for each in stems if self._counts[each]]
            # A thing is as rare as all its words together: the rarest of them says no more than the others.
            rarity = self._rarity(max((self._counts[each] for each in known), default=0))
            rows = [self._ranking.get_scores([s]) * (rarity / self._rarity(self._counts[s])) for s in known]
            # Of several words for one thing, one is enough; more of them are a little better.
            row = [max(each) + _MORE_WORDS * (sum(each) - max(each)) for each in zip(*rows, strict=True)]
            best = max(row, default=0.0)
            # A word that the paper lacks counts like a rare one: a question full of them is not answered here.
            whole += concept.weight * (best or self._rarity(0) * (1.0 if concept.sure else _UNSURE_SHARE))
            if best:
                scores = [score + concept.weight * more for score, more in zip(scores, row, strict=True)]
        return [score / whole for score in scores] if whole else scores

    def _leaning_scores(self, question: str) -> list[float]:
        asked = kinds_asked(question)
        if not asked:
            return [0.0] * len(self.passages)
        scores = []
        for passage in self.passages:
            candidate = self._candidates.get(passage.id)
            fit = max((candidate.suits(LEANINGS[name]) for name in asked), default=0.0) if candidate else 0.0
            scores.append(_LEANING_WEIGHT * max(0.0, fit))
        return scores


def answers(found: Sequence[Found]) -> bool:
    """Whether the best passage carries enough of the question to say that the paper answers it."""
    return any(each.share >= ENOUGH for each in found[:2])
