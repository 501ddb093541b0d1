"""Latin-letter terms: names of methods, data sets and metrics, and whether the paper knows them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from summarizer.checking.text import math_free

TERM = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_./'’+@][A-Za-z0-9]+)*\+{0,2}")
_WORD = re.compile(r"[A-Za-z0-9]+")
_SHORT_LETTERS = 4
"""Up to this length a term has to be a word of its own: GAN is not known from organ."""
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "ai api app bot cpu etc gpu gpus id ieee it ml nlp ok pdf sota tpu ui vs baseline baselines benchmark token "
        "tokens et al ie eg arxiv github open source and or the of for in on with to",
    )
)
"""Words of any paper's readers; they claim nothing."""
_UNIT = re.compile(
    r"(?i)(?:[munp]?s|min|[kmgt]?i?b|[kmgt]?hz|fps|px|[nmck]?m|[km]?g|[kmg]?w|[mk]?v|db|[kmgt]?flops?|x|h|k|bn|pp)"
)
_STOP_WORDS = frozenset(("of", "the", "and", "for", "in", "on", "to", "a", "an", "with", "by", "from", "as", "at"))
_LONGEST_ACRONYM = 6


def terms_in(text: str) -> tuple[str, ...]:
    """The Latin-letter terms of a statement in order, each once, formulas and units left out."""
    found = []
    bare = math_free(text)
    for match in TERM.finditer(bare):
        term = match[0].rstrip("./'’-_@")
        before = bare[max(0, match.start() - 2) : match.start()].strip()
        counted = before[-1:].isdigit() and _UNIT.fullmatch(term)
        if len(term) > 1 and not counted and term.casefold() not in _COMMON:
            found.append(term)
    return tuple(dict.fromkeys(found))


class Vocabulary:
    """The terms that a text uses, to be asked for any term in another spelling."""

    def __init__(self, texts: Iterable[str]):
        self._text = "\n".join(texts)

    def __contains__(self, term: str) -> bool:
        """Whether the text has the term: in any case, hyphened or plural, in parts, or abbreviated."""
        if self._has(term):
            return True
        parts = _WORD.findall(term)
        if len(parts) > 1 and all(len(part) > 1 and self._has(part) for part in parts):
            return True
        return self._abbreviated(term)

    def _has(self, term: str) -> bool:
        squashed = _squashed(term)
        singular = squashed[:-1] if squashed.endswith("s") and len(squashed) > 3 else squashed
        if len(squashed) <= _SHORT_LETTERS:
            return squashed in self._words or singular in self._words or squashed + "s" in self._words
        return singular in self._letters

    @cached_property
    def _letters(self) -> str:
        return _squashed(self._text)

    @cached_property
    def _words(self) -> frozenset[str]:
        found = set()
        for match in TERM.finditer(self._text):
            found.add(_squashed(match[0]))
            found.update(word.casefold() for word in _WORD.findall(match[0]))
        return frozenset(found)

    def _abbreviated(self, term: str) -> bool:
        """LLMs is known from large language models if the text says them more than once."""
        letters = term.rstrip("s")
        if not (2 < len(letters) <= _LONGEST_ACRONYM and letters.isupper() and letters.isalpha()):
            return False
        initials = "".join(word[0] for word in self._plain_words)
        seen: dict[tuple[str, ...], int] = {}
        at = initials.find(letters.casefold())
        while at >= 0:
            words = tuple(word.rstrip("s") for word in self._plain_words[at : at + len(letters)])
            seen[words] = seen.get(words, 0) + 1
            if seen[words] > 1:
                return True
            at = initials.find(letters.casefold(), at + 1)
        return False

    @cached_property
    def _plain_words(self) -> tuple[str, ...]:
        words = re.findall(r"[A-Za-z]+", self._text)
        return tuple(word.casefold() for word in words if len(word) > 2 and word.casefold() not in _STOP_WORDS)


def _squashed(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.casefold())
