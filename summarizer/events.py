"""What happens on the way from a source to a summary, as a view can show it."""

from __future__ import annotations

from dataclasses import dataclass

from summarizer.paper import Paper
from summarizer.summary import FieldName, Point, Summary
from summarizer.usage import Usage


@dataclass(frozen=True, slots=True)
class Step:
    """Work has begun or gone on; `fraction` is 0..1 of the whole, `seconds_left` an estimate or None."""

    text: str
    """What is being done, in Chinese."""
    fraction: float
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """The paper has been read."""

    paper: Paper


@dataclass(frozen=True, slots=True)
class Writing:
    """Text of a field as it streams: to be appended to what came before for this field; provisional until Written."""

    field: FieldName
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """A field is done. It replaces what streamed. `line` for line fields, `points` for the others; empty: not found."""

    field: FieldName
    line: str = ""
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event of a run."""

    summary: Summary
    stored: bool = False
    """True if it was kept from an earlier run and no model was called."""


@dataclass(frozen=True, slots=True)
class Answering:
    """Text of an answer to a question as it streams; to be appended, provisional until Answered."""

    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The last event of an answer. It replaces what streamed."""

    points: tuple[Point, ...]
    found: bool
    """False: the paper does not answer the question; `points` then says so."""
    nearest: tuple[int, ...]
    """Ids of the passages closest to the question, best first."""
    usage: Usage


Event = Step | Opened | Writing | Written | Finished
ChatEvent = Step | Answering | Answered
