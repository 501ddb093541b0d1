"""What each passage does in the argument: background, gap, aim, method, result, significance or other.

An abstract is read as a chain (linear-chain conditional random field over cue groups, position and what came before,
decoded by Viterbi); a passage of the body by its own words and by the section that holds it. The weights are trained
by benchmarks/roles.py and lie beside this file, one number for each feature and role.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from math import fsum
from operator import add
from pathlib import Path
from typing import Literal, get_args

from summarizer.paper import Passage, Role, SectionRole
from summarizer.reading.roles.cues import chinese_cues, english_cues, words

ROLES: tuple[Role, ...] = get_args(Role)
WEIGHTS = Path(__file__).with_name("roles.json")

Features = frozenset[str]

_VOICE = frozenset({"we", "our", "us", "here", "i", "my"})
_NUMBER = re.compile(r"\d(?<![\w.]\d)[\d.,]*")
_QUANTITY = re.compile(r"\d(?:\.\d|\s?(?:[%×‰倍σ]|x\b)|[- ]?fold)|[±≥≤]")
_P_VALUE = re.compile(r"\bp\s?[<=>]")
_COMPARES = re.compile(r"[<=>]")
_CITATION = re.compile(r"\[[\d,;\s–-]+\]|\((?:[^()]*\b(?:19|20)\d\d[a-z]?)\)")
_ADDRESSES = ("http://", "https://", "www.", "github.com", "doi.org")
_PAST = frozenset({"was", "were", "had", "did"})
_PRESENT = frozenset({"is", "are", "has", "have", "does", "do"})
_BEING = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_PARTICIPLE = ("ed", "en", "wn", "ne", "ung", "ght", "nd", "de")
_MODAL = frozenset({"can", "could", "may", "might", "will", "would", "should"})
_OPENING = frozenset({"our", "this", "these", "it", "they", "such", "to", "using", "in", "for", "if", "let", "as"})
_SYMBOLS = re.compile(r"[=<>∈≤≥∑∫√αβγδεθλμσφω∞→]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_CHINESE_VOICE = re.compile("本文|本研究|我们|该文|本论文|提出|设计并实现")


_CHANGING = frozenset(
    {f"cue {cue}" for cue in ("we propose", "we study", "evaluate", "find", "use", "better", "wins", "own method")}
    | {f"cue {cue}" for cue in ("data", "difficulty", "lack", "contrast", "suggest", "promise")}
    | {"opening contrast", "voice", "present", "past", "passive", "modal", "number", "quantity"}
)
"""Clues that mean another thing once the aim has been told."""

_TELLING = frozenset(
    {f"cue {cue}" for cue in ("find", "contrast", "difficulty", "suggest", "promise", "own method", "we propose")}
    | {"number", "quantity", "voice", "past", "passive", "present"}
)
"""Clues that say something of the sentences before and after, too."""

_FEW, _SEVERAL = 4, 8
"""Sentences up to which an abstract is short or of middle length."""


@cache
def _weights() -> tuple[dict[str, list[float]], list[list[float]], list[float]]:
    """Weights by feature (one a role), between neighbouring roles, and of the first role."""
    held = json.loads(WEIGHTS.read_text("utf-8"))
    return held["features"], held["after"], held["first"]


def written_in(text: str, language: str) -> Literal["en", "zh"]:
    """Which cues to look for: a Chinese paper has English sentences too."""
    return "zh" if language == "zh" and _CHINESE.search(text) else "en"


def own_features(text: str, language: str = "en") -> Features:
    """What the sentence itself shows, whatever stands around it."""
    bare = _CITATION.sub(" ", text) if "[" in text or "(" in text else text
    if language == "zh":
        found = {f"cue {group}" for group in chinese_cues(text)}
        if _CHINESE_VOICE.search(text):
            found.add("voice")
    else:
        spoken = words(bare)
        groups, opening = english_cues(spoken)
        found = {f"cue {group}" for group in groups}
        found |= {f"opening {group}" for group in opening}
        found |= _grammar(bare, spoken)
    numbers = len(_NUMBER.findall(bare))
    if numbers:
        found.add("number")
    if numbers > 2:
        found.add("numbers")
    lower = text.lower()
    if _QUANTITY.search(lower) or (_COMPARES.search(lower) and _P_VALUE.search(lower)):
        found.add("quantity")
    if bare != text:
        found.add("citation")
    if any(address in lower for address in _ADDRESSES):
        found.add("url")
    if text.rstrip().endswith(("?", "？")):
        found.add("asks")
    return frozenset(found)


def _grammar(text: str, spoken: list[str]) -> set[str]:
    found = set()
    said = set(spoken)
    if not _VOICE.isdisjoint(said):
        found.add("voice")
    if "we" in spoken[:3]:
        found.add("opens with we")
    if spoken and spoken[0] in _OPENING:
        found.add(f"opens with {spoken[0]}")
    if spoken and spoken[0] in {"the", "a", "an"}:
        found.add("opens with article")
    if not _PAST.isdisjoint(said):
        found.add("past")
    elif not _PRESENT.isdisjoint(said):
        found.add("present")
    if "ed " in " ".join(spoken) + " ":
        found.add("ed")
    if not _BEING.isdisjoint(said) and _is_passive(spoken):
        found.add("passive")
    if not _MODAL.isdisjoint(said):
        found.add("modal")
    if (sum(map(text.count, "=<>")) if text.isascii() else len(_SYMBOLS.findall(text))) > 1:
        found.add("symbols")
    if len(spoken) < 10:
        found.add("short")
    if len(spoken) > 32:
        found.add("long")
    return found


def _is_passive(spoken: list[str]) -> bool:
    """Whether a participle follows a form of `be`, at most an adverb between them."""
    for word, after, later in zip(spoken, spoken[1:], [*spoken[2:], ""], strict=False):
        if word in _BEING and (after.endswith(_PARTICIPLE) or (after.endswith("ly") and later.endswith(_PARTICIPLE))):
            return True
    return False


def chain_features(own: Sequence[Features]) -> list[Features]:
    """What each sentence of one abstract shows, with its position and what came before and after it."""
    last = len(own) - 1
    voices = [bool(features & {"voice", "cue this paper", "opening we propose"}) for features in own]
    aims = [bool(features & {"cue we propose", "cue we study", "cue this paper"}) for features in own]
    finds = [bool(features & {"cue find", "quantity"}) for features in own]
    size = "short" if len(own) <= _FEW else "middling" if len(own) <= _SEVERAL else "long"
    chain = []
    for at, features in enumerate(own):
        fifth = min(4, 5 * at // len(own))
        place = {f"fifth {fifth}", f"{size} abstract", f"{size} abstract, fifth {fifth}"}
        place |= {"first"} if at == 0 else set()
        place |= {"second"} if at == 1 else set()
        place |= {"last"} if at == last else set()
        place |= {"before last"} if at == last - 1 else set()
        place |= {"aim before"} if any(aims[:at]) else {"no aim before"}
        place |= {"first aim"} if aims[at] and not any(aims[:at]) else set()
        place |= {"voice before"} if any(voices[:at]) else set()
        place |= {"first voice"} if voices[at] and not any(voices[:at]) else set()
        place |= {"voice is to come"} if not any(voices[: at + 1]) and any(voices[at + 1 :]) else set()
        place |= {"find before"} if any(finds[:at]) else set()
        place |= {"first find"} if finds[at] and not any(finds[:at]) else set()
        place |= {"find is to come"} if any(finds[at + 1 :]) else {"no find to come"}
        place |= {f"{clue} just before" for clue in own[at - 1] & _TELLING} if at else set()
        place |= {f"{clue} comes next" for clue in own[at + 1] & _TELLING} if at < last else set()
        chain.append(features | place | _by_state(features, "after" if any(aims[:at]) else "before"))
    return chain


def _by_state(own: Features, state: Literal["before", "after"]) -> Features:
    return frozenset(f"{clue} {state} the aim" for clue in own & _CHANGING)


def decoded(chain: Sequence[Features]) -> list[Role]:
    """The most probable roles of the sentences of an abstract."""
    if not chain:
        return []
    _, after, first = _weights()
    emissions = [_scores(features) for features in chain]
    best = [score + start for score, start in zip(emissions[0], first, strict=True)]
    came_from = []
    for emission in emissions[1:]:
        ways = [[best[before] + after[before][role] for before in range(len(ROLES))] for role in range(len(ROLES))]
        chosen = [max(range(len(ROLES)), key=way.__getitem__) for way in ways]
        best = [ways[role][chosen[role]] + emission[role] for role in range(len(ROLES))]
        came_from.append(chosen)
    path = [max(range(len(ROLES)), key=best.__getitem__)]
    for chosen in reversed(came_from):
        path.append(chosen[path[-1]])
    return [ROLES[role] for role in reversed(path)]


def _scores(features: Features) -> list[float]:
    """The exact sum of the weights for each role: the order of a set changes from run to run, and ties are many."""
    weights, _, _ = _weights()
    known = [weights[feature] for feature in features if feature in weights]
    return [fsum(column) for column in zip(*known, strict=True)] or [0.0] * len(ROLES)


_SECTION_LEANING: dict[SectionRole, dict[Role, float]] = {
    "introduction": {"background": 0.6, "gap": 0.5, "aim": 0.2},
    "related work": {"background": 2.5, "gap": 1.2, "result": -1.0, "aim": -1.0},
    "method": {"method": 2.5, "result": -0.7, "background": -0.5, "aim": -1.0, "significance": -1.0},
    "experiments": {"result": 1.0, "method": 0.8, "background": -1.5, "gap": -1.5, "aim": -1.5, "significance": -0.5},
    "conclusion": {"result": 0.8, "significance": 1.0, "background": -1.5, "gap": -0.5},
    "limitations": {"gap": 2.0, "significance": 1.0, "background": -1.0},
}
"""What a section's sentences tend to do, in units of the weights; set by hand, since only abstracts are labelled."""

_UNRELEASED_LEANING = -1.0
"""Towards `other` in the body, where short sentences are common, unlike in an abstract, and seldom release anything."""

_MUTE: frozenset[SectionRole] = frozenset({"front", "acknowledgement", "references"})
_INTRODUCTION_TURN = 0.55
"""Where in an introduction authors tend to turn from the field to their own work, as a share of its sentences."""


def with_roles(passages: Sequence[Passage], language: str) -> tuple[Passage, ...]:
    """The same passages, each with its role; captions, front matter and end matter are `other`."""
    spoken = [passage.kind == "text" and passage.section_role not in _MUTE for passage in passages]
    tongue = [written_in(passage.text, language) for passage in passages]
    own = [own_features(passage.text, tongue[at]) if spoken[at] else frozenset() for at, passage in enumerate(passages)]
    found: list[Role] = ["other"] * len(passages)
    for of in ("en", "zh"):  # a Chinese paper often prints its abstract twice
        abstract = [
            at for at, p in enumerate(passages) if spoken[at] and p.section_role == "abstract" and tongue[at] == of
        ]
        for at, role in zip(abstract, decoded(chain_features([own[at] for at in abstract])), strict=True):
            found[at] = role
    body = [at for at, p in enumerate(passages) if spoken[at] and p.section_role != "abstract"]
    for section_role, run in groupby(body, key=lambda at: passages[at].section_role):
        places = list(run)
        for order, at in enumerate(places):
            found[at] = _body_role(own[at], section_role, order / len(places))
    return tuple(
        passage if passage.role == role else passage.model_copy(update={"role": role})
        for passage, role in zip(passages, found, strict=True)
    )


def _body_role(own: Features, section_role: SectionRole, depth: float) -> Role:
    """The role of a sentence of the body, `depth` 0..1 of the way through its section."""
    scores = list(map(add, _scores(own), _leanings(section_role, depth < _INTRODUCTION_TURN)))
    if "cue release" not in own:
        scores[ROLES.index("other")] += _UNRELEASED_LEANING
    return ROLES[scores.index(max(scores))]


@cache
def _leanings(section_role: SectionRole, early: bool) -> list[float]:
    """What the place in the paper says of each role."""
    place = (
        {"voice before", "aim before"} if section_role not in {"introduction", "related work"} else {"no aim before"}
    )
    scores = _scores(frozenset(place))
    leaning = dict(_SECTION_LEANING.get(section_role, {}))
    if section_role == "introduction":
        turn = 1.0 if early else -0.7
        leaning["background"] += turn
        leaning["gap"] += turn / 2
    return [score + leaning.get(role, 0.0) for role, score in zip(ROLES, scores, strict=True)]
