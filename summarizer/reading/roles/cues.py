"""Cue phrases of academic prose: what a sentence says it does. English phrases by word, Chinese ones by character.

The phrases lie in cues.en.txt and cues.zh.txt.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

HERE = Path(__file__).parent
_OPENING_WORDS = 4


def phrases(path: Path) -> dict[str, tuple[str, ...]]:
    """The phrases of a file by the name of their group."""
    groups: dict[str, tuple[str, ...]] = {}
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
            groups[name] = ()
        elif line and not line.startswith("#"):
            groups[name] += tuple(line.split("; "))
    return groups


_INNER = "'.-"
"""Marks that may stand inside a word."""
_LETTERS = bytes(byte if chr(byte) in f"abcdefghijklmnopqrstuvwxyz0123456789{_INNER}" else 32 for byte in range(256))
"""A table that turns all other bytes into spaces: three times as fast as a regular expression."""


def words(text: str) -> list[str]:
    """The words of a sentence in lower case; hyphens and inner full stops stay inside a word."""
    plain = text.lower().replace("’", "'").encode("ascii", "replace").translate(_LETTERS).decode("ascii")
    return [word for piece in plain.split() if (word := piece.strip(_INNER))]


_Step = dict  # word → _Step; "" → groups that a phrase ending here belongs to; "*" → {stem[:4]: [(stem, _Step)]}


@cache
def _english_steps() -> _Step:
    """All phrases as one tree of words, so that a sentence is read once whatever their number."""
    root: _Step = {}
    for group, listed in phrases(HERE / "cues.en.txt").items():
        for phrase in listed:
            ends = [root]
            for choices in phrase.split():
                ends = [_next(step, word) for step in ends for word in choices.split("|")]
            for step in ends:
                step.setdefault("", set()).add(group)
    return root


def _next(step: _Step, word: str) -> _Step:
    if not word.endswith("*"):
        return step.setdefault(word, {})
    stem = word[:-1]
    following = step.setdefault("*", {}).setdefault(stem[:4], [])
    following.append((stem, {}))
    return following[-1][1]


def _followed(step: _Step, word: str) -> list[_Step]:
    found = [step[word]] if word in step else []
    for stem, target in step["*"].get(word[:4], ()) if "*" in step else ():
        if word == stem or (word.startswith(stem) and word[len(stem) :].isalpha()):
            found.append(target)
    return found


@lru_cache(maxsize=20_000)
def _begun(word: str) -> tuple[frozenset[str], list[_Step], frozenset[str]] | None:
    """What one word starts, remembered since most words of a paper occur again; None where it starts no phrase.

    The groups that it belongs to alone; the steps that go on from it; the words and stems that may come next.
    """
    reached = _followed(_english_steps(), word)
    if not reached:
        return None
    going = [step for step in reached if len(step) > ("" in step)]
    return _ended(reached), going, frozenset().union(*going, *(step.get("*", ()) for step in going))


def _ended(steps: list[_Step]) -> frozenset[str]:
    return frozenset().union(*(step.get("", ()) for step in steps))


def english_cues(spoken: list[str]) -> tuple[set[str], set[str]]:
    """Names of the cue groups among the words of a sentence: those of all words, and those of its first four."""
    groups: set[str] = set()
    opening: set[str] = set()
    after = [*spoken[1:], ""]
    for start, begun in enumerate(map(_begun, spoken)):
        if begun is None:
            continue
        ended, reached, coming = begun
        groups |= ended
        if start < _OPENING_WORDS:
            opening |= ended
        if after[start] not in coming and after[start][:4] not in coming:
            continue
        for position, word in enumerate(spoken[start + 1 :], start + 1):
            reached = [target for step in reached for target in _followed(step, word)]
            if not reached:
                break
            ended = _ended(reached)
            groups |= ended
            if position < _OPENING_WORDS:
                opening |= ended
    return groups, opening


@cache
def _chinese_patterns() -> dict[str, re.Pattern[str]]:
    groups = phrases(HERE / "cues.zh.txt")
    return {group: re.compile("|".join(map(re.escape, listed))) for group, listed in groups.items()}


def chinese_cues(text: str) -> set[str]:
    """Names of the cue groups that occur in a Chinese sentence."""
    return {group for group, pattern in _chinese_patterns().items() if pattern.search(text)}
