"""The digest on a Dask cluster of real processes on this machine, one of whose workers is killed in the middle."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest

from tests.digest_papers import ROOT, briefly, calls_by_paper, command, done, environment, numbered

pytest.importorskip("distributed")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
PAPERS = 24


@contextmanager
def process(*arguments, variables, said):
    with said.open("w") as output:
        run = subprocess.Popen(
            [sys.executable, "-m", *arguments], env=variables, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield run
    finally:
        run.kill()
        run.wait()


def wait_for(condition, seconds=90):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.1)


@pytest.fixture
def cluster(tmp_path, arxiv):
    """The address of a scheduler with two workers, and the workers."""
    variables = environment(tmp_path, arxiv) | {"DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "10s"}
    address_file, said = tmp_path / "scheduler.json", tmp_path / "said"
    said.mkdir()
    worker = (
        *("distributed.cli.dask_worker", "--scheduler-file", str(address_file), "--nworkers", "1", "--nthreads", "4"),
        *("--no-nanny", "--no-dashboard", "--host", "127.0.0.1"),
    )
    scheduler = (
        *("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"),
        *("--scheduler-file", str(address_file)),
    )
    with process(*scheduler, variables=variables, said=said / "scheduler"):
        wait_for(address_file.exists)

        address = json.loads(address_file.read_text())["address"]
        with (
            process(
                *worker, variables=variables | {"DASK_TEMPORARY_DIRECTORY": str(tmp_path / "a")}, said=said / "a"
            ) as a,
            process(
                *worker, variables=variables | {"DASK_TEMPORARY_DIRECTORY": str(tmp_path / "b")}, said=said / "b"
            ) as b,
        ):
            wait_for(
                lambda: "Registered to" in (said / "a").read_text() and "Registered to" in (said / "b").read_text()
            )
            yield address, (a, b)


def test_a_worker_that_dies_loses_nothing_and_doubles_nothing(tmp_path, arxiv, openai_server, cluster):
    address, workers = cluster
    arxiv.papers.clear()
    arxiv.add(*numbered(PAPERS))
    openai_server.otherwise = lambda body: replace(briefly(body), wait_seconds=0.5)
    variables = environment(tmp_path, arxiv)
    arguments = command(tmp_path / "posts", openai_server, "--jobs", "8", "--dask", address)
    run = subprocess.Popen(
        arguments, env=variables, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    wait_for(lambda: len(calls_by_paper(openai_server)) >= 6)
    os.kill(workers[0].pid, signal.SIGKILL)
    out, error = run.communicate(timeout=150)
    assert run.returncode == 0, out + error
    text = (tmp_path / "posts" / "2024-03-13-Quiet-Sorting.md").read_text()
    assert [text.count(f"## Quiet Sorting, Part {number}\n") for number in range(9001, 9001 + PAPERS)] == [1] * PAPERS
    assert text.count("**Summary**") == PAPERS and "处理失败" not in text
    calls = calls_by_paper(openai_server)
    # Only what the dead worker had under way is asked for again.
    assert len(calls) == PAPERS and calls.total() <= PAPERS + 8
    # The results are in the state: the next run, without a cluster, asks nobody.
    again = done(command(tmp_path / "posts", openai_server), variables)
    assert again.returncode == 0 and calls_by_paper(openai_server) == calls


def test_full_papers_travel_as_bytes_and_arxiv_is_asked_by_one(tmp_path, arxiv, openai_server, cluster):
    from tests.obliging import obliging

    address, _ = cluster
    arxiv.papers.clear()
    arxiv.add(*numbered(2))
    openai_server.otherwise = obliging
    ran = done(
        command(tmp_path / "posts", openai_server, "--dask", address, "--depth", "full", "--figures", "none"),
        environment(tmp_path, arxiv),
    )
    assert ran.returncode == 0, ran.stderr
    text = (tmp_path / "posts" / "2024-03-13-Quiet-Sorting.md").read_text()
    assert text.count("**Key Takeaways**") == 2 and text.count("（1）研究背景：") == 2
    assert len(arxiv.asked("pdf")) == 2 and arxiv.most_at_once == 1


def test_no_scheduler_is_one_sentence(tmp_path, arxiv, openai_server):
    arxiv.add(*numbered(1))
    ran = done(command(tmp_path / "posts", openai_server, "--dask", "tcp://127.0.0.1:9"), environment(tmp_path, arxiv))
    assert ran.returncode == 1 and "Dask 调度器" in ran.stderr and "Traceback" not in ran.stderr
