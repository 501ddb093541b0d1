"""The built-in 0.5B for real: `python -m pytest -m model` (its weights are fetched once into the user's cache)."""

import asyncio
import gc
import re
import subprocess
import sys
import time
from contextlib import aclosing
from pathlib import Path

import httpx
import psutil
import pytest

from summarizer.errors import ContextExceeded, MissingPackage
from summarizer.models import ModelChoice, Options, complete, embedded, open_model

CHINESE = 'root ::= [一-龥，。、]{8,60} "。"'
ASK = [
    {"role": "system", "content": "你是论文翻译助手，把英文句子翻译成中文。" * 8},
    {"role": "user", "content": "We propose a fast diffusion model for image restoration."},
]


@pytest.fixture
async def model():
    opened = await open_model(ModelChoice("embedded-small"))
    yield opened
    await opened.close()


def _get(url: str, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.get(url, headers=headers, trust_env=False)


def _post(url: str, body: dict, headers: dict[str, str]) -> httpx.Response:
    return httpx.post(url, json=body, headers=headers, trust_env=False)


def _spinning() -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", "while True: pass"])


def _slots(model) -> list[dict]:
    url = model._server.base_url.removesuffix("/v1") + "/slots"
    return _get(url, {"Authorization": f"Bearer {model._server.key}"}).json()


@pytest.mark.model
async def test_it_writes_chinese_under_a_grammar_and_counts(model):
    first = await complete(model, ASK, Options(max_tokens=80, grammar=CHINESE))
    assert re.fullmatch(r"[一-龥，。、]+。", first.text) and first.finish == "stop"
    assert first.usage.calls == 1 and first.usage.completion_tokens > 4 and first.usage.seconds > 0
    again = await complete(model, ASK, Options(max_tokens=80, grammar=CHINESE))
    assert again.text == first.text
    assert again.usage.prompt_tokens == first.usage.prompt_tokens
    assert again.usage.cached_tokens > 0.9 * again.usage.prompt_tokens


@pytest.mark.model
async def test_a_warm_prefix_is_read_once_for_all_slots_and_later_processes(monkeypatch, tmp_path):
    monkeypatch.setattr(embedded, "_prefix_folder", lambda: tmp_path)
    other = [ASK[0], {"role": "user", "content": "However, these methods are slow on large images."}]
    for kept in (0, 1):  # the second time from what the first one kept
        assert len(list(tmp_path.iterdir())) == kept
        model = await open_model(ModelChoice("embedded-small"))
        await model.warm(ASK[:1])
        answers = await asyncio.gather(
            *(complete(model, messages, Options(max_tokens=30, grammar=CHINESE)) for messages in (ASK, other, ASK))
        )
        assert all(answer.usage.cached_tokens > 100 for answer in answers)
        assert answers[0].text == answers[2].text != answers[1].text
        await model.close()


@pytest.mark.model
async def test_all_users_in_the_process_share_one_server_and_the_last_frees_it():
    process = psutil.Process()
    gc.collect()
    before = process.memory_info().rss
    one, two = await asyncio.gather(*(open_model(ModelChoice("embedded-small")) for _ in range(2)))
    assert one._server is two._server
    assert process.memory_info().rss - before > 300e6
    await one.close()
    assert (await complete(two, ASK, Options(max_tokens=9))).text
    url = two._server.base_url
    await two.close()
    assert process.memory_info().rss - before < 250e6
    with pytest.raises(httpx.ConnectError):
        _get(f"{url}/models")


@pytest.mark.model
async def test_closing_the_stream_stops_the_decoding(model):
    async with aclosing(model.stream(ASK, Options(max_tokens=1500, grammar="root ::= [一-龥]+"))) as chunks:
        async for _ in chunks:
            break
        assert any(slot["is_processing"] for slot in _slots(model))
    started = time.monotonic()
    while any(slot["is_processing"] for slot in _slots(model)):
        assert time.monotonic() - started < 5
        await asyncio.sleep(0.05)


@pytest.mark.model
async def test_nobody_else_on_the_machine_can_use_it(model):
    body = {"messages": ASK, "max_tokens": 1}
    for headers in ({}, {"Authorization": "Bearer no-key"}):
        answer = _post(f"{model._server.base_url}/chat/completions", body, headers)
        assert answer.status_code == 401
    assert model._server.base_url.startswith("http://127.0.0.1:")
    page = _get(model._server.base_url.removesuffix("/v1") + "/")
    assert page.status_code in (401, 404)


@pytest.mark.model
async def test_too_long_a_prompt_is_refused_at_once(model):
    started = time.monotonic()
    with pytest.raises(ContextExceeded):
        await complete(model, [{"role": "user", "content": "word " * 12_000}])
    assert time.monotonic() - started < 20


@pytest.mark.model
async def test_a_busy_neighbour_does_not_bring_it_to_a_halt(model):
    """Threads that spin at barriers fell to 0.7 tokens a second beside one busy process."""
    await complete(model, ASK, Options(max_tokens=2))
    busy = [_spinning() for _ in range(2)]
    try:
        answer = await complete(model, ASK, Options(max_tokens=30, grammar="root ::= [一-龥]+"))
    finally:
        for process in busy:
            process.kill()
            process.wait()
    assert answer.usage.completion_tokens / answer.usage.seconds > 1.5


async def test_without_the_engine_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(MissingPackage, match=r"requirements\.txt"):
        await asyncio.to_thread(embedded._Server.on, Path(tmp_path / "none.gguf"))


def test_threads_are_the_cores_that_it_may_use(monkeypatch):
    monkeypatch.setattr("psutil.cpu_count", lambda logical: 8)
    monkeypatch.setattr(embedded.os, "sched_getaffinity", lambda pid: set(range(16)), raising=False)
    monkeypatch.setattr(embedded, "_quota", lambda: 100)
    assert embedded._threads() == 8
    monkeypatch.setattr(embedded, "_quota", lambda: 2)
    assert embedded._threads() == 2
    monkeypatch.setattr(embedded.os, "sched_getaffinity", lambda pid: {3}, raising=False)
    assert embedded._threads() == 1
