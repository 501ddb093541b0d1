"""What is kept on disk between runs: PDFs, papers, records and summaries. Never a key; all of it can be had again."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple, TypeVar

import platformdirs
from pydantic import ValidationError

from summarizer.database import Database, DatabaseBroken, disk_full_named
from summarizer.errors import PdfTooLarge, SourceError
from summarizer.paper import Frozen, Paper, Record
from summarizer.reading.process.limits import MAX_PDF_BYTES
from summarizer.source import ArxivId
from summarizer.summary import Summary

MAX_PDFS_BYTES = 2 * 1024**3
"""All PDFs together: about 1000 papers. The longest unused go first."""

MAX_PAPERS_BYTES = 512 * 1024**2
"""All papers as read, compressed: about 2000. The longest unused go first."""

RECORD_AGE = timedelta(days=1)
"""A record of "the newest version" is asked for again after that; one of a given version never changes."""

_IN_USE_SECONDS = 600.0
"""A PDF that was asked for so recently may be open, and stays whatever the limit."""

_LEFTOVER_SECONDS = 86_400.0
"""A part file that old belongs to a process that is gone."""

_SHA256 = re.compile(r"[0-9a-f]{64}")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS paper (sha256 TEXT, reader TEXT, bytes INTEGER, used REAL, json BLOB,
    PRIMARY KEY (sha256, reader)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record (arxiv_id TEXT PRIMARY KEY, fetched REAL, json BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS arxiv_pdf (arxiv_id TEXT PRIMARY KEY, sha256 TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS summary (sha256 TEXT, prompts TEXT, model TEXT, language TEXT, written REAL, json BLOB,
    PRIMARY KEY (sha256, prompts, model, language)) WITHOUT ROWID;
"""
_SCHEMA_VERSION = 1
"""Part of the file's name: another version of the program leaves this one's file alone."""

Kept = TypeVar("Kept", bound=Frozen)


class SummaryKey(NamedTuple):
    """What a summary depends on: with the same four, the stored one is the answer."""

    sha256: str
    """Of the PDF."""
    prompts: str
    """Digest of all that the model is sent beside the paper."""
    model: str
    language: str


def cache_folder() -> Path:
    """Where this program keeps its files: PAPERGLANCE_CACHE, else the user's cache folder, else a temporary one.

    The folder exists and can be written to, unless PAPERGLANCE_CACHE names one that cannot.
    """
    if named := os.environ.get("PAPERGLANCE_CACHE"):
        return Path(named).expanduser()
    folder = Path(platformdirs.user_cache_dir("paperglance", appauthor=False))
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK | os.X_OK):
            return folder
    return Path(tempfile.gettempdir()) / f"paperglance-{os.getuid() if hasattr(os, 'getuid') else 'cache'}"


class Store:
    """The cache in `folder` (default: `cache_folder()`), of papers as the `reader` of that version has read them.

    Calls block, for milliseconds (`keep_pdf` as long as copying takes): run them in a thread from async code. Safe in
    several threads and processes. Those that write raise DiskFull. What cannot be read back counts as not kept.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        reader: str | None = None,
        max_pdfs_bytes: int = MAX_PDFS_BYTES,
        max_papers_bytes: int = MAX_PAPERS_BYTES,
    ):
        self.folder = folder = folder or cache_folder()
        self._reader = reader or reader_version()
        self._max_pdfs_bytes = max_pdfs_bytes
        self._max_papers_bytes = max_papers_bytes
        self._pdfs = folder / "pdf"
        self._database = Database(folder / f"store-{_SCHEMA_VERSION}.sqlite3", _SCHEMA)
        with disk_full_named():
            self._pdfs.mkdir(parents=True, exist_ok=True)

    # PDFs: files named by their sum; the time of modification is the time of last use.

    def keep_pdf(self, path: Path, arxiv_id: str | None = None) -> str:
        """SHA-256 of the PDF at `path`, of which a copy is now kept, also as the PDF of an arXiv id with its version.

        Raises PdfTooLarge, SourceError if the file is gone.
        """
        digest = hashlib.sha256()
        self._pdfs.mkdir(parents=True, exist_ok=True)  # someone may clear the cache folder at any time
        with _file_errors_named(), tempfile.NamedTemporaryFile(dir=self._pdfs, suffix=".part", delete=False) as copy:
            try:
                with path.open("rb") as original:
                    if os.fstat(original.fileno()).st_size > MAX_PDF_BYTES:
                        raise PdfTooLarge()
                    while part := original.read(1 << 20):
                        digest.update(part)
                        copy.write(part)
                copy.flush()
                os.fsync(copy.fileno())
                copy.close()
                sha256 = digest.hexdigest()
                Path(copy.name).replace(to := self._path_of(sha256))
            except BaseException:
                Path(copy.name).unlink(missing_ok=True)
                raise
            self._evict_pdfs(spare=to)
        if arxiv_id and ArxivId.parse(arxiv_id).version is not None:
            self._write("INSERT OR REPLACE INTO arxiv_pdf VALUES (?, ?)", arxiv_id, sha256)
        return sha256

    def pdf(self, sha256: str) -> Path | None:
        """The file of a kept PDF; it stays for at least ten minutes from now."""
        path = self._path_of(sha256)
        try:
            os.utime(path)
        except OSError:
            return None
        return path

    def _path_of(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise ValueError("not a SHA-256")
        return self._pdfs / f"{sha256}.pdf"

    def _evict_pdfs(self, spare: Path) -> None:
        now = time.time()
        files = []
        for entry in os.scandir(self._pdfs):
            with suppress(FileNotFoundError):  # another process evicts too
                stat = entry.stat()
                if entry.name.endswith(".pdf"):
                    files.append((stat.st_mtime, stat.st_size, Path(entry.path)))
                elif now - stat.st_mtime > _LEFTOVER_SECONDS:
                    Path(entry.path).unlink(missing_ok=True)
        total = sum(size for _, size, _ in files)
        for used, size, path in sorted(files):
            if total <= self._max_pdfs_bytes:
                break
            if path != spare and now - used > _IN_USE_SECONDS:
                path.unlink(missing_ok=True)
                total -= size

    def pdf_of(self, arxiv_id: str) -> str | None:
        """SHA-256 of the kept PDF of an id; None for an id without its version, since the newest one changes."""
        row = self._row("SELECT sha256 FROM arxiv_pdf WHERE arxiv_id = ?", arxiv_id)
        return row[0] if row and self.pdf(row[0]) else None

    def forget_pdf_of(self, arxiv_id: str) -> None:
        """Lets the PDF of an id be fetched again, as when it turned out to be another paper's."""
        self._write("DELETE FROM arxiv_pdf WHERE arxiv_id = ?", arxiv_id)

    # Papers as read.

    def paper(self, sha256: str) -> Paper | None:
        """What this version of the reader has read from the PDF."""
        row = self._row("SELECT json, used FROM paper WHERE sha256 = ? AND reader = ?", sha256, self._reader)
        if row and time.time() - row[1] > _IN_USE_SECONDS:
            self._write("UPDATE paper SET used = ? WHERE sha256 = ? AND reader = ?", time.time(), sha256, self._reader)
        return _unpacked(Paper, row)

    def keep_paper(self, paper: Paper) -> None:
        packed = _packed(paper)
        self._write(
            "INSERT OR REPLACE INTO paper VALUES (?, ?, ?, ?, ?)",
            *(paper.sha256, self._reader, len(packed), time.time(), packed),
        )
        # The running total, newest first, says which are the oldest beyond the limit; the newest one always stays.
        self._write(
            """DELETE FROM paper WHERE (sha256, reader) IN (
                SELECT sha256, reader FROM (
                    SELECT sha256, reader, sum(bytes) OVER newest - bytes AS newer, sum(bytes) OVER newest AS total
                    FROM paper WINDOW newest AS (ORDER BY used DESC, sha256, reader)
                ) WHERE total > ? AND newer > 0)""",
            self._max_papers_bytes,
        )

    # Records of arXiv.

    def record(self, arxiv_id: str, no_older_than: timedelta = RECORD_AGE) -> Record | None:
        """The record of an id; without a version, only one that was fetched within that time."""
        row = self._row("SELECT json, fetched FROM record WHERE arxiv_id = ?", arxiv_id)
        if row and ArxivId.parse(arxiv_id).version is None and time.time() - row[1] > no_older_than.total_seconds():
            return None
        return _unpacked(Record, row)

    def keep_record(self, arxiv_id: str, record: Record) -> None:
        """Keeps the record under the id that was asked for and under its own, with the version."""
        for name in {arxiv_id, record.arxiv_id or arxiv_id}:
            self._write("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", name, time.time(), _packed(record))

    # Summaries.

    def summary(self, key: SummaryKey) -> Summary | None:
        """The summary that was written with exactly these four."""
        row = self._row(
            "SELECT json FROM summary WHERE sha256 = ? AND prompts = ? AND model = ? AND language = ?", *key
        )
        return _unpacked(Summary, row)

    def keep_summary(self, key: SummaryKey, summary: Summary) -> None:
        self._write("INSERT OR REPLACE INTO summary VALUES (?, ?, ?, ?, ?, ?)", *key, time.time(), _packed(summary))

    def _row(self, select: str, *values: object) -> tuple | None:
        try:
            with self._database.reading() as tables:
                return tables.execute(select, values).fetchone()
        except DatabaseBroken:
            return None

    def _write(self, statement: str, *values: object) -> None:
        # A file that turns out to be broken has been set aside: the second try begins a new one. After that the value
        # is not kept, which costs no more than having it made again.
        for _ in range(2):
            with suppress(DatabaseBroken), self._database.transaction() as tables:
                tables.execute(statement, values)
                return


@contextmanager
def _file_errors_named() -> Iterator[None]:
    try:
        with disk_full_named():
            yield
    except FileNotFoundError:
        raise SourceError("没有找到这个文件，请检查路径，或者重新上传。") from None


def reader_version() -> str:
    """Digest of the reader's own code and its PDF library: what one version has read is not another's."""
    digest = hashlib.sha256(version("pymupdf").encode())
    package = Path(__file__).parent
    for file in sorted([package / "paper.py", *package.glob("reading/**/*.py")]):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _packed(value: Frozen) -> bytes:
    return zlib.compress(value.model_dump_json().encode(), 6)


def _unpacked(kind: type[Kept], row: tuple | None) -> Kept | None:
    if row is None:
        return None
    try:
        return kind.model_validate_json(zlib.decompress(row[0]))
    except (ValidationError, zlib.error, TypeError):
        return None
