"""The words that a model gets for one sentence: the task, worked examples, and how its terms are said in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from summarizer.chain.prompts import FOLDER
from summarizer.chain.sentences.glossary import known_terms
from summarizer.chain.sentences.losses import easily_lost
from summarizer.chain.sentences.names import ANY, Names
from summarizer.models import Message

MAX_TERMS = 6
"""Terms told with one sentence; each costs about eight tokens."""


def sentence_messages(
    sentence: str, names: Names = ANY, remark: str = "", hints: Iterable[tuple[str, str]] = ()
) -> list[Message]:
    """The conversation that asks for one sentence; all but its last message is the same for every sentence.

    `hints` are words that an earlier try got wrong, with their Chinese; they go before the terms told anyway.
    """
    told = {english: chinese for english, chinese in hints if english in sentence}
    told |= {english: chinese for english, chinese in terms_told(sentence, names) if english not in told}
    return [*_examples(), {"role": "user", "content": _asked(sentence, told.items(), remark)}]


def first_request() -> list[Message]:
    """A small request that begins as all others do, for a model to read ahead; asked for more, it answers."""
    return [*_examples(), {"role": "user", "content": "We sort large files."}]


def terms_told(sentence: str, names: Names = ANY) -> tuple[tuple[str, str], ...]:
    """The terms of a sentence with their Chinese, in its order, each once; frequent names stay as they are."""
    found = {}
    for term, chinese, at in known_terms(sentence, names.subjects):
        found.setdefault(chinese, (term, chinese, at))
    known = [term for term, _, _ in found.values()]
    for name in sorted(names.frequent, key=lambda each: (-len(each), each)):
        match = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", sentence)
        if match and not any(name in term or term in name for term in known):
            found.setdefault(name, (name, name, match.start()))
            known.append(name)
    for words, chinese, at in easily_lost(sentence):
        found.setdefault(chinese, (words, chinese, at))
    longest = sorted(found.values(), key=lambda each: (each[0] != each[1], -len(each[0])))[:MAX_TERMS]
    return tuple((term, chinese) for term, chinese, _ in sorted(longest, key=lambda each: each[2]))


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
