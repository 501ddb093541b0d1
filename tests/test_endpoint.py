import asyncio
import threading
import time
import traceback
from contextlib import aclosing

import pytest
from pydantic import SecretStr

from summarizer.errors import (
    BadAnswer,
    ContextExceeded,
    KeyRefused,
    ModelError,
    ModelFailed,
    ModelThrottled,
    ModelTimeout,
    ModelUnreachable,
)
from summarizer.models import ModelChoice, Options, complete
from summarizer.models.endpoint import Endpoint
from tests.openai_server import OpenAIServer, Reply, failure, html

KEY = "sk-test-3b1f0c7de2"
PAPER = [{"role": "system", "content": "论文"}, {"role": "user", "content": "写"}]


@pytest.fixture
async def endpoint(openai_server: OpenAIServer):
    model = Endpoint(ModelChoice("m", openai_server.base_url, SecretStr(KEY)))
    yield model
    await model.close()


def _events(*lines: str, encoding: str = "utf-8") -> Reply:
    body = "".join(f"data: {line}\n\n" for line in lines).encode(encoding)
    return Reply(body=body, content_type="text/event-stream")


async def test_text_finish_and_usage(openai_server, endpoint):
    usage = {"prompt_tokens": 50, "completion_tokens": 4, "prompt_tokens_details": {"cached_tokens": 32}}
    openai_server.enqueue(Reply(("你", "好"), usage=usage), Reply(("长",), finish="length"))
    done = await complete(endpoint, PAPER)
    assert (done.text, done.finish) == ("你好", "stop")
    assert (done.usage.calls, done.usage.prompt_tokens, done.usage.cached_tokens) == (1, 50, 32)
    assert done.usage.completion_tokens == 4 and done.usage.seconds > 0
    assert (await complete(endpoint, PAPER)).finish == "length"


@pytest.mark.parametrize(
    ("usage", "cached"),
    [
        ({"prompt_tokens": 9, "completion_tokens": 1, "prompt_cache_hit_tokens": 8}, 8),
        ({"prompt_tokens": 9, "completion_tokens": 1, "cached_tokens": 7}, 7),
        ({"prompt_tokens": 9, "completion_tokens": None, "prompt_tokens_details": None}, 0),
    ],
)
async def test_cached_tokens_in_the_words_of_each_provider(openai_server, endpoint, usage, cached):
    server_usage = {**usage, "completion_tokens": usage["completion_tokens"] or 0}
    openai_server.enqueue(Reply(("好",), usage=server_usage))
    assert (await complete(endpoint, PAPER)).usage.cached_tokens == cached


async def test_only_the_given_key_is_sent(openai_server, monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "HF_TOKEN"):
        monkeypatch.setenv(name, "machine-secret")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Secret: machine-secret\nAuthorization: Bearer machine-secret")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/machine-secret")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    openai_server.enqueue("好", "好")
    for key, sent in ((None, "Bearer no-key"), (SecretStr(KEY), f"Bearer {KEY}")):
        model = Endpoint(ModelChoice("m", openai_server.base_url, key))
        await complete(model, PAPER)
        await model.close()
        request = openai_server.chats[-1]
        assert request.headers["authorization"] == sent
        assert "machine-secret" not in str(request.headers) + request.path + request.raw.decode()
        assert not {name for name in request.headers if name.startswith(("x-", "openai-"))}


async def test_a_longer_conversation_begins_with_the_same_bytes(openai_server, endpoint):
    openai_server.enqueue("一", "二")
    await complete(endpoint, PAPER)
    await complete(endpoint, [*PAPER, {"role": "assistant", "content": "一"}, {"role": "user", "content": "再写"}])
    first, second = (request.raw for request in openai_server.chats)
    shared = first[: first.index(b"]")]
    assert second.startswith(shared) and len(shared) > 60


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (failure(401, f"Incorrect API key provided: {KEY}"), KeyRefused),
        (failure(403), KeyRefused),
        (failure(400, "API key not valid. Please pass a valid API key."), KeyRefused),
        (failure(402, "Insufficient Balance"), ModelThrottled),
        (failure(429, Retry_After="600"), ModelThrottled),
        (failure(429, "You exceeded your current quota", "insufficient_quota"), ModelThrottled),
        (failure(400, "maximum context length is 8192 tokens"), ContextExceeded),
        (failure(400, "the request exceeds", "exceed_context_size_error"), ContextExceeded),
        (failure(413), ContextExceeded),
        (failure(404, "The model `m` does not exist"), BadAnswer),
        (failure(404, ""), BadAnswer),
        (failure(418, "short and stout"), BadAnswer),
        (failure(302, Location="http://127.0.0.1:9/"), BadAnswer),
        (html(), BadAnswer),
        (html(404), BadAnswer),
        (Reply(body=b""), BadAnswer),
        (Reply(body=b"[]"), BadAnswer),
        (Reply(body=b'{"error": {"message": "model overloaded"}}'), BadAnswer),
        (Reply(body=b'{"error": {"message": "no", "code": 401}}'), KeyRefused),
        (Reply(body=b'{"code": "429", "msg": "slow down"}'), ModelThrottled),
        (_events("{not json"), BadAnswer),
        (_events('{"choices":[{"delta":{"content":"中文"}}]}', encoding="gbk"), BadAnswer),
        (_events('{"error":{"message":"context_length_exceeded"}}'), ContextExceeded),
        (_events("[DONE]"), ModelFailed),
        (_events('{"choices":null}', '{"choices":[{"delta":null}]}', '"text"', "7", "[DONE]"), ModelError),
        (Reply(()), BadAnswer),
        (Reply((" ", "\n")), BadAnswer),
        (Reply(("半",), breaks_off=True), ModelFailed),
        (Reply(("半",), finish=None, done=False), ModelFailed),
        (Reply(("半",), error={"message": "boom", "code": 500}), ModelFailed),
        (Reply(("半",), finish="content_filter"), BadAnswer),
        (Reply((), reasoning=("想", "想"), finish="length"), BadAnswer),
        (Reply(("<think>一直想",), finish="length"), BadAnswer),
    ],
)
async def test_what_goes_wrong_is_one_sentence_without_secrets(openai_server, endpoint, reply, error):
    openai_server.otherwise = reply
    with pytest.raises(error) as caught:
        await complete(endpoint, PAPER)
    sentence = str(caught.value)
    assert sentence.endswith("。") and "\n" not in sentence and "<" not in sentence and len(sentence) < 300
    assert KEY not in repr(caught.value) and openai_server.address not in sentence
    assert KEY not in "".join(traceback.format_exception(caught.value))
    assert len(openai_server.chats) == 1


async def test_a_busy_server_is_asked_again_as_it_wishes(openai_server, endpoint):
    openai_server.enqueue(failure(429, Retry_After="1"), failure(503), "好")
    started = time.monotonic()
    assert (await complete(endpoint, PAPER)).text == "好"
    assert 2 <= time.monotonic() - started < 6
    openai_server.otherwise = failure(500)
    with pytest.raises(ModelFailed):
        await complete(endpoint, PAPER)
    assert len(openai_server.chats) == 3 + 3


async def test_parameters_that_a_server_refuses_are_left_out_from_then_on(openai_server, endpoint):
    def strict(body: dict) -> Reply:
        for name, better in (
            ("stream_options", ""),
            ("max_tokens", " Use 'max_completion_tokens'."),
            ("temperature", ""),
        ):
            if name in body:
                return failure(400, f"Unsupported parameter: '{name}' is not supported with this model.{better}")
        return Reply(("好",))

    openai_server.otherwise = strict
    assert (await complete(endpoint, PAPER, Options(max_tokens=77))).text == "好"
    assert openai_server.chats[-1].json["max_completion_tokens"] == 77
    asked = len(openai_server.chats)
    await complete(endpoint, PAPER)
    assert len(openai_server.chats) == asked + 1


async def test_a_server_that_cannot_stream_or_tells_no_usage(openai_server, endpoint):
    whole = b'{"choices": [{"message": {"role": "assistant", "content": "\xe5\xa5\xbd"}, "finish_reason": "stop"}]}'
    openai_server.enqueue(Reply(body=whole), Reply(("好",), usage=None))
    for _ in range(2):
        done = await complete(endpoint, PAPER)
        assert (done.text, done.usage.calls, done.usage.prompt_tokens) == ("好", 1, 0)


async def test_thoughts_are_left_out(openai_server, endpoint):
    openai_server.enqueue(
        Reply(("答案",), reasoning=("先想", "再想")),
        Reply(("<thi", "nk>想", "一想</th", "ink>", "\n\n", "答", "案")),
        Reply(("<", "b 不是思考")),
    )
    assert [(await complete(endpoint, PAPER)).text for _ in range(3)] == ["答案", "答案", "<b 不是思考"]


async def test_closing_the_stream_hangs_up(openai_server, endpoint):
    openai_server.enqueue(Reply(("字",) * 1000, chunk_seconds=0.01))
    async with aclosing(endpoint.stream(PAPER)) as chunks:
        async for _ in chunks:
            break
    assert await asyncio.to_thread(openai_server.chats[0].hung_up.wait, 5)
    assert openai_server.chats[0].chunks_sent < 100


async def test_cancelling_hangs_up_before_the_first_piece(openai_server, endpoint):
    arrived = threading.Event()

    def slow(body: dict) -> Reply:
        arrived.set()
        return Reply(("字",) * 1000, wait_seconds=0.3, chunk_seconds=0.01)

    openai_server.enqueue(slow)
    task = asyncio.create_task(complete(endpoint, PAPER))
    await asyncio.to_thread(arrived.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(openai_server.chats[0].hung_up.wait, 5)


@pytest.mark.parametrize("reply", [Reply(("好",), wait_seconds=3), Reply(("一", "二", "三"), chunk_seconds=3)])
async def test_silence_is_a_timeout(openai_server, reply):
    openai_server.enqueue(reply)
    model = Endpoint(ModelChoice("m", openai_server.base_url), silence_seconds=0.3)
    started = time.monotonic()
    with pytest.raises(ModelTimeout):
        await complete(model, PAPER)
    assert time.monotonic() - started < 2.5
    await model.close()


async def test_nobody_there():
    model = Endpoint(ModelChoice("m", "http://127.0.0.1:9/v1", SecretStr(KEY)))
    with pytest.raises(ModelUnreachable):
        await complete(model, PAPER)
    await model.close()


@pytest.mark.parametrize("key", ["密钥", "sk-a\nb", "sk-a\x00"])
def test_a_key_that_cannot_be_a_header_is_refused(key):
    with pytest.raises(KeyRefused):
        Endpoint(ModelChoice("m", "http://127.0.0.1:9/v1", SecretStr(key)))
