"""What has been done for every topic, day and paper, in one SQLite file beside the posts.

Each fact is one transaction, so a process that is killed loses at most the call that was under way. A paper is worked
on under a lease: several runs may share the file, on one machine or more, and none does another's work again.
"""

from __future__ import annotations

import sqlite3
import threading
import time
import uuid
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from filelock import FileLock, Timeout
from pydantic import ValidationError

from summarizer.database import Database
from summarizer.digest.entries import Listing, Outcome
from summarizer.paper import Frozen, Record
from summarizer.source import ArxivId
from summarizer.usage import Usage

LEASE_SECONDS = 90.0
"""Work whose run has not been heard of for so long is taken over, though its process may still hang about."""

_LEFTOVER_SECONDS = 86_400.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS listing (topic TEXT, day TEXT, json BLOB, PRIMARY KEY (topic, day)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS listed (topic TEXT, number TEXT, day TEXT, record BLOB,
    PRIMARY KEY (topic, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS work (paper TEXT, task TEXT, state TEXT, owner TEXT, until REAL, ended REAL, reason TEXT,
    outcome BLOB, PRIMARY KEY (paper, task)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS call (key TEXT PRIMARY KEY, paper TEXT, task TEXT, answer BLOB) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS call_of_work ON call (paper, task);
CREATE TABLE IF NOT EXISTS licence (number TEXT PRIMARY KEY, url TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS post (topic TEXT, day TEXT, stem TEXT, setting BLOB,
    PRIMARY KEY (topic, day)) WITHOUT ROWID;
"""
_SCHEMA_VERSION = 1


class Work(NamedTuple):
    """One paper to be done in one way: whoever asks for the same gets the same outcome."""

    paper: str
    """arXiv id with its version."""
    task: str
    """Depth, language and model."""


class Answer(Frozen):
    """A model's whole answer to one request."""

    text: str
    finish: Literal["stop", "length"]
    usage: Usage


class Standing(NamedTuple):
    """How a work stands for one run."""

    state: Literal["done", "failed", "mine", "taken"]
    outcome: Outcome | None = None
    reason: str = ""


class State:
    """The state in `folder`; calls block for milliseconds. Raises DiskFull."""

    def __init__(self, folder: Path):
        self._folder = folder
        file = folder / f"digest-{_SCHEMA_VERSION}.sqlite3"
        self._database = Database(file, _SCHEMA)
        self._turn = threading.Lock()
        self._held_open = self._open_for_good(file)
        self._runs = folder / "runs"
        self._runs.mkdir(parents=True, exist_ok=True)

    def _open_for_good(self, file: Path) -> sqlite3.Connection:
        """A connection that does nothing: without it each transaction would close the last one, and SQLite would then
        copy its log into the file and wait for the disk, 20 ms instead of one."""
        with self._database.reading():
            connection = sqlite3.connect(file, check_same_thread=False)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return connection

    def close(self) -> None:
        self._held_open.close()

    @property
    def post_lock(self) -> FileLock:
        """Held while posts are written."""
        return FileLock(self._folder / "posts.lock")

    # Runs: each holds the lock of a file of its own, which the system releases when the process ends, however it ends.

    def begun_run(self) -> Run:
        """A new run of this process. Locks that killed ones left long ago are cleared away."""
        for file in self._runs.glob("*.lock"):
            with suppress(FileNotFoundError):
                if time.time() - file.stat().st_mtime > _LEFTOVER_SECONDS:
                    self._is_alive(file.stem)
        return Run(self, self._runs / f"{uuid.uuid4().hex}.lock")

    def _is_alive(self, owner: str) -> bool:
        file = self._runs / f"{owner}.lock"
        if not file.exists():
            return False
        lock = FileLock(file)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        file.unlink(missing_ok=True)
        lock.release()
        return False

    # What arXiv listed.

    def listing(self, topic: str, day: date) -> Listing | None:
        return _unpacked(
            Listing, self._row("SELECT json FROM listing WHERE topic = ? AND day = ?", topic, day.isoformat())
        )

    def days(self, topic: str) -> tuple[date, ...]:
        """The days that were asked for, with an answer, oldest first."""
        rows = self._rows("SELECT day, json FROM listing WHERE topic = ? ORDER BY day", topic)
        return tuple(
            date.fromisoformat(day) for day, json in rows if (kept := _unpacked(Listing, (json,))) and not kept.error
        )

    def day_of(self, topic: str) -> dict[str, date]:
        """The day in whose post each paper of a topic is, by arXiv number without version."""
        rows = self._rows("SELECT number, day FROM listed WHERE topic = ?", topic)
        return {number: date.fromisoformat(day) for number, day in rows}

    def keep_listing(self, topic: str, day: date, listing: Listing, records: Iterable[Record], most: int) -> None:
        """Keeps an answer of arXiv; its papers join the day unless another day has them or it has `most` already."""
        with self.changes() as tables:
            tables.execute(
                "INSERT OR REPLACE INTO listing VALUES (?, ?, ?)", (topic, day.isoformat(), _packed(listing))
            )
            (count,) = tables.execute(
                "SELECT count(*) FROM listed WHERE topic = ? AND day = ?", (topic, day.isoformat())
            ).fetchone()
            for record in records:
                if count >= most:
                    break
                count += tables.execute(
                    "INSERT OR IGNORE INTO listed VALUES (?, ?, ?, ?)",
                    (topic, number_of(record), day.isoformat(), _packed(record)),
                ).rowcount

    def listed(self, topic: str, day: date) -> tuple[Record, ...]:
        """The papers of a day's post, newest first."""
        rows = self._rows("SELECT record FROM listed WHERE topic = ? AND day = ?", topic, day.isoformat())
        records = [record for row in rows if (record := _unpacked(Record, row))]
        return tuple(sorted(records, key=lambda record: (record.published, record.arxiv_id), reverse=True))

    def licence(self, number: str) -> str | None:
        row = self._row("SELECT url FROM licence WHERE number = ?", number)
        return row[0] if row else None

    def keep_licence(self, number: str, url: str) -> None:
        self._write("INSERT OR REPLACE INTO licence VALUES (?, ?)", number, url)

    # What was made of them.

    def outcome(self, work: Work) -> Outcome | None:
        return _unpacked(
            Outcome,
            self._row("SELECT outcome FROM work WHERE paper = ? AND task = ? AND state = 'done'", *work),
        )

    def failure(self, work: Work) -> str | None:
        """Why it failed the last time; None if it did not."""
        row = self._row("SELECT reason FROM work WHERE paper = ? AND task = ? AND state = 'failed'", *work)
        return row[0] if row else None

    def answer(self, key: str) -> Answer | None:
        """What a model said to the request of that key."""
        return _unpacked(Answer, self._row("SELECT answer FROM call WHERE key = ?", key))

    def keep_answer(self, key: str, work: Work, answer: Answer) -> None:
        self._write("INSERT OR REPLACE INTO call VALUES (?, ?, ?, ?)", key, *work, _packed(answer))

    def forget_answers(self, work: Work) -> None:
        """Lets a model be asked anew, where what it said was of no use."""
        self._write("DELETE FROM call WHERE paper = ? AND task = ?", *work)

    # Posts.

    def posts(self) -> tuple[tuple[str, date, str, bytes], ...]:
        """Topic, day, stem and setting of every post that was written, newest first."""
        rows = self._rows("SELECT topic, day, stem, setting FROM post ORDER BY day DESC, topic")
        return tuple(
            (topic, date.fromisoformat(day), stem, zlib.decompress(setting)) for topic, day, stem, setting in rows
        )

    def keep_post(self, topic: str, day: date, stem: str, setting: bytes) -> None:
        self._write(
            "INSERT OR REPLACE INTO post VALUES (?, ?, ?, ?)", topic, day.isoformat(), stem, zlib.compress(setting)
        )

    @contextmanager
    def changes(self) -> Iterator[sqlite3.Connection]:
        """A transaction. This process's threads queue for it: SQLite itself lets those that wait sleep and guess."""
        with self._turn, self._database.transaction() as tables:
            yield tables

    def _row(self, select: str, *values: object) -> tuple | None:
        with self._database.reading() as tables:
            return tables.execute(select, values).fetchone()

    def _rows(self, select: str, *values: object) -> list[tuple]:
        with self._database.reading() as tables:
            return tables.execute(select, values).fetchall()

    def _write(self, statement: str, *values: object) -> None:
        with self.changes() as tables:
            tables.execute(statement, values)


class Run:
    """One process's run. While it lives, what it took is its own; close it to give back what it has not ended."""

    def __init__(self, state: State, file: Path):
        self._state = state
        self._changes = state.changes
        self._file = file
        self._lock = FileLock(file)
        self._lock.acquire(timeout=0)
        self._started = time.time()
        self.name = file.stem

    def take(self, work: Work) -> Standing:
        """`mine`: this run is to do it now; `done` and `failed` (since the run began) are ends; `taken`: another's."""
        with self._changes() as tables:
            row = tables.execute(
                "SELECT state, owner, until, ended, reason, outcome FROM work WHERE paper = ? AND task = ?", work
            ).fetchone()
            if row:
                state, owner, until, ended, reason, outcome = row
                if state == "done" and (kept := _unpacked(Outcome, (outcome,))):
                    return Standing("done", kept)
                if state == "failed" and ended >= self._started:
                    return Standing("failed", reason=reason)
                if state == "taken" and owner != self.name and until > time.time() and self._state._is_alive(owner):
                    return Standing("taken")
            tables.execute(
                "INSERT OR REPLACE INTO work VALUES (?, ?, 'taken', ?, ?, NULL, NULL, NULL)",
                (*work, self.name, time.time() + LEASE_SECONDS),
            )
            return Standing("mine")

    def hold(self) -> None:
        """Says that this run is still at work; to be called well within LEASE_SECONDS."""
        with self._changes() as tables:
            tables.execute(
                "UPDATE work SET until = ? WHERE owner = ? AND state = 'taken'",
                (time.time() + LEASE_SECONDS, self.name),
            )

    def finish(self, work: Work, outcome: Outcome) -> None:
        """Keeps what was made; the answers that led to it are no longer needed."""
        with self._changes() as tables:
            tables.execute(
                "INSERT INTO work VALUES (?, ?, 'done', ?, NULL, ?, NULL, ?) ON CONFLICT DO UPDATE SET state = 'done',"
                " owner = excluded.owner, until = NULL, ended = excluded.ended, reason = NULL,"
                " outcome = excluded.outcome WHERE state != 'done'",
                (*work, self.name, time.time(), _packed(outcome)),
            )
            tables.execute("DELETE FROM call WHERE paper = ? AND task = ?", work)

    def fail(self, work: Work, reason: str) -> None:
        """Keeps the reason, unless another run has brought it to an end; the answers stay for the next try."""
        with self._changes() as tables:
            tables.execute(
                "UPDATE work SET state = 'failed', until = NULL, ended = ?, reason = ?"
                " WHERE paper = ? AND task = ? AND owner = ? AND state = 'taken'",
                (time.time(), reason, *work, self.name),
            )

    def close(self) -> None:
        with self._changes() as tables:
            tables.execute("DELETE FROM work WHERE owner = ? AND state = 'taken'", (self.name,))
        self._lock.release()
        with suppress(OSError):
            self._file.unlink(missing_ok=True)


def number_of(record: Record) -> str:
    """The paper's arXiv number without its version: what stays the same across versions and cross-lists."""
    return ArxivId.parse(record.arxiv_id or "").number


def _packed(value: Frozen) -> bytes:
    return zlib.compress(value.model_dump_json().encode(), 6)


def _unpacked(kind: type[Frozen], row: tuple | Mapping | None):
    """The value as it was kept; None if there is none or a version of the program kept it that knew other fields."""
    if row is None or row[0] is None:
        return None
    try:
        return kind.model_validate_json(zlib.decompress(row[0]))
    except (ValidationError, zlib.error, TypeError):
        return None
