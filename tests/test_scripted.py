from contextlib import aclosing

import httpx
import pytest

from summarizer.errors import BadAnswer, ModelFailed
from summarizer.models import Options, complete
from summarizer.models.scripted import ScriptedModel
from tests.openai_server import OpenAIServer, Reply, failure, html

HELLO = [{"role": "system", "content": "论文"}, {"role": "user", "content": "写"}]


async def test_answers_come_in_order_and_calls_are_kept():
    model = ScriptedModel(["第一个回答，稍长一些。", "二"])
    model.enqueue(lambda call: f"{len(call.messages)} 条")
    texts = [(await complete(model, HELLO)).text for _ in range(3)]
    assert texts == ["第一个回答，稍长一些。", "二", "2 条"]
    assert [call.messages for call in model.asked] == [tuple(HELLO)] * 3
    with pytest.raises(BadAnswer):
        await complete(model, HELLO)


async def test_the_repeated_prefix_counts_as_cached():
    model = ScriptedModel(["a", "b", "c"])
    first = await complete(model, HELLO)
    longer = await complete(model, [*HELLO, {"role": "assistant", "content": "a" * 400}])
    other = await complete(model, [{"role": "user", "content": "x" * 400}])
    assert first.usage.cached_tokens == 0
    assert longer.usage.cached_tokens == first.usage.prompt_tokens
    assert other.usage.cached_tokens == 0


async def test_an_error_among_the_pieces_breaks_the_answer_off():
    model = ScriptedModel([("一半", ModelFailed())])
    taken = []
    with pytest.raises(ModelFailed):
        async for chunk in model.stream(HELLO):
            taken.append(chunk.text)
    assert taken == ["一半"]


async def test_max_tokens_cuts_and_closing_is_noticed():
    model = ScriptedModel(["字" * 100, "字" * 100])
    assert (await complete(model, HELLO, Options(max_tokens=5))).finish == "length"
    async with aclosing(model.stream(HELLO)) as chunks:
        async for _ in chunks:
            break
    assert model.stopped == 1


def _chat(server: OpenAIServer, **more) -> httpx.Response:
    body = {"model": "m", "messages": HELLO, **more}
    return httpx.post(f"{server.base_url}/chat/completions", json=body)


def test_the_server_plays_what_it_was_told(openai_server: OpenAIServer):
    openai_server.enqueue("你好", Reply(("一", "二"), reasoning=("嗯",)), failure(429, Retry_After="7"), html())
    assert _chat(openai_server).json()["choices"][0]["message"]["content"] == "你好"
    events = _chat(openai_server, stream=True, stream_options={"include_usage": True}).text.split("\n\n")
    assert [("reasoning" in event, "usage" in event) for event in events] == [
        (False, False),
        (True, False),
        (False, False),
        (False, False),
        (False, False),
        (False, True),
        (False, False),
        (False, False),
    ]
    assert events[-2] == "data: [DONE]"
    throttled = _chat(openai_server)
    assert (throttled.status_code, throttled.headers["Retry-After"]) == (429, "7")
    assert "text/html" in _chat(openai_server).headers["Content-Type"]
    assert _chat(openai_server).status_code == 418
    assert [request.messages for request in openai_server.chats] == [HELLO] * 5


def test_the_server_notices_a_break_off_on_either_side(openai_server: OpenAIServer):
    openai_server.enqueue(Reply(("一", "二"), breaks_off=True), Reply(("字",) * 500, chunk_seconds=0.01))
    with pytest.raises(httpx.RemoteProtocolError):
        _chat(openai_server, stream=True)
    url = f"{openai_server.base_url}/chat/completions"
    with httpx.stream("POST", url, json={"model": "m", "messages": HELLO, "stream": True}) as response:
        next(response.iter_bytes())
    assert openai_server.chats[-1].hung_up.wait(5)
    assert openai_server.chats[-1].chunks_sent < 500
    assert not openai_server.chats[0].hung_up.is_set()
