"""What a paper's own words tell its translator: which are names, and which subject's terms it uses."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from summarizer.chain.sentences.glossary import subjects_of
from summarizer.paper import Paper

_FREQUENT = 3
_PHRASE = re.compile(r"(?<=[a-z,;(] )\(?([A-Z][a-z]{2,}(?: [A-Z][a-z]{2,}){1,2})(?![A-Za-z]| \([A-Z])")
_POINTERS = re.compile(r"^(?:Supplement|Fig|Table|Section|Appendix|Equation|Algorithm|Theorem|Extended|United|Part)")
_NOT_NAMES = frozenset(
    word
    for line in Path(__file__).with_name("not_names.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)


class Names(NamedTuple):
    """What a paper's own words tell its translator."""

    known: frozenset[str] = frozenset()
    """Words that it only ever writes with a capital inside sentences: they may stand in Chinese text."""
    frequent: frozenset[str] = frozenset()
    """Those that are surely names, for the paper uses them again and again, and phrases that it never writes small
    (Natural Questions): a model is told to keep them."""
    subjects: frozenset[str] = frozenset()
    """What the paper is about, as headings of the list of terms: each has its own terms."""


ANY = Names()
"""Of a paper that nothing is known of."""


def names_of(paper: Paper) -> Names:
    """The capitalised words that the paper uses as names (Adam, Transformer), and its subjects."""
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    phrases: Counter[str] = Counter()
    for passage in paper.passages:
        if passage.kind == "text" and passage.section_role not in ("references", "acknowledgement"):
            capital.update(re.findall(r"(?<=[a-z,;(] )\(?([A-Z][a-z]{2,})(?![A-Za-z])", passage.text))
            phrases.update(_PHRASE.findall(passage.text))
            small.update(re.findall(r"\b[a-z]{3,}\b", passage.text))
    often = {
        word: count
        for word, count in capital.items()
        if 5 * max(small[word.lower()], small[f"{word.lower()}s"], small[word.lower().removesuffix("s")]) < count
    }
    # `Adam: A Method for …` names its method before the colon.
    if (match := re.match(r"([A-Z][\w+-]+):\s", paper.record.title)) and not small[match[1].lower()]:
        often[match[1]] = _FREQUENT
    everything = " ".join(passage.text for passage in paper.passages)
    titles = {
        phrase
        for phrase, count in phrases.items()
        if count >= _FREQUENT and not _POINTERS.match(phrase) and not _is_written_small(phrase, everything)
    }
    return Names(
        frozenset(often) - _NOT_NAMES,
        (frozenset(word for word, count in often.items() if count >= _FREQUENT) - _NOT_NAMES) | titles,
        subjects_of(f"{paper.record.title}. {paper.abstract or paper.record.abstract}"),
    )


def _is_written_small(phrase: str, text: str) -> bool:
    first, *rest = phrase.removesuffix("s").split()
    small = [word.lower() for word in rest]
    return " ".join((first, *small)) in text or " ".join((first.lower(), *small)) in text
