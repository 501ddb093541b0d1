"""What makes a sentence fit a field: weights of roles, sections and clues.

They are set by hand and measured by benchmarks/selection.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from summarizer.paper import Role, SectionRole


@dataclass(frozen=True)
class Leaning:
    """Weights of one field. A sentence's fit is their sum; a clue is what `Candidate.shows` can be asked."""

    roles: Mapping[Role, float]
    sections: Mapping[SectionRole, float]
    clues: Mapping[str, float] = field(default_factory=dict)
    depth: float = 0.0
    """What is gained from the first sentence of a section to its last; negative prefers the first."""
    late: float = 0.0
    """What is gained from the paper's beginning to its end."""
    kinship: float = 0.5
    """What is gained by having the words of title and abstract."""
    shyness: float = 1.0
    """How strongly it avoids sentences that a kindred field shows already."""
    theorem: float = 0.0
    """What is gained by stating a theorem."""
    opening: float = 0.0
    """What is gained by one of the first two sentences of a section."""
    size: float = 0.0
    """What is gained by telling how much was done: a number and what was counted."""
    any_of: tuple[frozenset[str], ...] = ()
    bare: float = 2.0
    """What is lost by each group of `any_of` of which a sentence has no clue."""
    trusts_abstract: bool = False
    """What the abstract says needs no clue of `any_of`."""
    single: Role | None = None
    """A role that only one of its sentences may have: the same said again in other words."""
    spread: int = 0
    """So many of its sentences at most from one section of the body; 0: any number."""
    floor: float = -3.0
    """The first sentence needs no more than this: rather a weak sentence than an empty field."""
    least: float = 1.0
    """What a further sentence needs."""
    doubt: float = -9.0
    """A best sentence below this gives way to one that the summary shows already."""


LEANINGS: dict[str, Leaning] = {
    "background": Leaning(
        roles={"background": 3.0, "gap": 0.8, "aim": -3.0, "method": -2.0, "result": -2.0, "significance": -1.0},
        sections={
            "abstract": 1.0, "introduction": 1.0, "related work": -1.5, "method": -3.5, "experiments": -4.5,
            "conclusion": -3.5, "limitations": -4.0, "appendix": -4.0, "other": -2.0,
        },
        clues={
            "cue general": 0.6, "cue importance": 0.6, "voice": -2.0, "ours": -1.5, "cue this paper": -1.5,
            "opening contrast": -1.0, "quantity": -0.5, "own name": -2.0, "by name": -1.5, "open": -0.3,
        },
        opening=1.2,
        depth=-2.5,
        kinship=1.0,
        late=-2.5,
        least=5.7,
    ),
    "past_methods": Leaning(
        roles={"gap": 2.2, "background": 0.6, "aim": -3.0, "method": -1.5, "result": -2.0, "significance": -1.5},
        sections={
            "abstract": 1.2, "introduction": 1.0, "related work": 1.0, "method": -4.0, "experiments": -4.5,
            "conclusion": -3.5, "limitations": -4.0, "appendix": -4.0, "other": -3.0,
        },
        clues={
            "cue others": 0.6, "theirs": 0.8, "cue difficulty": 0.9, "cue lack": 0.9, "cue contrast": 0.6,
            "voice": -1.0,
            "ours": -2.0, "cue this paper": -1.5, "citation": 0.3, "cue promise": -0.4, "own name": -1.5,
            "cue wins": -0.4, "symbols": -0.5,
        },
        kinship=1.0,
        any_of=(frozenset({"cue contrast", "cue difficulty", "cue lack"}), frozenset({"theirs", "citation"})),
        bare=2.2,
        late=-1.5,
        least=3.0,
    ),
    "earlier work": Leaning(
        roles={"gap": 1.4, "background": 1.4, "aim": -2.0, "method": 0.4, "result": 0.0, "significance": -1.0},
        sections={
            "abstract": -0.5, "introduction": 1.2, "related work": 1.6, "method": -3.0, "experiments": -4.0,
            "conclusion": -4.0, "limitations": -4.0, "appendix": -4.0, "other": -2.0,
        },
        clues={
            "named work": 1.2, "citation": 0.6, "theirs": 0.6, "their doing": 0.8, "cue difficulty": 0.6,
            "cue lack": 0.6, "cue contrast": 0.5, "voice": -1.5, "ours": -2.5, "cue this paper": -1.5,
            "own name": -0.8, "symbols": -0.5,
        },
        kinship=1.6,
        any_of=(frozenset({"named work", "citation"}), frozenset({"named work", "their doing"})),
        bare=2.2,
        opening=-1.2,
        late=-1.0,
        floor=3.0,
        least=3.0,
    ),
    "method": Leaning(
        roles={"aim": 2.2, "method": 2.2, "background": -2.0, "gap": -2.0, "result": -1.5, "significance": -1.5},
        sections={
            "abstract": 2.2, "introduction": 0.8, "related work": -2.5, "method": 0.2, "experiments": -1.8,
            "conclusion": 0.2, "limitations": -3.0, "appendix": -4.0, "other": -0.8,
        },
        clues={
            "cue we propose": 0.8, "cue this paper": 0.3, "cue own method": 0.4, "cue use": 0.5, "voice": 0.2,
            "ours": 0.4, "own name": 0.5, "cue limit": -0.6, "url": -3.0, "cue release": -1.0, "quantity": -0.4,
            "inquiry": -3.4, "cue better": -0.3, "cue wins": -0.5, "by name": -0.8, "open": -1.0, "outcome": -0.5,
        },
        kinship=1.0,
        any_of=(frozenset({"ours", "own name", "cue we propose"}),),
        bare=1.6,
        single="aim",
        depth=-0.6,
        late=-1.0,
        least=3.1,
    ),
    "results": Leaning(
        roles={"result": 2.6, "significance": -0.3, "background": -2.5, "gap": -2.5, "aim": -0.8, "method": 0.3},
        sections={
            "abstract": 2.4, "introduction": 0.2, "related work": -3.0, "method": -1.5, "experiments": 0.0,
            "conclusion": 0.6, "limitations": -3.0, "appendix": -4.0, "other": -1.0,
        },
        clues={
            "quantity": 1.2, "number": 0.8, "numbers": 0.5, "cue wins": 0.7, "cue better": 0.5, "cue find": 0.4,
            "cue measure": 0.3, "outcome": 0.6, "share": 1.2, "citation": -0.8, "ours": 0.3, "own name": 0.4,
            "url": -3.0, "cue others": -0.2,
            "by name": -1.2, "hedge": -0.3, "opening procedure": -0.2,
        },
        kinship=0.8,
        any_of=(frozenset({"ours", "own name", "cue find", "cue own method"}),),
        bare=1.2,
        trusts_abstract=True,
        least=3.0,
        theorem=4.4,
    ),
    "methods": Leaning(
        roles={"method": 2.4, "aim": 1.0, "background": -2.0, "gap": -2.0, "result": -1.8, "significance": -1.8},
        sections={
            "abstract": 1.6, "introduction": -0.2, "related work": -3.0, "method": 0.9, "experiments": -0.8,
            "conclusion": -0.5, "limitations": -3.0, "appendix": -4.0, "other": -0.2,
        },
        clues={
            "cue own method": 0.5, "cue use": 0.6, "cue procedure": 0.4, "cue we propose": 0.4, "voice": 0.2,
            "ours": 0.3, "own name": 0.4, "cue evaluate": 0.1, "cue limit": -0.6, "url": -3.0, "cue better": -0.4,
            "cue difficulty": -0.4, "inquiry": -2.4, "by name": -0.6, "cue importance": -0.4, "outcome": -0.6,
            "open": -1.0, "hedge": -0.4, "asks": -2.0, "symbols": -0.4, "cue wins": -1.2, "setting up": -0.9,
        },
        any_of=(frozenset({"ours", "own name", "cue own method", "past"}),),
        bare=1.2,
        single="aim",
        depth=-0.8,
        opening=0.5,
        spread=3,
        kinship=1.4,
        shyness=0.4,
        late=-0.6,
        least=2.0,
    ),
    "significance": Leaning(
        roles={"significance": 2.4, "background": -1.5, "gap": -2.0, "aim": 0.0, "method": -1.2, "result": 0.8},
        sections={
            "abstract": 2.0, "introduction": 0.4, "related work": -3.0, "method": -3.5, "experiments": -2.0,
            "conclusion": 2.2, "limitations": -2.0, "appendix": -4.0, "other": -3.0,
        },
        clues={
            "cue promise": 0.6, "cue suggest": 0.6, "cue importance": 0.3, "general": 1.8, "ours": 0.5,
            "own name": 0.3,
            "cue limit": -1.2, "open": -1.8, "hedge": -0.8, "cue difficulty": -0.3, "url": -3.0, "cue own work": 0.2,
            "cue we propose": -0.4, "cue find": 0.2, "by name": -0.8, "cue contrast": -0.6, "past": -0.2,
            "symbols": -0.6,
        },
        depth=0.8,
        kinship=1.0,
        any_of=(
            frozenset({"cue importance", "cue promise", "cue suggest", "general"}),
            frozenset({"ours", "own name", "cue this paper", "cue suggest", "cue own method", "cue own work"}),
        ),
        bare=1.8,
        doubt=3.4,
        late=0.5,
        least=4.5,
    ),
    "innovation": Leaning(
        roles={"aim": 1.8, "method": 0.8, "result": 0.6, "background": -2.5, "gap": -2.5, "significance": 0.0},
        sections={
            "abstract": 0.4, "introduction": 1.4, "related work": -2.0, "method": -1.8, "experiments": -2.2,
            "conclusion": 1.6, "limitations": -3.0, "appendix": -4.0, "other": -1.2,
        },
        clues={
            "cue own work": 0.9, "cue we propose": 1.0, "opening we propose": 0.4, "voice": 0.3, "ours": 0.5,
            "contributes": 1.0, "listed": 1.4, "own name": 0.5, "cue this paper": 0.3, "cue limit": -0.9,
            "open": -1.2,
            "url": -3.0, "citation": -0.3, "cue others": -0.2, "by name": -1.0, "cue find": 0.2, "hedge": -0.6,
        },
        depth=0.6,
        kinship=1.4,
        shyness=0.8,
        any_of=(
            frozenset({"ours", "listed", "own name", "cue this paper"}),
            frozenset({"contributes", "listed", "cue we propose", "cue own work", "cue find"}),
        ),
        bare=2.2,
        theorem=0.8,
        least=3.0,
    ),
    "performance": Leaning(
        roles={"result": 2.4, "significance": -0.5, "background": -2.5, "gap": -2.5, "aim": -0.8, "method": -0.5},
        sections={
            "abstract": 1.6, "introduction": -0.2, "related work": -3.0, "method": -1.8, "experiments": 0.5,
            "conclusion": 0.8, "limitations": -3.0, "appendix": -4.0, "other": -0.8,
        },
        clues={
            "quantity": 1.6, "number": 0.9, "numbers": 0.4, "cue wins": 0.7, "cue better": 0.7, "outcome": 0.5,
            "cue measure": 0.5, "url": -3.0, "cue limit": -0.3, "ours": 0.3, "own name": 0.6, "by name": -1.2,
            "hedge": -0.4, "citation": -0.8,
        },
        any_of=(frozenset({"ours", "own name", "cue find", "cue own method"}),),
        bare=1.2,
        trusts_abstract=True,
        doubt=3.0,
        kinship=0.8,
        shyness=1.0,
        theorem=1.5,
    ),
    "workload": Leaning(
        roles={"method": 1.0, "result": 0.0, "aim": 0.3, "background": -2.5, "gap": -2.5, "significance": -1.5},
        sections={
            "abstract": 0.8, "introduction": 0.2, "related work": -3.0, "method": 0.3, "experiments": 1.0,
            "conclusion": 0.2, "limitations": -3.0, "appendix": -2.5, "other": 0.2,
        },
        clues={
            "cue data": 1.0, "cue evaluate": 0.7, "apparatus": 1.0, "number": 0.4, "numbers": 0.3, "cue better": -0.6,
            "cue wins": -0.8, "quantity": -0.5, "ours": 0.4, "voice": 0.2, "past": 0.3, "url": -2.0, "citation": -0.2,
            "by name": -0.8, "hedge": -0.5, "modal": -0.4, "cue difficulty": -0.3,
        },
        kinship=0.8,
        shyness=0.9,
        size=2.4,
        any_of=(frozenset({"number", "cue data", "cue evaluate"}), frozenset({"apparatus", "cue evaluate"})),
        bare=1.5,
        doubt=4.2,
    ),
    "one_sentence": Leaning(
        roles={"aim": 3.0, "method": 1.6, "result": 0.0, "background": -3.0, "gap": -3.0, "significance": 0.0},
        sections={
            "abstract": 2.0, "introduction": 0.6, "related work": -3.0, "method": -1.5, "experiments": -2.0,
            "conclusion": 0.8, "limitations": -3.0, "appendix": -5.0, "other": -0.5,
        },
        clues={
            "cue we propose": 1.6, "cue this paper": 0.6, "cue we study": 0.6, "voice": 0.3, "ours": 0.3,
            "own name": 1.4,
            "opening procedure": -0.8, "url": -3.0, "cue own work": 0.3, "inquiry": -0.5, "open": -1.0,
        },
        kinship=1.6,
    ),
    "limit": Leaning(
        roles={"gap": 0.6, "significance": 0.6, "background": -1.0, "aim": 0.0, "method": -0.3, "result": 0.0},
        sections={
            "abstract": -2.5, "introduction": -3.0, "related work": -4.0, "method": -2.5, "experiments": -1.0,
            "conclusion": 1.8, "limitations": 3.0, "appendix": -4.0, "other": -0.8,
        },
        clues={
            "open": 2.2, "cue limit": 1.0, "cue lack": 0.4, "cue contrast": 0.4, "cue difficulty": 0.3, "modal": 0.3,
            "cue need": 0.3, "cue promise": 0.2, "cue wins": -0.8, "citation": -0.3, "ours": 0.4, "own name": 0.3,
            "cue find": -0.3,
        },
        depth=1.2,
        kinship=0.6,
        any_of=(frozenset({"cue limit", "open"}),),
        floor=2.5,
        least=2.5,
        late=1.8,
    ),
}  # fmt: skip
