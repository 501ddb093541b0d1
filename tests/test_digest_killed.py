"""A real digest process, killed again and again at random moments: nothing lost, nothing twice, no half post."""

import random
import signal
import sqlite3
import subprocess
import time
import zlib
from contextlib import closing
from dataclasses import replace

import pytest

from summarizer.digest.entries import Outcome
from tests.digest_papers import ROOT, briefly, calls_by_paper, command, environment, numbered

KILLS = 50
PAPERS = 80
JOBS = 2
LONGEST_LIFE_SECONDS = 1.6
"""After its first call, or after its start."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(420)]


def done_numbers(database) -> set[str]:
    """Serials of the papers that the state knows as finished."""
    if not database.exists():
        return set()
    with closing(sqlite3.connect(database, timeout=30)) as tables:
        try:
            rows = tables.execute("SELECT paper FROM work WHERE state = 'done'").fetchall()
        except sqlite3.OperationalError:
            return set()
    return {paper[5:10] for (paper,) in rows}


def test_killed_fifty_times_it_loses_nothing_and_repeats_nothing(tmp_path, arxiv, openai_server):
    dice = random.Random(20240313)
    arxiv.papers.clear()
    arxiv.add(*numbered(PAPERS))
    openai_server.otherwise = lambda body: replace(briefly(body), wait_seconds=dice.uniform(0.2, 1.0))
    out, variables = tmp_path / "posts", environment(tmp_path, arxiv)
    arguments = command(out, openai_server, "--jobs", str(JOBS), "--max", str(PAPERS))
    database, post = out / ".paperglance" / "digest-1.sqlite3", out / "2024-03-13-Quiet-Sorting.md"
    finished: dict[str, int] = {}
    kills = 0
    waits = [dice.random() > 0.2 for _ in range(KILLS)]
    while kills < KILLS:
        said = tmp_path / f"run-{kills}.txt"
        with said.open("w") as stderr:
            process = subprocess.Popen(arguments, env=variables, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=stderr)
        # Most are killed while calls are under way, one in five at any moment since its start.
        begun = len(openai_server.chats)
        while waits[kills] and process.poll() is None and len(openai_server.chats) == begun:
            time.sleep(0.02)
        time.sleep(dice.uniform(0.0, LONGEST_LIFE_SECONDS))
        if process.poll() is not None:
            assert process.returncode == 0 and len(done_numbers(database)) == PAPERS, said.read_text()
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += 1
        time.sleep(0.05)  # what was on its way to the endpoint arrives
        calls = calls_by_paper(openai_server)
        for number, count in finished.items():
            assert calls[number] == count, f"{number} was finished and asked for again"
        finished |= {number: calls[number] for number in done_numbers(database) - finished.keys()}
        if post.exists():
            assert post.read_text().count("**Summary**") == PAPERS, "half a post"
    assert len(finished) > PAPERS / 2 and calls.total() > len(finished) + KILLS / 4, "hardly any work was hit"
    last = subprocess.run(arguments, env=variables, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert last.returncode == 0, last.stderr
    text = post.read_text()
    assert [text.count(f"## Quiet Sorting, Part {number}\n") for number in range(9001, 9001 + PAPERS)] == [1] * PAPERS
    assert text.count("**Summary**") == text.count("**Key Takeaways**") == PAPERS and text.endswith("\n")
    assert "处理失败" not in text
    calls = calls_by_paper(openai_server)
    assert len(calls) == PAPERS and {number: calls[number] for number in finished} == finished
    # A call can only be lost with the process that waited for it.
    assert calls.total() <= PAPERS + KILLS * JOBS
    assert [path.name for path in out.iterdir() if path.is_file()] == [post.name]
    with closing(sqlite3.connect(database)) as tables:
        kept = [
            Outcome.model_validate_json(zlib.decompress(row[0])) for row in tables.execute("SELECT outcome FROM work")
        ]
        assert len(kept) == PAPERS and all(outcome.brief.takeaways for outcome in kept)
        assert tables.execute("SELECT count(*) FROM call").fetchone() == (0,)
        assert tables.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    print(f"{kills} kills, {calls.total()} calls for {PAPERS} papers")
