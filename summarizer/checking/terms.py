"""Latin-letter terms: names of methods, data sets and metrics, and whether the paper knows them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from summarizer.checking.text import math_free

TERM = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_./'’+@][A-Za-z0-9]+)*\+{0,2}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
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
    """The Latin-letter terms of a statement in order, each once, formulas and units left out.

    In an English sentence only names are terms: words with a digit or a capital that does not begin a sentence.
    """
    found = []
    bare = math_free(text)
    english = not _CHINESE.search(bare)
    for match in TERM.finditer(bare):
        term = match[0].rstrip("./'’-_@")
        before = bare[max(0, match.start() - 2) : match.start()].strip()
        counted = before[-1:].isdigit() and _UNIT.fullmatch(term)
        if (
            len(term) < 2
            or counted
            or term.casefold() in _COMMON
            or (english and not _is_name(term, bare, match.start()))
        ):
            continue
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
        if len(squashed) <= _SHORT_LETTERS:
            return any(form in self._words for form in (squashed, squashed.removesuffix("s"), squashed + "s"))
        singular = squashed[:-1] if squashed.endswith("s") else squashed
        if singular in self._words or squashed in self._words:
            return True
        # A term may be printed in parts (Image-Net, Image Net) or glued to its neighbours (onImageNet).
        for match in re.finditer(r"[\W_]*".join(map(re.escape, singular)), self._text, re.IGNORECASE):
            before, after = self._text[match.start() - 1 : match.start()], self._text[match.end() : match.end() + 2]
            begins = not before.isalnum() or (before.islower() and match[0][0].isupper())
            plural = after[:1] == "s" and not after[1:].isalpha()
            ends = not after[:1].isalpha() or plural
            if begins and ends:
                return True
        return False

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


def _is_name(term: str, text: str, start: int) -> bool:
    if any(character.isupper() or character.isdigit() for character in term[1:]):
        return True
    return term[0].isupper() and bool(re.search(r"[\w,;]\s*$", text[:start]))


def _squashed(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.casefold())
