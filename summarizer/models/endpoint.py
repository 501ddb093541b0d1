"""Any OpenAI-compatible address as a Model, through the openai package."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from summarizer.errors import BadAnswer, KeyRefused, ModelFailed, ModelTimeout
from summarizer.models import Chunk, Message, ModelChoice, Options
from summarizer.models.addresses import guarded_transport, is_local
from summarizer.models.failures import broken_stream, failure_of_body, failure_of_status, unreachable
from summarizer.models.presets import Addresses, allowed_address, operator_addresses
from summarizer.models.thinking import WithoutThought
from summarizer.usage import Usage

if TYPE_CHECKING:
    import httpx2
    import openai

DEFAULT_BASE_URL = "https://api.openai.com/v1"
DEFAULT_CONTEXT_TOKENS = 128_000
NO_KEY = "no-key"
"""Sent where a user gave none: the openai package would otherwise send the machine's own OPENAI_API_KEY."""

CONNECT_SECONDS = 10
SILENCE_SECONDS = 180
"""Longest wait for the next piece: a model that thinks without showing it, or prefills a paper on a CPU."""
ANSWER_SECONDS = 900
ATTEMPTS = 3
RETRY_AFTER_SECONDS = 20
"""A server that asks for a longer pause than this is reported at once."""
MAX_BODY_BYTES = 1_000_000


class Endpoint:
    """A model behind an address, paid and answered there."""

    composes = True
    takes_grammar = False

    def __init__(
        self,
        choice: ModelChoice,
        *,
        addresses: Addresses | None = None,
        extra_body: Mapping[str, Any] | None = None,
        silence_seconds: float = SILENCE_SECONDS,
    ):
        """`addresses`: which may be called; None: as the operator says. `extra_body`: sent with each request."""
        addresses = addresses or operator_addresses()
        self._base_url = allowed_address(choice.base_url or DEFAULT_BASE_URL, addresses)
        self._addresses = addresses
        self._key = choice.api_key.get_secret_value().strip() if choice.api_key else ""
        if not self._key.isascii() or not self._key.isprintable():
            raise KeyRefused("密钥里有不该出现的字符（例如中文、空格或换行），请重新复制一次。")
        self._extra_body = dict(extra_body or {})
        self._silence_seconds = silence_seconds
        self._client: openai.AsyncOpenAI | None = None
        self._refused: set[str] = set()
        """Parameters that this server does not take; learned from its answers."""
        self.name = choice.name
        self.context_tokens = choice.context_tokens or DEFAULT_CONTEXT_TOKENS

    async def stream(self, messages: Sequence[Message], options: Options = Options()) -> AsyncIterator[Chunk]:
        """The answer without the model's own thinking. Raises ModelError; retries only before the first piece."""
        started = time.monotonic()
        pieces = self._pieces(messages, options)
        usage, finish, wrote = Usage(), None, False
        thought = WithoutThought()
        try:
            while True:
                left = ANSWER_SECONDS - (time.monotonic() - started)
                try:
                    async with asyncio.timeout(min(self._silence_seconds, left)):
                        piece = await anext(pieces, None)
                except TimeoutError:
                    raise ModelTimeout from None
                if piece is None:
                    break
                usage = _usage(piece) or usage
                text, ended = _text_and_finish(piece)
                finish = ended or finish
                text = thought.text(text) + (thought.rest() if ended else "")
                if text:
                    wrote = wrote or bool(text.strip())
                    yield Chunk(text)
        finally:
            await pieces.aclose()
        if finish not in ("stop", "length"):
            raise broken_stream(finish)
        if not wrote:
            raise BadAnswer(
                "模型还没写出回答就用完了长度（可能都用在思考上），请换一个模型，或者关闭它的思考模式。"
                if finish == "length"
                else "模型返回了空的回答，请重试，或者换一个模型。"
            )
        seconds = time.monotonic() - started
        yield Chunk(
            finish=finish,
            usage=Usage(1, usage.prompt_tokens, usage.cached_tokens, usage.completion_tokens, seconds),
        )

    async def close(self) -> None:
        client, self._client = self._client, None
        if client:
            await client.close()

    async def _pieces(self, messages: Sequence[Message], options: Options) -> AsyncIterator[Any]:
        """The server's own chunk objects, or one completion object of a server that cannot stream."""
        # Importing openai takes seconds: not in the event loop.
        httpx2, openai = await asyncio.to_thread(_transport_packages)
        try:
            stream = await self._opened(messages, options)
            try:
                kind = stream.response.headers.get("content-type", "").partition(";")[0].strip().lower()
                if kind == "text/event-stream":
                    async for piece in stream:
                        yield piece
                else:
                    yield await self._whole(stream.response)
            finally:
                await stream.close()
        except openai.APITimeoutError:
            raise ModelTimeout from None
        except openai.APIConnectionError:
            raise ModelFailed("模型的回答中途断开了，请重试，或者换一个模型。") from None
        except openai.APIError as error:
            raise failure_of_body(error.body, self._secrets) from None
        except (json.JSONDecodeError, UnicodeDecodeError):
            raise BadAnswer from None
        except httpx2.TimeoutException:
            raise ModelTimeout from None
        except httpx2.HTTPError:
            raise ModelFailed("模型的回答中途断开了，请重试，或者换一个模型。") from None

    async def _opened(self, messages: Sequence[Message], options: Options) -> openai.AsyncStream:
        """The stream of an accepted request: tried again when the server is busy, and without what it refuses."""
        import openai

        attempt = 0
        while True:
            attempt += 1
            body = self._body(messages, options)
            try:
                return await self._connection().chat.completions.create(**body)
            except openai.APIStatusError as error:
                status, failed = error.status_code, failure_of_status(error, self._secrets)
                if status in (400, 422) and (parameter := failed.refuses(body)):
                    self._refused.add(parameter)
                    attempt -= 1
                    continue
                pause = failed.pause_seconds(attempt)
                if attempt >= ATTEMPTS or pause is None or pause > RETRY_AFTER_SECONDS:
                    raise failed.error from None
            except openai.APITimeoutError:
                raise ModelTimeout from None
            except openai.APIConnectionError as error:
                if attempt >= 2:
                    raise unreachable(error) from None
                pause = 0.5
            await asyncio.sleep(pause)

    def _body(self, messages: Sequence[Message], options: Options) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self.name,
            "messages": list(messages),
            "stream": True,
            "stream_options": {"include_usage": True},
            "max_tokens": options.max_tokens,
            "temperature": options.temperature,
        }
        if options.stop:
            body["stop"] = list(options.stop)
        if "max_tokens" in self._refused:
            body["max_completion_tokens"] = body["max_tokens"]
        for parameter in self._refused:
            body.pop(parameter, None)
        if extra := self._extra_body | ({"grammar": options.grammar} if options.grammar else {}):
            body["extra_body"] = extra
        return body

    async def _whole(self, response: httpx2.Response) -> Any:
        """The body of an answer that is no stream, as a completion object. Raises ModelError."""
        from openai.types.chat import ChatCompletion

        raw = b""
        async for part in response.aiter_bytes():
            raw += part
            if len(raw) > MAX_BODY_BYTES:
                raise BadAnswer
        try:
            body = json.loads(raw)
        except ValueError:
            kind = "网页" if b"<html" in raw[:2000].lower() else "无法识别的内容"
            raise BadAnswer(f"这个地址返回的是{kind}，不是 OpenAI 兼容接口，请检查地址（通常以 /v1 结尾）。") from None
        if not isinstance(body, dict) or not body.get("choices"):
            raise failure_of_body(body, self._secrets)
        return ChatCompletion.construct(**body)

    @property
    def _secrets(self) -> tuple[str, ...]:
        return (self._key, self._base_url)

    def _connection(self) -> openai.AsyncOpenAI:
        if self._client is None:
            self._client = openai_client(self._base_url, self._key, self._addresses)
        return self._client


def openai_client(base_url: str, key: str, addresses: Addresses) -> openai.AsyncOpenAI:
    """A client that sends this key and nothing of this machine's: no other key, organisation or header of the
    environment, no .netrc; proxies of the environment only for addresses outside."""
    import httpx2
    import openai

    timeout = httpx2.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS)
    http = httpx2.AsyncClient(
        timeout=timeout,
        follow_redirects=False,
        trust_env=not is_local(base_url) and addresses != "public",
        transport=guarded_transport() if addresses == "public" else None,
        event_hooks={"request": [_only_our_headers]},
        headers={"User-Agent": "PaperGlance"},
    )
    key = key or NO_KEY
    return openai.AsyncOpenAI(
        base_url=base_url,
        api_key=key,
        # Said twice: OPENAI_CUSTOM_HEADERS would win over api_key.
        default_headers={"Authorization": f"Bearer {key}"},
        max_retries=0,
        timeout=timeout,
        http_client=http,
    )


def _transport_packages() -> tuple[Any, Any]:
    import httpx2
    import openai

    return httpx2, openai


async def _only_our_headers(request: httpx2.Request) -> None:
    for name in set(request.headers) - _SENT_HEADERS:
        del request.headers[name]


_SENT_HEADERS = {
    "host", "user-agent", "accept", "accept-encoding", "connection", "content-type", "content-length", "authorization",
    "transfer-encoding",
}  # fmt: skip


def _text_and_finish(piece: Any) -> tuple[str, str | None]:
    """The text of a chunk (or of a whole completion) and why the answer ended, whatever else a server puts in."""
    choices = getattr(piece, "choices", None)
    if not isinstance(choices, list) or not choices:
        return "", None
    said = getattr(choices[0], "delta", None) or getattr(choices[0], "message", None)
    text = getattr(said, "content", None)
    finish = getattr(choices[0], "finish_reason", None)
    return text if isinstance(text, str) else "", finish if isinstance(finish, str) else None


def _usage(piece: Any) -> Usage | None:
    """The tokens that a chunk tells of, in the words of OpenAI, DeepSeek or Moonshot."""
    told = getattr(piece, "usage", None)
    if told is None:
        return None
    told = told if isinstance(told, Mapping) else told.to_dict()
    details = told.get("prompt_tokens_details")
    cached = (
        (details.get("cached_tokens") if isinstance(details, Mapping) else None)
        or told.get("prompt_cache_hit_tokens")
        or told.get("cached_tokens")
    )
    counts = [told.get("prompt_tokens"), cached, told.get("completion_tokens")]
    return Usage(1, *(count if isinstance(count, int) else 0 for count in counts))
