"""The grammar (GBNF of llama.cpp) that a model writes one Chinese sentence under.

Chinese characters and punctuation are free; Latin letters only in the source's own terms; and every number and formula
of the source as often as the source has it: a sentence cannot end before, and no other digit can be written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from math import prod

from summarizer.chain.sentences.kept import Amount

MAX_STATES = 200
"""Beyond so many ways to have said some of the amounts, amounts are free in number and left to the checks."""

LONGEST_NAME = 24
"""Characters and terms of a short name: room for the longest, an end for a loop."""

MAX_NAME_CHARACTERS = 18
"""Of a name in a list; a term counts as one."""

_CHARACTER = r"[\u4e00-\u9fff]"
_MARK = "[，、；：（）“”《》—·]"


def sentence_grammar(terms: Iterable[str], amounts: Sequence[Amount], *, end: str = "。") -> str:
    """The grammar of one sentence; `end` is what closes it, empty for a title."""
    items = [_CHARACTER, _MARK, f'{_CHARACTER} "-" {_CHARACTER}']
    rules = []
    if words := sorted(dict.fromkeys(terms), key=len, reverse=True):
        items.append('" "? term " "?')
        rules.append("term ::= " + " | ".join(map(_literal, words)))
    close = f" {_literal(end)}" if end else ""
    states = prod(amount.count + 1 for amount in amounts)
    if amounts and states <= MAX_STATES:
        rules += _counted(amounts, close)
    else:
        if amounts:
            items.append('" "? amount " "?')
            rules.append("amount ::= " + " | ".join(_literal(form) for each in amounts for form in each.forms))
        rules.append(f"root ::= item+{close}")
    rules.append("item ::= " + " | ".join(items))
    return "\n".join(rules) + "\n"


def list_grammar(count: int, terms: Iterable[str]) -> str:
    """The grammar of exactly `count` short Chinese names between semicolons."""
    items = [_CHARACTER, f'{_CHARACTER} "-" {_CHARACTER}']
    rules = []
    if words := sorted(dict.fromkeys(terms), key=len, reverse=True):
        items.append('" "? term " "?')
        rules.append("term ::= " + " | ".join(map(_literal, words)))
    rules.append("root ::= " + ' "；" '.join(["name"] * count))
    rules.append("name ::= item item" + " item?" * (MAX_NAME_CHARACTERS - 2))
    rules.append("item ::= " + " | ".join(items))
    return "\n".join(rules) + "\n"


def _counted(amounts: Sequence[Amount], close: str) -> list[str]:
    """One rule for each state of what has been said; between two amounts stands at least one character."""
    whole = tuple(amount.count for amount in amounts)
    rules = []
    for said in product(*(range(count + 1) for count in whole)):
        ways = []
        for i, amount in enumerate(amounts):
            if said[i] < whole[i]:
                then = (*said[:i], said[i] + 1, *said[i + 1 :])
                ways.append(f'" "? ({" | ".join(map(_literal, amount.forms))}) " "? {_state(then)}')
        if ways:
            rules.append(f"{_state(said)} ::= {'item+' if any(said) else 'item*'} ({' | '.join(ways)})")
        else:
            rules.append(f"{_state(said)} ::= item*{close}")
    rules.append(f"root ::= {_state((0,) * len(whole))}")
    return rules


def _state(said: Sequence[int]) -> str:
    return "said-" + "-".join(map(str, said))


def _literal(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
