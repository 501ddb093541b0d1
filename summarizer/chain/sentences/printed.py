"""The line fields from what the paper prints: its title, its first author's institution, its keywords."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

from summarizer.chain.prompts import FOLDER
from summarizer.chain.sentences.glossary import known_term
from summarizer.chain.sentences.kept import terms
from summarizer.chain.sentences.names import Names
from summarizer.chain.sentences.plain import plain_sentence
from summarizer.chain.sentences.translation import list_translation, translation
from summarizer.latex import as_printed
from summarizer.models import Model
from summarizer.paper import Paper
from summarizer.usage import Usage

MAX_KEYWORDS = 8
_OPENING_SENTENCES = 40
_KEY_TERMS = 5
"""Chosen from title and abstract where the paper prints no keywords."""


def title_source(paper: Paper) -> str:
    """The title in natural case: one printed in capitals is set in small letters but for its names."""
    title = paper.record.title
    if "$" in title or "\\" in title:
        title = unicodedata.normalize("NFKC", as_printed(title))
    title = plain_sentence(title)
    letters = [letter for letter in title if letter.isalpha()]
    if not letters or sum(letter.isupper() for letter in letters) < 0.7 * len(letters):
        return title
    printed = {word for passage in paper.passages for word in terms(passage.text)}
    words = [word if word.strip(":,.") in printed else word.lower() for word in title.split()]
    return " ".join(words)[:1].upper() + " ".join(words)[1:]


async def affiliation_line(paper: Paper, model: Model, names: Names) -> tuple[str, Usage]:
    """The institution's Chinese name if it is sure to be one, else as printed; empty if the paper prints none."""
    if paper.affiliation is None:
        return "", Usage()
    printed = re.sub(r"\s+", " ", paper.affiliation.name).strip(" ,;.")
    parts = [_institutions().get(_folded(part)) for part in (printed, *re.split(r",\s|;\s?|\s/\s", printed))]
    if parts[0] or all(parts[1:]):
        return parts[0] or "、".join(dict.fromkeys(parts[1:])), Usage()
    result = None
    async for piece in translation(model, printed, names, end=""):
        result = piece
    chinese = "" if result.faults else result.chinese
    return (chinese if chinese and _same_kind(printed, chinese) else printed), result.usage


async def keyword_line(paper: Paper, model: Model, names: Names) -> tuple[str, Usage]:
    """Keywords between semicolons, each Chinese with the English in brackets; acronyms and failures stay English."""
    words = [re.sub(r"\s+", " ", word) for word in (paper.keywords or key_terms(paper, names))][:MAX_KEYWORDS]
    chinese = {word: known_term(word, names.subjects) or "" for word in words}
    asked = [word for word in words if not chinese[word] and terms(word, names.known) != (word,)]
    usage = Usage()
    if asked:
        given, usage = await list_translation(model, [_HEADING.sub("", word) for word in asked], names)
        chinese |= dict(zip(asked, given, strict=True))
    shown = [word if chinese[word] in ("", word) else f"{chinese[word]}（{word}）" for word in words]
    return "；".join(shown), usage


def key_terms(paper: Paper, names: Names) -> tuple[str, ...]:
    """The terms that title and abstract are about: their acronyms and word pairs that the paper repeats most.

    The first sentences stand for an abstract that there is none of.
    """
    texts = [passage.text for passage in paper.passages if passage.kind == "text"]
    about = paper.abstract or paper.record.abstract or " ".join(texts[:_OPENING_SENTENCES])
    head = plain_sentence(f"{paper.record.title}. {about}")
    body = " ".join(texts).lower()
    counts: Counter[str] = Counter()
    for run in re.split(r"[^A-Za-z\s-]+", head):
        words = run.split()
        for size in (3, 2):
            for i in range(len(words) - size + 1):
                some = words[i : i + size]
                lower = [word.lower() for word in some]
                if any(word in _PLAIN_WORDS or len(word) < 3 or word.endswith(_VERBAL) for word in lower):
                    continue
                phrase = " ".join(word if word.isupper() or word in names.known else word.lower() for word in some)
                counts[phrase] = body.count(" ".join(lower)) * (1.5 if size == 3 else 1)
                counts[phrase] *= 2 if " ".join(lower) in paper.record.title.lower() else 1
    for word in terms(head):
        if _ACRONYM.fullmatch(word) and word.lower() not in _PLAIN_WORDS and f"{word}s" not in counts:
            counts[word] = body.count(word.lower()) // 2
    picked: list[str] = []
    for phrase, count in counts.most_common():
        if count < 2 or len(picked) == _KEY_TERMS:
            break
        if not any(set(phrase.split()) & set(other.split()) for other in picked):
            picked.append(phrase)
    return tuple(picked)


def _same_kind(english: str, chinese: str) -> bool:
    """Whether a name of an institution keeps its kind: a university stays one, and no other one is made of it."""
    for printed, said in _KINDS:
        if re.search(printed, english, re.IGNORECASE) and not re.search(said, chinese):
            return False
    return not re.search(r"[，。；：]", chinese) and len(chinese) <= 30


@cache
def _institutions() -> dict[str, str]:
    lines = (FOLDER / "institutions.md").read_text(encoding="utf-8").splitlines()
    return {_folded(english): chinese for english, sign, chinese in (line.partition(" = ") for line in lines) if sign}


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", re.sub(r"(?i)^the\s", "", name).lower()).strip()


_KINDS = (
    (r"\buniversit|\buniv\b", "大学"),
    (r"\binstitut", "研究所|研究院|学院|学会|所|院"),
    (r"\bcollege\b", "学院|大学"),
    (r"\bdepartment|\bdept", "系|部"),
    (r"\blaborator|\blabs?\b", "实验室"),
    (r"\bhospital", "医院"),
    (r"\bcent(?:er|re)\b", "中心"),
    (r"\bacadem", "院|学会"),
)
_HEADING = re.compile(r"^\(?[a-z]+:\)?\s(?=\w)")
"""What a keyword is filed under: `methods: data analysis`, `(stars:) planetary systems`."""
_VERBAL = ("ly",)
_ACRONYM = re.compile(r"(?=.{3})(?![A-Z][a-z]+(?:-[A-Z][a-z]+)+$)[A-Za-z][A-Za-z-]*[A-Z](?:[A-Za-z-]*[A-Za-rt-z])?")
_PLAIN_WORDS = frozenset(
    word
    for line in Path(__file__).with_name("plain_words.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)
