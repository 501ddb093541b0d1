"""An answer while it streams: provisional text of each field, clause by clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarizer.chain.conversation.answer import without_citations
from summarizer.chain.conversation.headings import heading_of, unknown_heading
from summarizer.checking.text import plain, statement
from summarizer.events import Writing
from summarizer.summary import FieldName

MOST_CHARACTERS = 12_000
"""No step needs more; what goes on longer runs in circles."""
_MOST_RAW_CHARACTERS = 80_000
"""With the thoughts of a reasoning model."""
_BOUNDARY = re.compile(r"[。！？；\n]")
_LOOP = re.compile(r"(.{3,240}?)\1{7,}\Z", re.DOTALL)
_LOOP_WINDOW_CHARACTERS = 2400
_LOOK_EVERY_CHARACTERS = 400


class Live:
    """Fed the pieces of one answer, it tells what to show and when to stop listening."""

    def __init__(self, expected: Sequence[FieldName]):
        self._expected = expected
        self._field: FieldName | None = expected[0] if len(expected) == 1 else None
        self._held = ""
        self._thinking = False
        self._at_line_start = True
        self._raw: list[str] = []
        self._characters = 0
        self._visible = 0
        self._looked = 0
        self.runaway = False
        """True once the answer loops or never ends."""

    @property
    def text(self) -> str:
        """All that came."""
        return "".join(self._raw)

    def fed(self, piece: str) -> Iterator[Writing]:
        self._raw.append(piece)
        self._characters += len(piece)
        self._held += piece
        if self._characters - self._looked >= _LOOK_EVERY_CHARACTERS:
            self._looked = self._characters
            tail = self.text[-_LOOP_WINDOW_CHARACTERS:]
            self.runaway = (
                self._visible > MOST_CHARACTERS
                or self._characters > _MOST_RAW_CHARACTERS
                or len(self._held) > MOST_CHARACTERS
                or bool(_LOOP.search(tail))
            )
        while segment := self._segment():
            self._visible += len(segment)
            yield from self._written(segment)

    def ended(self) -> Iterator[Writing]:
        """What was held back."""
        segment, self._held = self._held, ""
        if segment.strip() and not self._thinking:
            yield from self._written(segment)

    def _segment(self) -> str:
        if self._held.lstrip().startswith("<think"):
            self._thinking = True
        if self._thinking:
            _, close, after = self._held.partition("</think>")
            self._thinking = not close
            self._held = after if close else self._held
            if self._thinking:
                return ""
        match = _BOUNDARY.search(self._held)
        if not match:
            return ""
        segment, self._held = self._held[: match.end()], self._held[match.end() :]
        return segment

    def _written(self, segment: str) -> Iterator[Writing]:
        at_start, self._at_line_start = self._at_line_start, segment.endswith("\n")
        if at_start:
            if heading := heading_of(segment, self._expected):
                self._field = heading.fields[0] if len(heading.fields) == 1 else None
                segment = heading.rest
            elif unknown_heading(segment):
                self._field = None
        text = without_citations(plain(segment))
        text = statement(text) if at_start else text.strip()
        if self._field and text.strip("。！？；|-* "):
            yield Writing(self._field, text + ("\n" if self._at_line_start else ""))
        elif self._field and self._at_line_start and not at_start:
            yield Writing(self._field, "\n")
