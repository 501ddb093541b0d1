"""The words that a model gets for one sentence: the task, worked examples, and how its terms are said in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from summarizer.chain.prompts import FOLDER
from summarizer.models import Message

MAX_TERMS = 6
"""Terms told with one sentence; each costs about eight tokens."""


def sentence_messages(sentence: str, names: Iterable[str] = (), remark: str = "") -> list[Message]:
    """The conversation that asks for one sentence; all but its last message is the same for every sentence."""
    told = terms_told(sentence, names)
    return [*_examples(), {"role": "user", "content": _asked(sentence, told, remark)}]


def terms_told(sentence: str, names: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """The terms of a sentence with their Chinese, in its order, each once; names stay as they are."""
    found = {}
    for match in _glossary_pattern().finditer(sentence):
        term = match[1].lower()
        chinese = _glossary().get(term) or _glossary()[term.removesuffix("s")]
        found.setdefault(chinese, (match[1], chinese, match.start()))
    taken = " ".join(term for term, _, _ in found.values())
    for name in names:
        if (match := re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", sentence)) and name not in taken:
            found.setdefault(name, (name, name, match.start()))
    longest = sorted(found.values(), key=lambda each: (each[0] != each[1], -len(each[0])))[:MAX_TERMS]
    return tuple((term, chinese) for term, chinese, _ in sorted(longest, key=lambda each: each[2]))


def known_term(term: str) -> str | None:
    """The Chinese of a term on its own, if the list of terms has it."""
    return _glossary().get(term.strip().lower())


def _asked(sentence: str, told: Iterable[tuple[str, str]], remark: str = "") -> str:
    notes = "；".join(f"{term}：{chinese}" for term, chinese in told)
    return "\n".join(part for part in (sentence, f"（{notes}）" if notes else "", remark) if part)


@cache
def _examples() -> tuple[Message, ...]:
    task, *blocks = (FOLDER / "sentence.md").read_text(encoding="utf-8").strip().split("\n\n")
    messages: list[Message] = [{"role": "system", "content": task}]
    for block in blocks:
        parts = dict(line.split("：", 1) for line in block.splitlines())
        notes = f"（{parts['术语']}）" if "术语" in parts else ""
        messages.append({"role": "user", "content": "\n".join(part for part in (parts["英文"], notes) if part)})
        messages.append({"role": "assistant", "content": parts["译文"]})
    return tuple(messages)


@cache
def _glossary() -> dict[str, str]:
    lines = (FOLDER / "terms.md").read_text(encoding="utf-8").splitlines()
    return {english.lower(): chinese for english, sign, chinese in (line.partition(" = ") for line in lines) if sign}


@cache
def _glossary_pattern() -> re.Pattern[str]:
    terms = sorted(_glossary(), key=len, reverse=True)
    every = "|".join(re.escape(term) + ("" if term.endswith("s") else "s?") for term in terms)
    return re.compile(rf"(?i)(?<![A-Za-z-])({every})(?![A-Za-z-])")
