"""Which sentences of a paper answer which field: chosen by rule, for models that only rewrite what they are given.

Argumentative zoning does the rough work (a passage's role and its section), cue phrases and numbers the fine work. The
same sentence may serve several fields, since its Chinese is written once; how many distinct ones there are is bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import nlargest

from summarizer.chain.sentences.candidates import Candidate, candidates, say_the_same
from summarizer.chain.sentences.leanings import LEANINGS, Leaning
from summarizer.paper import Paper, Passage
from summarizer.summary import FieldName

MAX_DISTINCT = 20
"""Sentences in all. Each costs a model on two cores 3 to 9 s, and the summary has three minutes."""

_SIZES: dict[FieldName, int] = {
    "past_methods": 2,
    "background": 2,
    "method": 3,
    "results": 3,
    "significance": 2,
    "workload": 1,
    "innovation": 3,
    "methods": 5,
    "performance": 2,
}
"""Sentences of each field, in the order in which fields choose."""

_FEWEST_WORDS = 4
"""Less is a label or a scrap of a formula, not a sentence."""
_SHORTLIST = 60
"""Sentences that are read for a field; role and place speak against all others."""
_ENOUGH = 40
"""Sentences of the body from which an appendix is not needed."""
_LIMITS = 2
"""Limits and open ends told among the takeaways."""
_FEWEST_TAKEAWAYS = 5


def chosen(paper: Paper) -> dict[FieldName, tuple[Passage, ...]]:
    """The sentences of each field of Points, best first (`methods`: in reading order); without any, no field."""
    every = candidates(paper)
    body = [c for c in every if c.where != "appendix"]
    body = body if len(body) >= _ENOUGH else every
    pool = [c for c in body if c.length >= _FEWEST_WORDS] or body
    if not pool:
        return {}
    picks: dict[FieldName, list[Candidate]] = {}
    for name, size in _SIZES.items():
        picks[name] = _best(pool, name, size, picks, MAX_DISTINCT - _LIMITS - 1)
        if name == "past_methods":
            picks[name] = _with_earlier_work(pool, picks)
        elif picks[name] and picks[name][0].suits(LEANINGS[name]) < LEANINGS[name].doubt:
            picks[name] = _shown_already(name, picks) or picks[name]
    limits = _best(pool, "limit", _LIMITS, picks, MAX_DISTINCT - 1)
    picks["method"].sort(key=lambda candidate: (candidate.passage.role != "aim", candidate.passage.id))
    picks["methods"].sort(key=lambda candidate: candidate.passage.id)
    picks["one_sentence"] = _one_sentence(pool, picks)
    picks["takeaways"] = _takeaways(picks, limits)
    return {name: tuple(c.passage for c in some) for name, some in picks.items() if some}


def _with_earlier_work(pool: Sequence[Candidate], picks: dict[FieldName, list[Candidate]]) -> list[Candidate]:
    """What is wrong with past methods, and one that is named; only the latter where nothing speaks for the former."""
    wrong = picks["past_methods"]
    named = [each for each in _best(pool, "earlier work", 1, picks, MAX_DISTINCT) if each not in wrong]
    if named and wrong and wrong[0].suits(LEANINGS["past_methods"]) < LEANINGS["past_methods"].least:
        return named
    return [*wrong[: _SIZES["past_methods"] - len(named)], *named]


def _shown_already(name: FieldName, picks: dict[FieldName, list[Candidate]]) -> list[Candidate]:
    """The sentence of the kindred fields that answers a field best: rather said twice than something that does not."""
    shown = [candidate for field in _SHARED[name] for candidate in picks.get(field, ())]
    return sorted(shown, key=lambda candidate: candidate.suits(LEANINGS[name]), reverse=True)[:1]


_SHARED: dict[str, tuple[FieldName, ...]] = {
    "methods": ("method", "workload", "innovation"),
    "innovation": ("method", "significance", "results"),
    "performance": ("results",),
    "workload": ("results", "method"),
    "significance": ("results", "method"),
}
"""Fields whose sentences a later field may use again; it pays for it, so that fields differ."""
_REPEATED = 1.2
"""What a sentence loses when a kindred field shows it already."""
_STRAYED = 4.0
"""The same when a field of another kind shows it: it can hardly answer both."""


def _best(
    pool: Sequence[Candidate], name: str, size: int, picks: dict[FieldName, list[Candidate]], room: int
) -> list[Candidate]:
    """The best `size` sentences for a field while no more than `room` distinct ones are chosen in all."""
    leaning = LEANINGS[name]
    taken = {c.passage.id: field for field, some in picks.items() for c in some}
    distinct = len(taken)
    scored = []
    for candidate in _shortlist(pool, leaning):
        score = candidate.suits(leaning)
        field = taken.get(candidate.passage.id)
        if field is not None:
            if field not in _SHARED.get(name, ()):
                score -= _STRAYED
            else:
                score -= _REPEATED * leaning.shyness
        scored.append((score, -candidate.passage.id, candidate))
    scored.sort(key=lambda entry: entry[:2], reverse=True)
    found: list[Candidate] = []
    for score, _, candidate in scored:
        if len(found) == size or score < (leaning.least if found else leaning.floor):
            break
        new = candidate.passage.id not in taken
        if new and distinct >= room:
            continue
        if any(say_the_same(candidate, other) for other in found):
            continue
        if leaning.spread and _crowded(candidate, found, leaning.spread):
            continue
        if candidate.passage.role == leaning.single and any(c.passage.role == leaning.single for c in found):
            continue
        if new and any(say_the_same(candidate, o) for f in _SHARED.get(name, ()) for o in picks.get(f, ())):
            continue
        found.append(candidate)
        distinct += new
    return found


def _shortlist(pool: Sequence[Candidate], leaning: Leaning) -> list[Candidate]:
    """The abstract's sentences, and those of the body that role and place speak for."""
    body = [candidate for candidate in pool if candidate.where != "abstract"]
    abstract = [candidate for candidate in pool if candidate.where == "abstract"]
    return abstract + nlargest(_SHORTLIST, body, key=lambda each: each.promises(leaning))


def _crowded(candidate: Candidate, found: Sequence[Candidate], spread: int) -> bool:
    """Whether `spread` sentences of its section, other than the abstract, are found already."""
    place = (candidate.passage.section, candidate.where)
    same = sum((other.passage.section, other.where) == place for other in found)
    return candidate.where != "abstract" and same >= spread


def _one_sentence(pool: Sequence[Candidate], picks: dict[FieldName, list[Candidate]]) -> list[Candidate]:
    """The sentence that says what the paper does, from those already chosen where one is fit."""
    known = list(_distinct(picks[name] for name in ("method", "innovation", "results") if name in picks))
    leaning = LEANINGS["one_sentence"]
    best = max(known, key=lambda c: c.suits(leaning), default=None)
    if best is None or best.suits(leaning) < leaning.least:
        best = max(pool, key=lambda c: c.suits(leaning))
    return [best]


def _takeaways(picks: dict[FieldName, list[Candidate]], limits: list[Candidate]) -> list[Candidate]:
    """Why, what, how, how well, what for and what is left: sentences of other fields, in the order of an argument."""
    parts = [
        picks["past_methods"][:1] or picks["background"][:1],
        picks["one_sentence"],
        _first_other(picks["method"], picks["one_sentence"]),
        picks["results"][:1],
        _first_other(picks["performance"] + picks["results"][1:], picks["results"][:1]),
        picks["significance"][:1],
        limits,
    ]
    told: list[Candidate] = []
    for candidate in _distinct(parts):
        if not any(say_the_same(candidate, other) for other in told):
            told.append(candidate)
    spare = _distinct([picks["innovation"], picks["results"], picks["methods"], picks["background"]])
    for candidate in spare:
        if len(told) >= _FEWEST_TAKEAWAYS:
            break
        if not any(say_the_same(candidate, other) for other in told):
            told.append(candidate)
    return told


def _first_other(some: Sequence[Candidate], than: Sequence[Candidate]) -> list[Candidate]:
    return [c for c in some if c not in than][:1]


def _distinct(groups: Iterable[Sequence[Candidate]]) -> Iterable[Candidate]:
    seen = set()
    for group in groups:
        for candidate in group:
            if candidate.passage.id not in seen:
                seen.add(candidate.passage.id)
                yield candidate
