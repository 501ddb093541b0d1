"""What the command line says: results to stdout or into a file, progress and failures to stderr."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from summarizer.errors import PaperGlanceError

if TYPE_CHECKING:
    from summarizer.events import Step


class ProgressLine:
    """The current step on stderr: one line rewritten on a terminal, a line per new step elsewhere."""

    def __init__(self, stream: TextIO):
        self._stream = stream
        self._terminal = stream.isatty()
        self._shown = ""

    def show(self, step: Step) -> None:
        left = f"，约剩 {step.seconds_left:.0f} 秒" if step.seconds_left else ""
        if self._terminal:
            print(f"\r\033[K[{step.fraction:4.0%}] {step.text}{left}", end="", file=self._stream, flush=True)
        elif step.text != self._shown:
            print(f"[{step.fraction:4.0%}] {step.text}{left}", file=self._stream, flush=True)
        self._shown = step.text

    def clear(self) -> None:
        if self._terminal and self._shown:
            print("\r\033[K", end="", file=self._stream, flush=True)
        self._shown = ""


def write(text: str) -> None:
    """Puts text on stdout at once, so that a reader sees it while the rest is still being made."""
    print(text, end="", flush=True)


def put(content: str | bytes, output: Path | None) -> None:
    """Text on stdout, or text or bytes whole in the file: a reader of the file never sees half of it.

    Raises PaperGlanceError if the file's folder does not exist.
    """
    if output is None:
        write(content)
        return
    if not output.parent.is_dir():
        raise PaperGlanceError("没有找到输出文件所在的文件夹，请先建立它。")
    with tempfile.NamedTemporaryFile(dir=output.parent, prefix=f".{output.name}.", delete=False) as file:
        try:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(output)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def failed(sentence: str) -> int:
    """The exit status of a failure, whose sentence it puts on stderr."""
    print(f"\n{sentence}" if sys.stderr.isatty() else sentence, file=sys.stderr)
    return 1
