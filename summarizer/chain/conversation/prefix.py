"""The beginning of every conversation about a paper: the rules and the numbered passages, always the same bytes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from summarizer.chain.assembly import coverage_of
from summarizer.chain.prompts import prompt
from summarizer.checking.form import Language
from summarizer.checking.grounds import shown_text
from summarizer.checking.instructions import passages_to_a_model, speaks_to_a_model
from summarizer.errors import ContextExceeded, ScannedPdf
from summarizer.models import Message, Model
from summarizer.paper import Paper, Passage
from summarizer.summary import Coverage

LATIN_CHARACTERS_PER_TOKEN = 3.3
OTHER_TOKENS_PER_CHARACTER = 1.1
_LINE_TOKENS = 5
"""An id in brackets and a line break."""
_LARGEST_PAPER_TOKENS = 60_000
_SMALLEST_PAPER_TOKENS = 400
_LEFT_OUT = ("references", "acknowledgement", "appendix")
_SECTION_ORDER = (
    ("abstract",),
    ("introduction",),
    ("conclusion", "limitations"),
    ("method", "experiments"),
    ("other", "related work"),
)
"""What is kept first where not all fits; sections of one row share what is left."""
_ROLE_ORDER = ("aim", "result", "method", "gap", "significance", "background", "other")


class Block(NamedTuple):
    heading: str
    lines: tuple[Line, ...]


class Line(NamedTuple):
    id: int
    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """How each conversation about a paper begins, and what of the paper stands in it."""

    messages: tuple[Message, ...]
    """System, the paper, and the model's fixed reply: the next message is the user's."""
    shown: frozenset[int]
    """Ids of the passages in it."""
    coverage: Coverage
    whole: bool
    """Nothing of the body was cut for its length."""


def paper_prefix(
    paper: Paper, model: Model, *, language: Language = "zh-Hans", paper_tokens: int | None = None
) -> Prefix:
    """The beginning of a conversation about a paper, sized to the model's context.

    Depends on nothing but its arguments: no date, no random id. References, acknowledgements and appendices are left
    out; so are passages that address a language model. `paper_tokens` limits the paper further. Raises
    ContextExceeded if the model's context has no room for a paper, ScannedPdf if the paper has no text.
    """
    room = min(paper_tokens or _LARGEST_PAPER_TOKENS, paper_room(model))
    if room < _SMALLEST_PAPER_TOKENS:
        raise ContextExceeded
    orders = passages_to_a_model(paper)
    candidates = [
        passage
        for passage in paper.passages
        if passage.id not in orders
        and passage.section_role not in _LEFT_OUT
        and (passage.kind != "front" or (paper.affiliation and paper.affiliation.passage == passage.id))
        and shown_text(passage)
    ]
    if not any(passage.kind != "front" for passage in candidates):
        raise ScannedPdf
    kept = _fitting(candidates, room)
    messages: tuple[Message, ...] = (
        {"role": "system", "content": prompt("system", language=language)},
        {"role": "user", "content": _paper_text(paper, kept)},
        {"role": "assistant", "content": prompt("ready")},
    )
    shown = frozenset(passage.id for passage in kept)
    note = _note(len(candidates), len(kept), len(orders))
    return Prefix(messages, shown, coverage_of(paper, shown, note), whole=len(kept) == len(candidates))


def paper_room(model: Model) -> int:
    """Tokens of the paper that a model's context has room for beside rules, requests and answers."""
    return model.context_tokens - max(2400, min(24_000, int(0.4 * model.context_tokens)))


def estimated_tokens(text: str) -> int:
    """About how many tokens a text costs: 3.3 Latin characters or one Chinese character each."""
    latin = sum(character < "\u0250" for character in text)
    return int(latin / LATIN_CHARACTERS_PER_TOKEN + (len(text) - latin) * OTHER_TOKENS_PER_CHARACTER) + 1


def _fitting(candidates: Sequence[Passage], room: int) -> list[Passage]:
    """The passages that fit, most needed first, in reading order."""

    turns: Counter[tuple[str, str]] = Counter()
    needs: dict[int, tuple[int, int, int]] = {}
    for passage in candidates:
        row = next((i for i, roles in enumerate(_SECTION_ORDER) if passage.section_role in roles), len(_SECTION_ORDER))
        turns[passage.section_role, passage.role] += 1
        turn = turns[passage.section_role, passage.role]
        needs[passage.id] = (-1, 0, 0) if passage.kind == "front" else (row, _ROLE_ORDER.index(passage.role), turn)
    kept, spent = [], 0
    for passage in sorted(candidates, key=lambda passage: needs[passage.id]):
        cost = estimated_tokens(shown_text(passage)) + _LINE_TOKENS
        if spent + cost <= room:
            kept.append(passage)
            spent += cost
    return sorted(kept, key=lambda passage: passage.id)


def _paper_text(paper: Paper, kept: Iterable[Passage]) -> str:
    blocks = []
    for section, passages in groupby(kept, key=lambda passage: passage.section):
        heading = " ".join(section.split())
        lines = tuple(Line(passage.id, shown_text(passage)) for passage in passages)
        blocks.append(Block("" if speaks_to_a_model(heading) else heading, lines))
    title = " ".join(paper.record.title.split())
    printed = "\n".join(line.text for block in blocks for line in block.lines)
    # A paper cannot hold the digest of itself, so nothing in it can close the fence.
    mark = hashlib.sha256((title + printed).encode()).hexdigest()[:16]
    fence = f"===== 论文资料 {mark} ====="
    affiliation = paper.affiliation.name if paper.affiliation else ""
    return prompt("paper", fence=fence, title=title, affiliation=affiliation, blocks=blocks)


def _note(candidates: int, kept: int, orders: int) -> str:
    read = "正文已全部读过" if kept == candidates else f"正文 {candidates} 段中读了 {kept} 段"
    left = f"；另有 {orders} 段是写给模型的指令，没有交给模型" if orders else ""
    return f"{read}，参考文献、致谢和附录没有读{left}。"
