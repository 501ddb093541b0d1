"""What makes a sentence fit a field: weights of roles, sections and clues.

They are set by hand and measured by benchmarks/selection.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from summarizer.paper import Role, SectionRole


@dataclass(frozen=True)
class Leaning:
    """Weights of one field. A sentence's fit is their sum; a clue is a feature of `reading.roles.own_features`."""

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
    any_of: frozenset[str] = frozenset()
    bare: float = 2.0
    """What is lost by having none of the clues `any_of`."""
    floor: float = -3.0
    """The first sentence needs no more than this: rather a weak sentence than an empty field."""
    least: float = 1.0
    """What a further sentence needs."""


LEANINGS: dict[str, Leaning] = {
    "background": Leaning(
        roles={"background": 3.0, "gap": 0.5, "aim": -3.0, "method": -2.0, "result": -2.0, "significance": -1.0},
        sections={
            "abstract": 1.0, "introduction": 1.0, "related work": -1.0, "method": -2.5, "experiments": -3.5,
            "conclusion": -2.5, "limitations": -3.0, "appendix": -4.0, "other": -1.0,
        },
        clues={
            "cue general": 0.5, "cue importance": 0.5, "voice": -2.0, "cue this paper": -1.5,
            "opening contrast": -1.0, "quantity": -0.5,
        },
        opening=1.2,
        depth=-2.0,
        kinship=1.0,
        late=-1.0,
    ),
    "past_methods": Leaning(
        roles={"gap": 3.0, "background": 0.8, "aim": -3.0, "method": -2.0, "result": -2.0, "significance": -1.5},
        sections={
            "abstract": 1.2, "introduction": 0.8, "related work": 0.8, "method": -2.0, "experiments": -3.0,
            "conclusion": -2.5, "limitations": -3.0, "appendix": -4.0, "other": -1.0,
        },
        clues={
            "cue others": 0.9, "cue difficulty": 0.8, "cue lack": 0.8, "cue contrast": 0.5, "voice": -1.5,
            "cue this paper": -1.5, "citation": 0.2, "cue promise": -0.4,
        },
        kinship=0.8,
        any_of=frozenset({"cue contrast", "cue difficulty", "cue lack", "cue others"}),
        late=-0.8,
    ),
    "method": Leaning(
        roles={"aim": 2.2, "method": 2.2, "background": -2.0, "gap": -2.0, "result": -1.0, "significance": -1.5},
        sections={
            "abstract": 2.2, "introduction": 0.6, "related work": -2.5, "method": 0.2, "experiments": -1.5,
            "conclusion": 0.0, "limitations": -3.0, "appendix": -4.0, "other": -0.5,
        },
        clues={
            "cue we propose": 0.8, "cue this paper": 0.3, "cue own method": 0.4, "cue use": 0.4, "voice": 0.4,
            "cue limit": -0.6, "url": -3.0, "cue release": -1.0, "quantity": -0.4,
        },
        kinship=1.0,
    ),
    "results": Leaning(
        roles={"result": 2.6, "significance": -0.5, "background": -2.5, "gap": -2.5, "aim": -1.0, "method": -1.0},
        sections={
            "abstract": 2.4, "introduction": 0.3, "related work": -3.0, "method": -1.5, "experiments": 0.0,
            "conclusion": 0.4, "limitations": -3.0, "appendix": -4.0, "other": -0.8,
        },
        clues={
            "quantity": 1.2, "number": 0.6, "numbers": 0.5, "cue wins": 0.7, "cue better": 0.5, "cue find": 0.4,
            "cue measure": 0.3, "url": -3.0, "cue others": -0.2,
        },
        kinship=0.6,
        theorem=2.5,
    ),
    "methods": Leaning(
        roles={"method": 2.4, "aim": 1.0, "background": -2.0, "gap": -2.0, "result": -1.5, "significance": -1.5},
        sections={
            "abstract": 1.4, "introduction": 0.4, "related work": -3.0, "method": 0.9, "experiments": -0.6,
            "conclusion": -0.3, "limitations": -3.0, "appendix": -4.0, "other": -0.3,
        },
        clues={
            "cue own method": 0.5, "cue use": 0.5, "cue procedure": 0.4, "cue we propose": 0.4, "voice": 0.3,
            "cue evaluate": 0.2, "cue limit": -0.6, "url": -3.0, "cue better": -0.3, "cue difficulty": -0.3,
        },
        depth=-0.8,
        kinship=1.2,
        shyness=0.4,
        least=0.5,
    ),
    "significance": Leaning(
        roles={"significance": 3.0, "background": -2.0, "gap": -2.0, "aim": -0.5, "method": -1.5, "result": 0.5},
        sections={
            "abstract": 1.6, "introduction": -1.2, "related work": -3.0, "method": -2.5, "experiments": -1.0,
            "conclusion": 1.4, "limitations": -1.0, "appendix": -4.0, "other": -1.2,
        },
        clues={
            "cue promise": 0.9, "cue suggest": 0.6, "cue importance": 0.3, "cue limit": -0.9,
            "cue difficulty": -0.3, "url": -3.0, "cue own work": 0.2,
        },
        depth=0.5,
        kinship=0.8,
        any_of=frozenset({"cue importance", "cue promise", "cue suggest"}),
        late=0.6,
        least=3.5,
    ),
    "innovation": Leaning(
        roles={"aim": 2.0, "method": 0.8, "result": 0.3, "background": -2.5, "gap": -2.5, "significance": -0.3},
        sections={
            "abstract": 0.5, "introduction": 1.4, "related work": -2.0, "method": -1.5, "experiments": -2.0,
            "conclusion": 1.4, "limitations": -3.0, "appendix": -4.0, "other": -0.8,
        },
        clues={
            "cue own work": 1.2, "cue we propose": 1.2, "opening we propose": 0.5, "voice": 0.5,
            "cue this paper": 0.4, "cue limit": -0.9, "url": -3.0, "citation": -0.4, "cue others": -0.2,
        },
        depth=0.6,
        kinship=1.4,
        shyness=0.6,
        theorem=0.8,
    ),
    "performance": Leaning(
        roles={"result": 2.4, "significance": -0.5, "background": -2.5, "gap": -2.5, "aim": -1.0, "method": -0.8},
        sections={
            "abstract": 1.6, "introduction": 0.3, "related work": -3.0, "method": -1.5, "experiments": 0.4,
            "conclusion": 0.8, "limitations": -3.0, "appendix": -4.0, "other": -0.8,
        },
        clues={
            "quantity": 1.6, "number": 0.8, "numbers": 0.4, "cue wins": 0.7, "cue better": 0.7,
            "cue measure": 0.5, "url": -3.0, "cue limit": -0.3,
        },
        kinship=0.6,
        shyness=1.0,
        theorem=1.5,
    ),
    "workload": Leaning(
        roles={"method": 1.0, "result": 0.2, "aim": 0.2, "background": -2.5, "gap": -2.5, "significance": -1.5},
        sections={
            "abstract": 0.4, "introduction": 0.0, "related work": -3.0, "method": 0.3, "experiments": 1.3,
            "conclusion": 0.0, "limitations": -3.0, "appendix": -2.0, "other": 0.2,
        },
        clues={
            "cue data": 1.2, "cue evaluate": 0.9, "number": 0.6, "numbers": 0.3, "cue better": -0.4, "cue wins": -0.6,
            "voice": 0.4, "past": 0.3, "url": -2.0, "citation": -0.2,
        },
        shyness=0.5,
        size=1.8,
        any_of=frozenset({"number", "cue data", "cue evaluate"}),
    ),
    "one_sentence": Leaning(
        roles={"aim": 3.0, "method": 0.8, "result": 0.5, "background": -3.0, "gap": -3.0, "significance": 0.0},
        sections={
            "abstract": 2.0, "introduction": 0.6, "related work": -3.0, "method": -1.5, "experiments": -2.0,
            "conclusion": 0.8, "limitations": -3.0, "appendix": -5.0, "other": -0.5,
        },
        clues={
            "cue we propose": 1.0, "cue this paper": 0.6, "cue we study": 0.6, "voice": 0.4,
            "opening procedure": -0.8, "url": -3.0, "cue own work": 0.3,
        },
        kinship=1.6,
    ),
    "limit": Leaning(
        roles={"gap": 0.6, "significance": 0.4, "background": -1.0, "aim": -1.0, "method": -0.6, "result": 0.0},
        sections={
            "abstract": -2.0, "introduction": -2.5, "related work": -4.0, "method": -2.0, "experiments": -0.6,
            "conclusion": 1.6, "limitations": 3.0, "appendix": -4.0, "other": 0.0,
        },
        clues={
            "cue limit": 1.8, "cue lack": 0.6, "cue contrast": 0.6, "cue difficulty": 0.5, "modal": 0.3,
            "cue need": 0.4, "cue promise": 0.4, "cue wins": -0.8, "citation": -0.5,
        },
        depth=1.0,
        any_of=frozenset({"cue limit"}),
        floor=2.5,
        least=2.5,
        late=1.6,
    ),
}  # fmt: skip
