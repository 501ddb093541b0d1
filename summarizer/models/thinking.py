"""Text without what a reasoning model thinks aloud in it."""

from __future__ import annotations

_OPEN, _CLOSE = "<think>", "</think>"


class WithoutThought:
    """Drops a leading `<think>…</think>` from a text that comes in pieces.

    A thought that has no opening tag (some chat templates write it for the model) is only known at its end: then
    what came before has been given out, and `</think>` is left in the text for the caller to cut at.
    """

    def __init__(self) -> None:
        self._held = ""
        self._state = "start"

    def text(self, piece: str) -> str:
        """What may be shown after this piece; empty while it is thinking or undecided."""
        if self._state == "answer":
            return piece
        self._held += piece
        if self._state == "start":
            begun = self._held.lstrip()
            if begun.startswith(_OPEN):
                self._state, self._held = "thought", begun[len(_OPEN) :]
            elif begun and not _OPEN.startswith(begun):
                self._state = "answer"
        if self._state == "thought":
            _, close, after = self._held.partition(_CLOSE)
            self._held = after if close else self._held[-len(_CLOSE) :]
            self._state = "gap" if close else "thought"
        if self._state == "gap":
            self._held = self._held.lstrip()
            self._state = "answer" if self._held else "gap"
        return self.rest() if self._state == "answer" else ""

    def rest(self) -> str:
        """What was held back at the end of the answer; nothing of an unfinished thought."""
        held, self._held = self._held, ""
        return held if self._state in ("start", "answer") else ""
