"""A real HTTP server on the loopback address that speaks OpenAI's chat completions as it is told to, well or badly."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass(frozen=True)
class Reply:
    """What the server does with one request. The defaults are a good server's."""

    chunks: tuple[str, ...] = ()
    """The answer's text, one server-sent event each; joined if the client did not ask for a stream."""
    reasoning: tuple[str, ...] = ()
    """Sent as `reasoning_content` before the answer."""
    finish: str | None = "stop"
    usage: Mapping[str, Any] | None = field(default_factory=lambda: {"prompt_tokens": 100, "completion_tokens": 10})
    """Sent last, if the client asks for it; None: never."""
    wait_seconds: float = 0.0
    """Silence before the status line."""
    chunk_seconds: float = 0.0
    """Silence before each chunk."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    """Sent as it is, instead of an answer."""
    content_type: str = "application/json"
    """Of `body`."""
    breaks_off: bool = False
    """The connection is cut after the last chunk: no finish, no usage, no [DONE]."""
    error: Mapping[str, Any] | None = None
    """Sent as an event inside the stream, after the last chunk."""
    done: bool = True
    """Whether the stream ends with [DONE]."""
    refuses_stream_options: bool = False
    """Answers 400 to a request that carries `stream_options`, as some older servers do."""


Script = str | Reply | Callable[[dict], "str | Reply"]


def failure(status: int, message: str = "it failed", code: str | None = None, **headers: str) -> Reply:
    """An error as OpenAI words it; `headers` such as `Retry_After="1"`."""
    body = json.dumps({"error": {"message": message, "type": "error", "param": None, "code": code}}).encode()
    return Reply(status=status, body=body, headers={name.replace("_", "-"): text for name, text in headers.items()})


def html(status: int = 200) -> Reply:
    """A web page, as a wrong address or a captive portal gives it."""
    page = "<!DOCTYPE html><html><head><title>Welcome</title></head><body>登录</body></html>".encode()
    return Reply(status=status, body=page, content_type="text/html; charset=utf-8")


@dataclass
class Request:
    """What came in, and what became of it."""

    method: str
    path: str
    headers: dict[str, str]
    """Names in lower case."""
    raw: bytes
    """The body as it came."""
    chunks_sent: int = 0
    hung_up: threading.Event = field(default_factory=threading.Event)
    """Set when the client closed the connection before the end."""

    @property
    def json(self) -> dict:
        return json.loads(self.raw)

    @property
    def messages(self) -> list[dict]:
        return self.json["messages"]


class OpenAIServer:
    """`enqueue` says what comes next; with an empty queue `otherwise` is played. `requests` holds what was asked."""

    def __init__(self, address: str):
        self.address = address
        self.base_url = f"{address}/v1"
        self.requests: list[Request] = []
        self.otherwise: Script = failure(418, "no answer was enqueued")
        self._scripts: deque[Script] = deque()
        self._lock = threading.Lock()

    def enqueue(self, *scripts: Script) -> None:
        self._scripts.extend(scripts)

    @property
    def chats(self) -> list[Request]:
        """The requests for a chat completion."""
        return [request for request in self.requests if request.path.endswith("/chat/completions")]

    def _reply(self, request: Request) -> Reply:
        with self._lock:
            self.requests.append(request)
            body = request.json if request.raw else {}
            script = self._scripts[0] if self._scripts else self.otherwise
            if isinstance(script, Reply) and script.refuses_stream_options and "stream_options" in body:
                return failure(400, "Unrecognized request argument supplied: stream_options")
            if self._scripts:
                self._scripts.popleft()
        if callable(script):
            script = script(body)
        return Reply((script,)) if isinstance(script, str) else script


@contextmanager
def running_openai_server() -> Iterator[OpenAIServer]:
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    http.daemon_threads = True
    server = http.script = OpenAIServer(f"http://127.0.0.1:{http.server_address[1]}")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


@pytest.fixture
def openai_server() -> Iterator[OpenAIServer]:
    with running_openai_server() as server:
        yield server


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        request = self._request()
        if self.path.endswith("/models"):
            self.server.script.requests.append(request)
            self._whole(Reply(body=b'{"object":"list","data":[{"id":"m","object":"model"}]}'))
        else:
            self._play(request)

    def do_POST(self) -> None:
        self._play(self._request())

    def _request(self) -> Request:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        return Request(self.command, self.path, {name.lower(): text for name, text in self.headers.items()}, raw)

    def _play(self, request: Request) -> None:
        reply = self.server.script._reply(request)
        try:
            time.sleep(reply.wait_seconds)
            if reply.body is not None or reply.status != 200:
                self._whole(reply)
            elif request.json.get("stream"):
                self._stream(reply, request)
            else:
                self._completion(reply, request)
        except (BrokenPipeError, ConnectionResetError):
            request.hung_up.set()
            self.close_connection = True

    def _whole(self, reply: Reply) -> None:
        body = reply.body or b""
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, text in reply.headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def _completion(self, reply: Reply, request: Request) -> None:
        message = {"role": "assistant", "content": "".join(reply.chunks)}
        if reply.reasoning:
            message["reasoning_content"] = "".join(reply.reasoning)
        body = {
            "id": "c",
            "object": "chat.completion",
            "created": 0,
            "model": request.json.get("model"),
            "choices": [{"index": 0, "message": message, "finish_reason": reply.finish}],
        }
        if reply.usage is not None:
            body["usage"] = _with_total(reply.usage)
        self._whole(Reply(body=json.dumps(body, ensure_ascii=False).encode(), headers=reply.headers))

    def _stream(self, reply: Reply, request: Request) -> None:
        asked = request.json
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        for name, text in reply.headers.items():
            self.send_header(name, text)
        self.end_headers()

        def event(content: dict) -> None:
            self._chunk(f"data: {json.dumps(content, ensure_ascii=False)}\n\n".encode())

        def delta(content: dict, finish: str | None = None) -> dict:
            choice = {"index": 0, "delta": content, "finish_reason": finish}
            return _chunk_object(asked.get("model"), [choice])

        event(delta({"role": "assistant", "content": ""}))
        for name, texts in (("reasoning_content", reply.reasoning), ("content", reply.chunks)):
            for text in texts:
                time.sleep(reply.chunk_seconds)
                if self._gone():
                    raise ConnectionResetError
                event(delta({name: text}))
                request.chunks_sent += 1
        if reply.breaks_off:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        if reply.error is not None:
            event({"error": dict(reply.error)})
        elif reply.finish is not None:
            event(delta({}, reply.finish))
        if reply.usage is not None and (asked.get("stream_options") or {}).get("include_usage"):
            event({**_chunk_object(asked.get("model"), []), "usage": _with_total(reply.usage)})
        if reply.done:
            self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _gone(self) -> bool:
        """Whether the client closed its side: an end of file waits to be read."""
        self.connection.setblocking(False)
        try:
            return self.connection.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        finally:
            self.connection.setblocking(True)


def _chunk_object(model: str | None, choices: list[dict]) -> dict:
    return {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": model, "choices": choices}


def _with_total(usage: Mapping[str, Any]) -> dict:
    return {**usage, "total_tokens": usage.get("prompt_tokens", 0) + usage.get("completion_tokens", 0)}
