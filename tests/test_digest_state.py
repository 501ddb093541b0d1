"""The state: leases between runs, answers that are kept, and what a dead process leaves behind."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from summarizer.digest import state as state_module
from summarizer.digest.entries import Outcome
from summarizer.digest.state import Answer, State, Work
from summarizer.usage import Usage
from tests.digest_days import LISTING, record

WORK = Work("2403.09001v1", "abstract zh-Hans m")
ROOT = Path(__file__).parents[1]


@pytest.fixture
def state(tmp_path):
    made = State(tmp_path / "state")
    yield made
    made.close()


def test_what_one_run_has_taken_no_other_gets_until_it_ends(state):
    one, two = state.begun_run(), state.begun_run()
    assert one.take(WORK).state == "mine" and two.take(WORK).state == "taken"
    one.finish(WORK, Outcome(keywords=("x",)))
    assert two.take(WORK).outcome == Outcome(keywords=("x",))


def test_a_run_that_closes_gives_back_what_it_had(state):
    one, two = state.begun_run(), state.begun_run()
    one.take(WORK)
    one.close()
    assert two.take(WORK).state == "mine"


def test_a_killed_process_holds_nothing(tmp_path, state):
    code = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom summarizer.digest.state import State, Work\n"
        f"run = State(Path({str(tmp_path / 'state')!r})).begun_run()\n"
        f"assert run.take(Work(*{tuple(WORK)!r})).state == 'mine'\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60).returncode == -9
    assert state.begun_run().take(WORK).state == "mine"


def test_a_run_that_was_not_heard_of_loses_its_lease_but_may_still_end(state, monkeypatch):
    one, two = state.begun_run(), state.begun_run()
    monkeypatch.setattr(state_module, "LEASE_SECONDS", -1.0)
    one.take(WORK)
    assert two.take(WORK).state == "mine"
    one.fail(WORK, "too late")
    assert state.failure(WORK) is None, "the work is another's now"
    two.finish(WORK, Outcome(keywords=("two",)))
    one.finish(WORK, Outcome(keywords=("one",)))
    assert state.outcome(WORK).keywords == ("two",), "the first end stays"


def test_a_heartbeat_renews_the_lease(state, monkeypatch):
    one, two = state.begun_run(), state.begun_run()
    monkeypatch.setattr(state_module, "LEASE_SECONDS", -1.0)
    one.take(WORK)
    monkeypatch.setattr(state_module, "LEASE_SECONDS", 60.0)
    one.hold()
    assert two.take(WORK).state == "taken"


def test_failures_end_this_run_and_begin_the_next(state):
    one = state.begun_run()
    one.take(WORK)
    one.fail(WORK, "no")
    assert one.take(WORK) == ("failed", None, "no") and state.failure(WORK) == "no"
    assert state.begun_run().take(WORK).state == "mine"


def test_answers_stay_until_the_work_is_done(state):
    answer = Answer(text="好", finish="stop", usage=Usage(1, 2, 0, 3, 0.5))
    state.keep_answer("k", WORK, answer)
    assert state.answer("k") == answer
    run = state.begun_run()
    run.take(WORK)
    run.fail(WORK, "no")
    assert state.answer("k") == answer
    run.finish(WORK, Outcome())
    assert state.answer("k") is None


def test_a_paper_joins_one_day_and_a_day_has_a_limit(state):
    records = [record("x", f"2403.0900{n}v1") for n in range(1, 5)]
    day = date(2024, 3, 13)
    state.keep_listing("t", day, LISTING, records[:2], most=3)
    state.keep_listing("t", day + timedelta(days=1), LISTING, records, most=1)
    state.keep_listing("t", day, LISTING, records, most=3)
    assert len(state.listed("t", day)) == 3 and len(state.listed("t", day + timedelta(days=1))) == 1
    assert set(state.day_of("t").values()) == {day, day + timedelta(days=1)}


def test_a_broken_file_is_set_aside(tmp_path):
    folder = tmp_path / "state"
    State(folder).close()
    (folder / "digest-1.sqlite3").write_bytes(b"not a database" * 1000)
    again = State(folder)
    assert again.begun_run().take(WORK).state == "mine"
    assert list(folder.glob("*.broken-*"))
