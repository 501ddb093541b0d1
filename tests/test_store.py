"""What is kept between runs, by several processes, on a disk that is full, and in a file that is broken."""

import errno
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

import summarizer.store
from summarizer.database import Database
from summarizer.errors import DiskFull, PaperGlanceError, PdfTooLarge, SourceError
from summarizer.store import Store, SummaryKey, cache_folder, reader_version
from tests.samples import PAPER, RECORD, SUMMARY

KEY = SummaryKey("ab" * 32, "prompts-1", "scripted", "zh-Hans")


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "cache")


@pytest.fixture
def pdf(tmp_path):
    def made(text: str = "one", size: int = 1000) -> Path:
        path = tmp_path / f"{text}.pdf"
        path.write_bytes(b"%PDF-1.7 " + text.encode() + bytes(size))
        return path

    return made


def unused_for(store: Store, sha256: str, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(store.folder / "pdf" / f"{sha256}.pdf", (then, then))


def test_a_pdf_is_kept_under_its_sum_and_the_original_stays(store, pdf):
    path = pdf()
    sha256 = store.keep_pdf(path)
    assert sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert store.pdf(sha256).read_bytes() == path.read_bytes()
    assert store.pdf("0" * 64) is None
    assert store.keep_pdf(path) == sha256
    assert len(list((store.folder / "pdf").iterdir())) == 1


def test_an_arxiv_id_leads_to_its_pdf_only_with_a_version_and_while_the_file_is_there(store, pdf):
    sha256 = store.keep_pdf(pdf(), "2403.07860v2")
    store.keep_pdf(pdf("two"), "2403.07860")
    assert store.pdf_of("2403.07860v2") == sha256
    assert store.pdf_of("2403.07860") is None and store.pdf_of("2403.07860v1") is None
    store.pdf(sha256).unlink()
    assert store.pdf_of("2403.07860v2") is None
    store.keep_pdf(pdf(), "2403.07860v2")
    store.forget_pdf_of("2403.07860v2")
    assert store.pdf_of("2403.07860v2") is None and store.pdf(sha256)


def test_a_name_that_is_no_sum_reaches_no_file(store):
    for name in ("../../etc/passwd", "", "AB" * 32, "ab" * 31):
        with pytest.raises(ValueError):
            store.pdf(name)


def test_a_file_that_is_gone_or_too_large_is_told(store, pdf, tmp_path, monkeypatch):
    with pytest.raises(SourceError):
        store.keep_pdf(tmp_path / "missing.pdf")
    monkeypatch.setattr(summarizer.store, "MAX_PDF_BYTES", 500)
    with pytest.raises(PdfTooLarge):
        store.keep_pdf(pdf())
    assert list((store.folder / "pdf").iterdir()) == []


def test_the_longest_unused_pdfs_go_first_and_what_is_in_use_stays(tmp_path, pdf):
    store = Store(tmp_path / "cache", max_pdfs_bytes=3500)
    one, two, three = (store.keep_pdf(pdf(text)) for text in ("one", "two", "three"))
    unused_for(store, one, 5000)
    unused_for(store, two, 9000)
    assert store.pdf(one)  # now it is in use again
    four = store.keep_pdf(pdf("four"))
    assert [bool(store.pdf(sha256)) for sha256 in (one, two, three, four)] == [True, False, True, True]
    five = store.keep_pdf(pdf("five"))
    assert all(store.pdf(sha256) for sha256 in (one, three, four, five))


def test_leftovers_of_dead_processes_are_removed(store, pdf):
    old, new = store.folder / "pdf" / "old.part", store.folder / "pdf" / "new.part"
    old.touch()
    new.touch()
    os.utime(old, (time.time() - 200_000,) * 2)
    store.keep_pdf(pdf())
    assert not old.exists() and new.exists()


def test_a_paper_comes_back_equal_and_only_to_the_same_reader(tmp_path):
    store = Store(tmp_path, reader="1")
    store.keep_paper(PAPER)
    assert store.paper(PAPER.sha256) == PAPER
    assert Store(tmp_path, reader="1").paper(PAPER.sha256) == PAPER
    assert Store(tmp_path, reader="2").paper(PAPER.sha256) is None
    assert store.paper("0" * 64) is None


def test_the_readers_version_follows_its_code(monkeypatch, tmp_path):
    assert reader_version() == reader_version() != ""
    package = tmp_path / "summarizer"
    (package / "reading").mkdir(parents=True)
    (package / "paper.py").write_text("a")
    monkeypatch.setattr(summarizer.store, "__file__", str(package / "store.py"))
    before = reader_version()
    (package / "reading" / "pages.py").write_text("b")
    assert reader_version() != before


def test_papers_beyond_the_limit_go_oldest_first_and_the_newest_stays(tmp_path):
    small = Store(tmp_path / "small", max_papers_bytes=1)
    for letter in "abc":
        small.keep_paper(PAPER.model_copy(update={"sha256": letter * 64}))
    assert [bool(small.paper(letter * 64)) for letter in "abc"] == [False, False, True]
    large = Store(tmp_path / "large")
    for letter in "abc":
        large.keep_paper(PAPER.model_copy(update={"sha256": letter * 64}))
    assert all(large.paper(letter * 64) for letter in "abc")


def test_a_record_of_the_newest_version_ages_and_one_of_a_version_does_not(store, monkeypatch):
    store.keep_record("2403.07860", RECORD)
    assert store.record("2403.07860") == store.record("2403.07860v2") == RECORD
    assert store.record("2403.07860v1") is None
    later = time.time() + 2 * 86_400
    monkeypatch.setattr(summarizer.store.time, "time", lambda: later)
    assert store.record("2403.07860") is None
    assert store.record("2403.07860", no_older_than=timedelta(days=3)) == RECORD
    assert store.record("2403.07860", no_older_than=timedelta.max) == RECORD
    assert store.record("2403.07860v2") == RECORD


def test_a_summary_comes_back_only_for_all_four_parts_of_its_key(store):
    store.keep_summary(KEY, SUMMARY)
    assert store.summary(KEY) == SUMMARY
    for name in KEY._fields:
        assert store.summary(KEY._replace(**{name: "0" * 64})) is None


def test_what_another_version_wrote_counts_as_not_kept(store):
    store.keep_summary(KEY, SUMMARY)
    with sqlite3.connect(store.folder / "store-1.sqlite3") as tables:
        tables.execute("UPDATE summary SET json = ?", (b"no zlib",))
    assert store.summary(KEY) is None


@pytest.mark.parametrize("damage", ["text", "header", "pages"])
def test_a_broken_file_is_set_aside_and_a_new_one_begun(store, damage):
    for n in range(200):
        store.keep_summary(KEY._replace(model=f"model {n}"), SUMMARY)
    file = store.folder / "store-1.sqlite3"
    with sqlite3.connect(file) as tables:
        tables.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(file.read_bytes())
    if damage == "text":
        data = bytearray(b"this is no database" * 1000)
    elif damage == "header":
        data[:100] = bytes(100)
    else:
        data[4096:] = os.urandom(len(data) - 4096)
    file.write_bytes(data)
    assert store.summary(KEY._replace(model="model 7")) is None
    store.keep_summary(KEY, SUMMARY)
    assert store.summary(KEY) == SUMMARY
    (aside,) = store.folder.glob("store-1.sqlite3.broken-*")
    assert aside.read_bytes() == bytes(data)


def test_a_full_disk_is_told_as_such(store, pdf, monkeypatch):
    store.keep_summary(KEY, SUMMARY)
    opened = Database._opened

    def cramped(database):
        connection = opened(database)
        connection.execute("PRAGMA max_page_count = 1")
        return connection

    monkeypatch.setattr(Database, "_opened", cramped)
    with pytest.raises(DiskFull):
        for n in range(500):
            store.keep_summary(KEY._replace(model=f"model {n}"), SUMMARY)
    assert store.summary(KEY) == SUMMARY

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("summarizer.store.os.fsync", full)
    with pytest.raises(DiskFull):
        store.keep_pdf(pdf())
    assert list((store.folder / "pdf").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told_in_chinese(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(PaperGlanceError, match="缓存文件夹") as caught:
        Store(tmp_path / "file" / "cache")
    assert str(tmp_path) not in str(caught.value)


def test_the_folder_may_be_cleared_at_any_time(store, pdf):
    store.keep_summary(KEY, SUMMARY)
    shutil.rmtree(store.folder)
    assert store.summary(KEY) is None and store.paper(KEY.sha256) is None
    assert store.pdf(store.keep_pdf(pdf()))
    store.keep_summary(KEY, SUMMARY)
    assert store.summary(KEY) == SUMMARY


def test_threads_write_at_once(store):
    def work(name: int) -> None:
        for n in range(20):
            store.keep_summary(KEY._replace(model=f"{name} {n}"), SUMMARY)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(store.summary(KEY._replace(model=f"{name} {n}")) for name in range(4) for n in range(20))


_WORK = """
import sys
from pathlib import Path
from summarizer.store import Store, SummaryKey
from tests.samples import SUMMARY
store = Store(Path(sys.argv[1]), reader="1")
for n in range(40):
    store.keep_summary(SummaryKey("ab" * 32, "p", f"{sys.argv[2]} {n}", "zh-Hans"), SUMMARY)
    store.keep_pdf(Path(sys.argv[3]))
"""


def test_processes_write_at_once_and_begin_the_same_file(tmp_path, pdf):
    folder, root = tmp_path / "cache", Path(__file__).parents[1]
    processes = [
        subprocess.Popen([sys.executable, "-c", _WORK, str(folder), name, str(pdf())], cwd=root) for name in "abc"
    ]
    assert [process.wait(timeout=60) for process in processes] == [0, 0, 0]
    store = Store(folder)
    for name in "abc":
        assert all(store.summary(SummaryKey("ab" * 32, "p", f"{name} {n}", "zh-Hans")) for n in range(40))
    assert len(list((folder / "pdf").iterdir())) == 1


def test_the_environment_names_the_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("PAPERGLANCE_CACHE", str(tmp_path / "here"))
    assert cache_folder() == tmp_path / "here"
    assert Store().folder == tmp_path / "here"
    monkeypatch.delenv("PAPERGLANCE_CACHE")
    (tmp_path / "file").touch()
    monkeypatch.setattr(summarizer.store.platformdirs, "user_cache_dir", lambda *_, **__: str(tmp_path / "user"))
    assert cache_folder() == tmp_path / "user"
    monkeypatch.setattr(summarizer.store.platformdirs, "user_cache_dir", lambda *_, **__: str(tmp_path / "file" / "x"))
    assert cache_folder().name.startswith("paperglance-")
