"""Whose turn it is to ask arXiv: one request at a time, a pause after each, across threads and processes."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from summarizer.database import disk_full_named
from summarizer.errors import ArxivThrottled

GATE_SECONDS = 3.0
"""arXiv asks for at most one request in three seconds over one connection (info.arxiv.org/help/api/tou.html)."""

MAX_WAIT_SECONDS = 60.0
"""Nobody is kept waiting longer for arXiv to take requests again; the user is told instead."""

_POLL_SECONDS = 0.1


class Cancelled(Exception):
    """The user has stopped; nobody waits for the result."""


class Turns:
    """The right to send one request. `folder` holds the lock that all processes share."""

    def __init__(self, folder: Path, interval_seconds: float = GATE_SECONDS):
        self._lock = FileLock(folder / "arxiv.lock")
        # Its modification time is when the next request may start: a full disk cannot stop that from being written.
        self._next = folder / "arxiv.next"
        with disk_full_named():
            folder.mkdir(parents=True, exist_ok=True)
            if not self._next.exists():
                self._next.touch()
        self._interval_seconds = interval_seconds

    @contextmanager
    def turn(
        self, cancelled: threading.Event, waiting: Callable[[float], None] = lambda seconds: None
    ) -> Iterator[None]:
        """Waits for the turn and holds it; the pause begins when the block ends. `waiting` is told of long waits (s).

        Raises ArxivThrottled if arXiv wants to be left alone for longer than MAX_WAIT_SECONDS, and Cancelled.
        """
        self._acquire(cancelled)
        try:
            seconds = self._seconds_left()
            if seconds > MAX_WAIT_SECONDS:
                raise throttled_for(seconds)
            if seconds > 2 * GATE_SECONDS:
                waiting(seconds)
            if cancelled.wait(max(0.0, seconds)):
                raise Cancelled
            try:
                yield
            finally:
                self.postpone(self._interval_seconds)
        finally:
            self._lock.release()

    def postpone(self, seconds: float) -> None:
        """No request starts for so many seconds, here or in another process; a later time that is set already stays."""
        then = max(time.time() + seconds, time.time() + self._seconds_left())
        self._next.parent.mkdir(parents=True, exist_ok=True)  # someone may clear the cache folder at any time
        self._next.touch()
        os.utime(self._next, (then, then))

    def _seconds_left(self) -> float:
        with suppress(FileNotFoundError):
            left = self._next.stat().st_mtime - time.time()
            # A time further away than any answer may set comes from a clock that was wrong.
            return left if left < 2 * MAX_PAUSE_SECONDS else 0.0
        return 0.0

    def _acquire(self, cancelled: threading.Event) -> None:
        while True:
            if cancelled.is_set():
                raise Cancelled
            with suppress(Timeout), disk_full_named():
                self._lock.acquire(timeout=_POLL_SECONDS * 5, poll_interval=_POLL_SECONDS)
                return


MAX_PAUSE_SECONDS = 3600.0
"""A longer Retry-After is taken as this."""


def throttled_for(seconds: float) -> ArxivThrottled:
    """The error that tells the user when to try again."""
    wait = f"{seconds:.0f} 秒" if seconds < 100 else f"{seconds / 60:.0f} 分钟"
    return ArxivThrottled(f"arXiv 正在限制访问频率，请约 {wait}后再试，或者直接上传 PDF。")
