"""What a server's refusal means, as one of our errors. No sentence holds a key or an address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
from summarizer.models.addresses import NOT_PUBLIC

if TYPE_CHECKING:
    import openai

QUOTED_CHARACTERS = 160
"""Of a server's own words in a sentence."""
FIRST_PAUSE_SECONDS = 0.5

_CONTEXT = re.compile(
    r"context_length_exceeded|exceed_context_size|maximum context|context (length|window|size)|prompt is too long"
    r"|input (is )?too long|exceeded? model token limit|token count .{0,40}exceeds|too many (input )?tokens"
    r"|range of input length|reduce the length|input length .{0,40}exceed|上下文.{0,8}(超|限)|(输入|prompt).{0,6}超长",
    re.IGNORECASE,
)
_SPENT = re.compile(
    r"insufficient[ _](quota|balance)|exceeded your .{0,30}(quota|credits)|余额不足|欠费", re.IGNORECASE
)
_NO_KEY = re.compile(
    r"(invalid|incorrect|missing|no|wrong)[ _](api[ _]?)?key|unauthori[sz]ed|api[ _]key not valid", re.I
)
_NO_MODEL = re.compile(
    r"model.{0,80}(not (found|exist)|does ?n[o']t exist|is not supported|not a valid)|模型.{0,20}不存在", re.I
)
_ADAPTABLE = ("stream_options", "max_tokens", "temperature", "stop")
"""Parameters that an answer can do without; `max_tokens` has a younger name too."""


@dataclass(frozen=True, slots=True)
class Failure:
    error: ModelError
    status: int
    message: str
    """The server's own words."""
    retry_after: float | None
    """Seconds that the server asks for."""

    def pause_seconds(self, attempt: int) -> float | None:
        """How long to wait before another attempt (the first is 1); None: it would not help."""
        if self.status not in (408, 409, 425, 429) and self.status < 500:
            return None
        if _SPENT.search(self.message):
            return None
        return self.retry_after if self.retry_after is not None else FIRST_PAUSE_SECONDS * 2 ** (attempt - 1)

    def refuses(self, body: Mapping[str, Any]) -> str | None:
        """The parameter of the request that the server does not take, if it can be left out."""
        if isinstance(self.error, ContextExceeded):
            return None
        return next((name for name in _ADAPTABLE if name in body and name in self.message), None)


def failure_of_status(error: openai.APIStatusError, secrets: Iterable[str] = ()) -> Failure:
    """What an HTTP status other than 200 means."""
    status = error.status_code
    message = _message(error.body) if error.body else error.response.text[:2000]
    wait = error.response.headers.get("retry-after", "")
    retry_after = float(wait) if re.fullmatch(r"\d{1,9}(\.\d+)?", wait) else None
    return Failure(_error(status, message, tuple(secrets)), status, message, retry_after)


def failure_of_body(body: object, secrets: Iterable[str] = ()) -> ModelError:
    """What an error means that came with status 200, whole or inside a stream."""
    message = _message(body)
    code = _code(body)
    if 400 <= code < 600:
        return _error(code, message, tuple(secrets))
    if _CONTEXT.search(message):
        return ContextExceeded()
    if _SPENT.search(message) or re.search(r"rate.?limit|too many requests|限流|频率", message, re.I):
        return ModelThrottled()
    if _NO_KEY.search(message):
        return KeyRefused()
    return BadAnswer(f"模型服务没有给出回答{_quoted(message, tuple(secrets))}，请重试，或者换一个模型。")


def broken_stream(finish: str | None) -> ModelError:
    """What it means that an answer ended with neither `stop` nor `length`."""
    if finish is None:
        return ModelFailed("模型的回答中途断开了，请重试，或者换一个模型。")
    if finish == "content_filter":
        return BadAnswer("模型服务的内容审查拦下了这个回答，请换一个模型。")
    return BadAnswer("模型没有正常结束回答，请重试，或者换一个模型。")


def unreachable(error: BaseException) -> ModelError:
    """What a connection that could not be made means."""
    words, cause = "", error
    while cause is not None:
        words += f" {type(cause).__name__} {cause}"
        cause = cause.__cause__ or cause.__context__
    if "certificate" in words.lower():
        return ModelUnreachable("模型服务的 https 证书无效，连接已停止；请检查地址，或者改用内置模型。")
    if NOT_PUBLIC in words:
        return ModelUnreachable("这个地址指向内部网络，服务器不会访问它；请换一个公开的 https 地址。")
    if "RemoteProtocolError" in words or "ReadError" in words:
        return ModelFailed("模型服务没有回答就断开了连接，请检查地址，或者稍后重试。")
    return ModelUnreachable()


def _error(status: int, message: str, secrets: tuple[str, ...]) -> ModelError:
    if status in (400, 413, 422, 500) and _CONTEXT.search(message):
        return ContextExceeded()
    match status:
        case 401 | 403:
            return KeyRefused()
        case 402:
            return ModelThrottled("模型服务的余额或额度已用完（402），请充值，或者换一个模型。")
        case 408 | 504:
            return ModelTimeout()
        case 413:
            return ContextExceeded()
        case 429:
            return ModelThrottled()
        case 400 if _NO_KEY.search(message):
            return KeyRefused()
        case 404 | 405 | 400 if _NO_MODEL.search(message):
            return BadAnswer(f"模型服务没有这个模型{_quoted(message, secrets)}，请检查模型名称。")
        case 404 | 405:
            return BadAnswer(f"这个地址上没有对话接口（{status}），请检查地址（通常以 /v1 结尾）和模型名称。")
        case _ if 300 <= status < 400:
            return BadAnswer(f"这个地址被转到了别处（{status}），请填写最终的地址。")
        case _ if status >= 500:
            return ModelFailed()
    return BadAnswer(f"模型服务不接受这个请求（{status}）{_quoted(message, secrets)}，请检查模型名称，或者换一个模型。")


def _quoted(message: str, secrets: tuple[str, ...]) -> str:
    """`：“…”` with the server's own words in one line, or nothing if they are a page or would tell a secret."""
    words = " ".join(re.sub(r"https?://\S+", "…", message).split())
    known = [secret[:8].lower() for secret in secrets if len(secret) >= 8] + ["sk-", "bearer ", "hf_"]
    if not words or "<" in words or not words.isprintable() or any(secret in words.lower() for secret in known):
        return ""
    return f"：“{words[:QUOTED_CHARACTERS]}{'…' if len(words) > QUOTED_CHARACTERS else ''}”"


def _message(body: object) -> str:
    """The words of an error object, in whichever of the usual places they stand."""
    if isinstance(body, str):
        return body
    if isinstance(body, list):
        return _message(body[0]) if body else ""
    if not isinstance(body, Mapping):
        return ""
    if isinstance(body.get("error"), Mapping | str | list):
        return _message(body["error"])
    words = [
        body.get(name) for name in ("code", "type", "message", "msg", "detail", "status", "base_resp", "status_msg")
    ]
    return " ".join(
        _message(word) if isinstance(word, Mapping) else word for word in words if isinstance(word, str | Mapping)
    )


def _code(body: object) -> int:
    """The number in an error object that looks like an HTTP status, else 0."""
    while isinstance(body, Mapping):
        code = body.get("code", body.get("status"))
        if str(code).isdecimal():
            return int(str(code))
        body = body.get("error")
    return 0
