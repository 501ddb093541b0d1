"""How many of the chosen sentences there is time for, by the speed that this run shows."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from summarizer.paper import Passage
from summarizer.summary import POINT_FIELDS, FieldName

RUN_SECONDS = 165.0
"""For a whole summary on two cores; three minutes with what comes before and after."""
_SECONDS_PER_WORD = 0.16
"""Of English, until this run has shown its own: the 1.5B on two busy cores."""
_MEASURED_WORDS = 40
"""So many words of experience weigh as much as the guess."""
_FIRST_LOOK_SECONDS = 45.0
"""Before that nothing is left out: what is written side by side is begun and not finished."""
_WORTH: dict[FieldName, int] = {"results": 2, "performance": 1, "takeaways": 2}
"""So many sentences more than other fields are left to these when time runs short."""
_OVERHEAD_SECONDS = 12.0
"""Title, affiliation and keywords, until they are written."""


@dataclass
class Timetable:
    """Chosen sentences in the order of the fields; the least important ones are left out when time runs short."""

    untimed: bool = False
    """Nothing is translated, so nothing has to be left out."""
    left_out: int = 0
    """Distinct sentences for which there was no time."""
    _due: dict[FieldName, list[Passage]] = field(default_factory=dict)
    _seen: set[int] = field(default_factory=set)
    _begun: set[int] = field(default_factory=set)
    _seconds: float = _SECONDS_PER_WORD * _MEASURED_WORDS
    _words: int = _MEASURED_WORDS
    _started: float = field(default_factory=time.monotonic)
    _lines_left: int = 3
    _fraction: float = 0.0

    def plan(self, sentences: Mapping[FieldName, Sequence[Passage]]) -> None:
        self._started = time.monotonic()
        self._due = {each.name: list(sentences.get(each.name, ())) for each in POINT_FIELDS}

    def measured(self, seconds: float, words: int) -> None:
        """Tells what was written: `words` of English, 0 for a line field."""
        if words:
            self._seconds += seconds
            self._words += words
        else:
            self._lines_left = max(0, self._lines_left - 1)

    def due(self, name: FieldName) -> list[Passage]:
        """The sentences of a field that there is time for."""
        self._fit()
        passages = self._due.pop(name, [])
        self._seen.update(passage.id for passage in passages)
        return passages

    def coming(self, count: int) -> list[Passage]:
        """The next `count` sentences that no field has shown; they are no longer left out."""
        self._fit()
        passages = list(self._waiting().values())[:count]
        self._begun.update(passage.id for passage in passages)
        return passages

    def progress(self) -> tuple[float, float]:
        """Fraction of the work done, which never falls, and seconds left."""
        left = self._seconds_left()
        gone = time.monotonic() - self._started
        self._fraction = max(self._fraction, round(gone / (gone + left), 3) if gone + left else 1.0)
        return self._fraction, round(left, 1)

    def _seconds_left(self) -> float:
        if self.untimed:
            return 0.0
        words = sum(len(passage.text.split()) for passage in self._waiting().values())
        return words * self._seconds / self._words + self._lines_left * _OVERHEAD_SECONDS / 3

    def _waiting(self) -> dict[int, Passage]:
        return {
            passage.id: passage
            for passages in self._due.values()
            for passage in passages
            if passage.id not in self._seen
        }

    def _fit(self) -> None:
        """Takes out the least of the remaining fields' sentences until the rest fits; a field keeps its best one."""
        gone = time.monotonic() - self._started
        if gone < _FIRST_LOOK_SECONDS:
            return
        room = RUN_SECONDS - gone
        while self._seconds_left() > room:
            waiting = self._waiting().keys() - self._begun
            last = [
                (len(passages) - _WORTH.get(name, 0), name)
                for name, passages in self._due.items()
                if len(passages) > 1 and any(passage.id in waiting for passage in passages[1:])
            ]
            if not last:
                return
            name = max(last)[1]
            least = next(passage for passage in reversed(self._due[name]) if passage.id in waiting)
            for passages in self._due.values():
                if least in passages and len(passages) > 1:
                    passages.remove(least)
            self.left_out += least.id not in self._waiting()
