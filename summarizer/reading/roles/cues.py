"""Cue phrases of academic prose: what a sentence says it does. English phrases by word, Chinese ones by character.

The phrases lie in cues.en.txt and cues.zh.txt.
"""

from __future__ import annotations

import re
from functools import cache
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


_WORD = re.compile(r"[a-z0-9][a-z0-9'’.-]*[a-z0-9]|[a-z0-9]")


def words(text: str) -> list[str]:
    """The words of a sentence in lower case; hyphens and inner full stops stay inside a word."""
    return _WORD.findall(text.lower().replace("’", "'"))


_Step = dict  # word → _Step; "" → the groups that a phrase ending here belongs to; "*" → [(stem, _Step)]


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
    if "*" not in word:
        return step.setdefault(word, {})
    stems = step.setdefault("*", {})
    following = stems.setdefault(word[:4], [])
    pattern = re.compile(word.replace("*", "[a-z]*") + r"\Z")
    following.append((pattern, {}))
    return following[-1][1]


def _followed(step: _Step, word: str) -> list[_Step]:
    found = [step[word]] if word in step else []
    if "*" in step:
        found += [target for pattern, target in step["*"].get(word[:4], ()) if pattern.match(word)]
    return found


def english_cues(spoken: list[str]) -> tuple[set[str], set[str]]:
    """Names of the cue groups among the words of a sentence: those of all words, and those of its first four."""
    root = _english_steps()
    open_ended = root["*"]
    groups: set[str] = set()
    opening: set[str] = set()
    for start, first in enumerate(spoken):
        if first not in root and first[:4] not in open_ended:
            continue
        reached = _followed(root, first)
        position = start
        while reached:
            for step in reached:
                if "" in step:
                    groups |= step[""]
                    if position < _OPENING_WORDS:
                        opening |= step[""]
            position += 1
            if position >= len(spoken):
                break
            word = spoken[position]
            reached = [after for step in reached for after in _followed(step, word)]
    return groups, opening


@cache
def _chinese_patterns() -> dict[str, re.Pattern[str]]:
    groups = phrases(HERE / "cues.zh.txt")
    return {group: re.compile("|".join(map(re.escape, listed))) for group, listed in groups.items()}


def chinese_cues(text: str) -> set[str]:
    """Names of the cue groups that occur in a Chinese sentence."""
    return {group for group, pattern in _chinese_patterns().items() if pattern.search(text)}
