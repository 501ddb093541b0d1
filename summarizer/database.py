"""A SQLite file that several processes share, that is set aside when it is broken, and whose full disk has a name."""

from __future__ import annotations

import errno
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock

from summarizer.errors import DiskFull, PaperGlanceError

BUSY_SECONDS = 30.0
"""How long a call waits for another process that is writing."""

_BROKEN_CODES = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_FULL_ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT})
_CLOSED_ERRNOS = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR})


class DatabaseBroken(Exception):
    """The file is no SQLite database any more."""


class Database:
    """The file at `path` with the tables of `schema` (statements that may be run again: CREATE TABLE IF NOT EXISTS).

    A connection is opened for each transaction, so any thread and any process may call at any time; that takes less
    than a millisecond. A schema that changes takes another file name.
    """

    def __init__(self, path: Path, schema: str):
        self._path = path
        self._schema = schema
        self._ready = False

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A connection whose changes are kept together when the block ends, or not at all if it raises.

        A broken file is set aside first, and the block begins with empty tables. Raises DiskFull; DatabaseBroken if
        the file turns out to be broken within the block (the next transaction then begins anew).
        """
        with _named_errors(self), closing(self._connected()) as connection:
            # IMMEDIATE: a transaction that reads and then writes waits here instead of failing half way.
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for SELECTs, which waits for no writer. Raises as `transaction` does."""
        with _named_errors(self), closing(self._connected()) as connection:
            yield connection

    def _connected(self) -> sqlite3.Connection:
        try:
            return self._opened()
        except sqlite3.DatabaseError as error:
            if not _is_broken(error):
                raise
        self.set_aside()
        return self._opened()

    def _opened(self) -> sqlite3.Connection:
        new = not self._ready or not self._path.exists()
        if new:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous = NORMAL")
            if new:
                # The mode is kept in the file; where the file system has no shared memory, SQLite stays as it was.
                connection.execute("PRAGMA journal_mode = WAL")
                connection.executescript(self._schema)
                self._ready = True
        except BaseException:
            connection.close()
            raise
        return connection

    def set_aside(self) -> None:
        """Renames the file if it is broken, so that the next transaction begins a new one. Nothing is deleted."""
        with FileLock(self._path.with_suffix(".lock")):
            # Another process may have done it while this one waited.
            if self._path.exists() and not _is_sound(self._path):
                stamp = f"{time.strftime('%Y%m%d-%H%M%S')}-{time.monotonic_ns() % 1_000_000:06}"
                for suffix in ("", "-wal", "-shm"):
                    file = self._path.with_name(self._path.name + suffix)
                    if file.exists():
                        file.rename(file.with_name(f"{file.name}.broken-{stamp}"))
        self._ready = False


@contextmanager
def disk_full_named() -> Iterator[None]:
    """Raises DiskFull for an OSError that says so; a folder that cannot be written to has its own sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL_ERRNOS:
            raise DiskFull() from None
        if error.errno in _CLOSED_ERRNOS:
            raise PaperGlanceError("缓存文件夹不可写，请检查它的权限后重试。") from None
        raise


@contextmanager
def _named_errors(database: Database) -> Iterator[None]:
    try:
        with disk_full_named():
            yield
    except sqlite3.DatabaseError as error:
        code = _code(error)
        if code == sqlite3.SQLITE_FULL:
            raise DiskFull() from None
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise PaperGlanceError("缓存正被其他进程占用，请稍后重试。") from None
        if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
            raise PaperGlanceError("缓存文件夹不可写，请检查它的权限后重试。") from None
        if code in _BROKEN_CODES:
            database.set_aside()
            raise DatabaseBroken from None
        raise


def _is_broken(error: sqlite3.DatabaseError) -> bool:
    return _code(error) in _BROKEN_CODES


def _code(error: sqlite3.Error) -> int:
    """The primary result code: the extended ones carry it in their lowest byte."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
            return connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
    except sqlite3.DatabaseError as error:
        return not _is_broken(error)
