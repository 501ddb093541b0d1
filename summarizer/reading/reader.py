"""PDFs are opened in another process: what a hostile one can do there is end it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from summarizer.errors import ReaderCrashed, ReadingError, ReadingTimeout
from summarizer.paper import Box, Paper
from summarizer.reading.process.limits import (
    MAX_ANSWER_BYTES,
    MAX_MEMORY_BYTES,
    MAX_OCR_MEMORY_BYTES,
    OCR_SECONDS,
    READ_SECONDS,
    RENDER_SECONDS,
    START_SECONDS,
)
from summarizer.reading.process.pipe import LENGTHS, frame

log = logging.getLogger(__name__)

PASSED_VARIABLES = (
    *("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
    *("SYSTEMROOT", "TEMP", "TMP", "USERPROFILE", "APPDATA", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"),
)
"""What the worker inherits of the environment: keys and tokens are not for a process that opens strangers' files."""


class Reader:
    """Reads and renders PDFs in one warm worker process, started on first use; one task at a time, in order of asking.

    A task that takes too long, crashes the worker or is cancelled ends the worker, and the next task gets a new one.
    Belongs to one event loop. Use it as an async context manager, or call `close`.
    """

    def __init__(
        self,
        *,
        read_seconds: float = READ_SECONDS,
        render_seconds: float = RENDER_SECONDS,
        memory_bytes: int = MAX_MEMORY_BYTES,
    ):
        self._read_seconds = read_seconds
        self._render_seconds = render_seconds
        self._memory_bytes = memory_bytes
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Reader:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def read(self, path: Path) -> Paper:
        """The Paper in the PDF at `path`. Raises ReadingError."""
        body = await self._answer({"name": "read", "path": str(path)}, self._read_seconds)
        return await asyncio.to_thread(Paper.model_validate_json, body)

    async def render(
        self,
        path: Path,
        page: int,
        *,
        dpi: int,
        clip: Box | None = None,
        marks: Sequence[Box] = (),
        form: Literal["png", "webp"] = "png",
    ) -> bytes:
        """The page (counted from 1), or the part in `clip`, as an image file with `marks` highlighted.

        Boxes are in points of the page as shown. Raises ReadingError.
        """
        task = {"name": "render", "path": str(path), "page": page, "dpi": dpi, "clip": clip, "marks": list(marks)}
        return await self._answer(task | {"form": form}, self._render_seconds)

    async def recognise(self, path: Path) -> bytes:
        """The scan at `path` with a text layer, as a PDF. Raises ReadingError; also without requirements-ocr.txt.

        Takes minutes, in a process of its own: other tasks go on beside it.
        """
        async with Reader(memory_bytes=MAX_OCR_MEMORY_BYTES) as patient:
            return await patient._answer({"name": "recognise", "path": str(path)}, OCR_SECONDS)

    async def warm(self) -> None:
        """Starts the worker now, so that the first task need not wait for it. Raises ReadingError."""
        async with self._turn:
            await self._ready_process()

    async def close(self) -> None:
        """Ends the worker. Its tasks, if any, raise ReaderCrashed; the Reader can be used again."""
        process, self._process = self._process, None
        if process:
            await _end(process)

    async def _answer(self, task: dict, seconds: float) -> bytes:
        """What the worker gives for `task`. Raises ReadingError as the worker says, or for a worker that failed."""
        async with self._turn:
            process = await self._ready_process()
            spent = True
            try:
                async with asyncio.timeout(seconds):
                    process.stdin.write(frame(task | {"seconds": seconds}))
                    await process.stdin.drain()
                    head, body = await _received(process.stdout)
                spent = head.get("spent", False)
            except TimeoutError:
                log.warning("worker %d took longer than %g s and was ended", process.pid, seconds)
                raise ReadingTimeout from None
            except (asyncio.IncompleteReadError, OSError, ValueError) as error:
                log.warning("worker %d died: %r", process.pid, error)
                raise ReaderCrashed from None
            finally:
                if spent:
                    self._process = None
                    await _end(process)
        if head.get("detail"):
            log.warning("worker: %s", head["detail"])
        if "error" in head:
            raise _error(head)
        return body

    async def _ready_process(self) -> asyncio.subprocess.Process:
        if self._process and self._process.returncode is None:
            return self._process
        process = self._process = await _started(self._memory_bytes)
        try:
            async with asyncio.timeout(START_SECONDS):
                await _received(process.stdout)
        except BaseException as error:
            self._process = None
            await _end(process)
            if isinstance(error, TimeoutError | asyncio.IncompleteReadError | OSError | ValueError):
                log.error("the worker did not start: %r", error)
                raise ReaderCrashed("解析程序没有启动，请稍后重试。") from None
            raise
        return process


async def _started(memory_bytes: int) -> asyncio.subprocess.Process:
    environment = {name: os.environ[name] for name in PASSED_VARIABLES if name in os.environ}
    root = str(Path(__file__).parents[2])
    environment["PYTHONPATH"] = os.pathsep.join(dict.fromkeys([root, *filter(None, sys.path)]))
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "summarizer.reading.process.worker", str(memory_bytes)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=environment,
    )


async def _received(stream: asyncio.StreamReader) -> tuple[dict, bytes]:
    """A frame's head and body. Raises IncompleteReadError at the end of the stream, ValueError for no valid frame."""
    lengths = LENGTHS.unpack(await stream.readexactly(LENGTHS.size))
    if sum(lengths) > MAX_ANSWER_BYTES:
        raise ValueError(f"an answer of {sum(lengths)} bytes")
    head = json.loads(await stream.readexactly(lengths[0]))
    if not isinstance(head, dict):
        raise ValueError("an answer without a head")
    return head, await stream.readexactly(lengths[1])


def _error(head: dict) -> ReadingError:
    """The error that an answer names; ReadingError itself if there is no such."""
    kinds = {kind.__name__: kind for kind in (ReadingError, *ReadingError.__subclasses__())}
    return kinds.get(head["error"], ReadingError)(head.get("sentence"))


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()
