"""How terms are said in Chinese: the list of terms of the folder prompts/, by subject."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from summarizer.chain.prompts import FOLDER


def subjects_of(text: str) -> frozenset[str]:
    """The subjects, by their headings in the list of terms, that a title and an abstract are about."""
    found = set()
    for heading, _, cues in _sections():
        said = [len(re.findall(rf"(?i)\b{re.escape(cue)}s?\b", text)) for cue in cues]
        if not cues or sum(count > 0 for count in said) > 1 or max(said) > 2:
            found.add(heading)
    return frozenset(found)


def known_term(term: str, subjects: frozenset[str]) -> str | None:
    """The Chinese of a term on its own, if the list has it."""
    term = term.strip().lower()
    glossary = _glossary(subjects)
    return glossary.get(term) or glossary.get(term.removesuffix("s"))


def belongs_to_a_subject(term: str, subjects: frozenset[str]) -> bool:
    """Whether a term, as known_terms gives it, is one of a subject and no common turn of phrase."""
    forms = {term.lower(), term.lower().removesuffix("s")}
    return any(cues and heading in subjects and forms & terms.keys() for heading, terms, cues in _sections())


def known_terms(sentence: str, subjects: frozenset[str]) -> Iterator[tuple[str, str, int]]:
    """Each term of the list in a sentence, longest first where they overlap: as printed, its Chinese, its place."""
    glossary = _glossary(subjects)
    for match in _pattern(subjects).finditer(sentence):
        term = match[1].lower()
        yield match[1], glossary.get(term) or glossary[term.removesuffix("s")], match.start()


@cache
def _sections() -> tuple[tuple[str, dict[str, str], tuple[str, ...]], ...]:
    """Heading, terms and cues of each section of the list of terms."""
    found = []
    for block in (FOLDER / "terms.md").read_text(encoding="utf-8").split("\n## ")[1:]:
        title, *lines = block.splitlines()
        heading, _, cues = title.partition("：")
        pairs = (line.partition(" = ") for line in lines)
        terms = {english.lower(): chinese for english, sign, chinese in pairs if sign}
        found.append((heading, terms, tuple(cue for cue in cues.split(", ") if cue)))
    return tuple(found)


@cache
def _glossary(subjects: frozenset[str]) -> dict[str, str]:
    return {
        english: chinese
        for heading, terms, cues in _sections()
        if heading in subjects or not cues
        for english, chinese in terms.items()
    }


@cache
def _pattern(subjects: frozenset[str]) -> re.Pattern[str]:
    terms = sorted(_glossary(subjects), key=len, reverse=True)
    every = "|".join(re.escape(term) + ("" if term.endswith("s") else "s?") for term in terms)
    return re.compile(rf"(?i)(?<![A-Za-z-])({every})(?![A-Za-z])")
