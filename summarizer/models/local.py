"""Any chat model of the Hub, or of a folder, run by transformers in this process (GPU or CPU)."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING, Any

from summarizer.errors import BadAnswer, ContextExceeded, MissingPackage, ModelFailed
from summarizer.models import Chunk, Message, Options, Progress
from summarizer.models.checkpoint import folder_of, loaded, snapshot
from summarizer.models.thinking import WithoutThought
from summarizer.usage import Usage

if TYPE_CHECKING:
    import torch

LARGEST_CONTEXT_TOKENS = 131_072
DEFAULT_CONTEXT_TOKENS = 4096
STOPPING_SECONDS = 60
"""Longest wait for a stopped generation to leave its current token."""


class Local:
    """A transformers model with its tokenizer; one answer at a time, in a thread of its own.

    The keys and values of the last call are kept: one that begins with the same tokens pays only for the rest.
    """

    composes = True
    takes_grammar = False

    def __init__(self, name: str, model: Any, tokenizer: Any):
        self.name = name
        self.context_tokens = _context_tokens(model.config)
        self._model = model
        self._tokenizer = tokenizer
        self._turn = asyncio.Lock()
        self._cache: Any = None
        self._cached: list[int] = []
        """The tokens whose keys and values `_cache` holds."""

    async def stream(self, messages: Sequence[Message], options: Options = Options()) -> AsyncIterator[Chunk]:
        """The answer as it is generated; closing the iterator stops the generation at its next token."""
        async with self._turn:
            started = time.monotonic()
            if self._model is None:
                raise ModelFailed("这个本地模型已经关闭，请重新选择模型。")
            prompt = await asyncio.to_thread(self._prompt, messages)
            room = self.context_tokens - len(prompt)
            if room < min(options.max_tokens, 16):
                raise ContextExceeded
            loop, pieces, stop = asyncio.get_running_loop(), asyncio.Queue(), threading.Event()

            def put(piece: str | _End | BaseException) -> None:
                loop.call_soon_threadsafe(pieces.put_nowait, piece)

            work = asyncio.create_task(
                asyncio.to_thread(self._generate, prompt, options, min(options.max_tokens, room), stop, put)
            )
            thought, wrote = WithoutThought(), False
            try:
                while not isinstance(piece := await pieces.get(), _End | BaseException):
                    if text := thought.text(piece):
                        wrote = wrote or bool(text.strip())
                        yield Chunk(text)
                if isinstance(piece, BaseException):
                    raise _failure(piece)
                if text := thought.rest():
                    wrote = wrote or bool(text.strip())
                    yield Chunk(text)
                if not wrote:
                    raise BadAnswer("模型返回了空的回答，请重试，或者换一个模型。")
                seconds = time.monotonic() - started
                yield Chunk(
                    finish=piece.finish, usage=Usage(1, len(prompt), piece.cached_tokens, piece.new_tokens, seconds)
                )
            finally:
                stop.set()
                # The next call must not start while this one still computes.
                await asyncio.wait([work], timeout=STOPPING_SECONDS)

    async def close(self) -> None:
        async with self._turn:
            self._model = self._tokenizer = self._cache = None
            self._cached = []
        await asyncio.to_thread(_freed)

    def _prompt(self, messages: Sequence[Message]) -> list[int]:
        try:
            encoded = self._tokenizer.apply_chat_template(list(messages), add_generation_prompt=True, return_dict=True)
        except Exception:  # noqa: BLE001 - a template is code of the model's author
            raise BadAnswer("这个模型没有可用的对话模板，请换一个对话（chat / instruct）模型。") from None
        return list(encoded["input_ids"])

    def _generate(
        self,
        prompt: list[int],
        options: Options,
        max_tokens: int,
        stop: threading.Event,
        put: Callable[[str | _End | BaseException], None],
    ) -> None:
        """Runs in a thread; everything it has to say goes through `put`, an _End or an exception last."""
        try:
            put(self._generated(prompt, options, max_tokens, stop, put))
        except Exception as error:  # noqa: BLE001 - told to the waiting stream, which raises it in our words
            self._cache, self._cached = None, []
            put(error)

    def _generated(self, prompt, options: Options, max_tokens: int, stop: threading.Event, put) -> _End:
        import torch
        from transformers import DynamicCache, StoppingCriteria, StoppingCriteriaList

        class Stopped(StoppingCriteria):
            def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor, **more: object) -> torch.Tensor:
                return torch.full((input_ids.shape[0],), stop.is_set(), device=input_ids.device, dtype=torch.bool)

        cached = self._rewound(prompt)
        if self._cache is None:
            self._cache = DynamicCache(config=self._model.config)
        writer = _Writer(self._tokenizer, put, options.stop, stop)
        sampling = {"do_sample": True, "temperature": options.temperature} if options.temperature > 0 else _GREEDY
        ids = torch.tensor([prompt], device=self._model.device)
        with torch.inference_mode():
            out = self._model.generate(
                input_ids=ids,
                attention_mask=torch.ones_like(ids),
                past_key_values=self._cache,
                max_new_tokens=max_tokens,
                streamer=writer,
                stopping_criteria=StoppingCriteriaList([Stopped()]),
                pad_token_id=self._padding(),
                **sampling,
            )
        new = out[0, len(prompt) :].tolist()
        # The last token was chosen but never read: its keys are not in the cache.
        self._cached = out[0, : self._cache.get_seq_length()].tolist()
        ended = bool(new) and new[-1] in self._end_tokens()
        return _End("stop" if ended or writer.stopped or len(new) < max_tokens else "length", cached, len(new))

    def _rewound(self, prompt: list[int]) -> int:
        """How many tokens of the prompt the cache holds after it was cut back to what both share."""
        shared = 0
        for kept, wanted in zip(self._cached, prompt, strict=False):
            if kept != wanted:
                break
            shared += 1
        # At least one token has to be read for the model to say what comes next.
        shared = min(shared, len(prompt) - 1)
        if self._cache is not None and shared < len(self._cached):
            try:
                # transformers 5: a negative number of tokens to remove.
                self._cache.crop(shared - self._cache.get_seq_length())
            except (ValueError, NotImplementedError, RuntimeError, AttributeError):
                # Sliding windows and state-space layers cannot go back.
                self._cache, shared = None, 0
        if self._cache is None or self._cache.get_seq_length() != shared:
            self._cache, shared = None, 0
        self._cached = self._cached[:shared]
        return shared

    def _end_tokens(self) -> set[int]:
        ends = self._model.generation_config.eos_token_id
        return {*ends} if isinstance(ends, list | tuple) else {ends}

    def _padding(self) -> int | None:
        padding = self._tokenizer.pad_token_id
        return padding if padding is not None else self._tokenizer.eos_token_id


_GREEDY = {"do_sample": False, "temperature": None, "top_p": None, "top_k": None}


class _End:
    """How a generation ended."""

    def __init__(self, finish: str, cached_tokens: int, new_tokens: int):
        self.finish = finish
        self.cached_tokens = cached_tokens
        self.new_tokens = new_tokens


class _Writer:
    """Takes tokens as they come and puts out text: whole characters only, nothing of a stop word."""

    def __init__(self, tokenizer: Any, put: Callable[[str], None], stops: tuple[str, ...], stop: threading.Event):
        self.stopped = False
        self._tokenizer = tokenizer
        self._put = put
        self._stops = stops
        self._stop = stop
        self._tokens: list[int] = []
        self._said = ""
        self._prompt_seen = False

    def put(self, value: torch.Tensor) -> None:
        if not self._prompt_seen:
            self._prompt_seen = True
            return
        if self.stopped:
            return
        self._tokens += value.flatten().tolist()
        text = self._text()
        for word in self._stops:
            if word in text:
                text = text[: text.index(word)]
                self.stopped = True
                self._stop.set()
        self._say(text if self.stopped else text[: len(text) - self._held(text)])

    def end(self) -> None:
        if not self.stopped:
            self._say(self._text())

    def _text(self) -> str:
        return self._tokenizer.decode(self._tokens, skip_special_tokens=True)

    def _held(self, text: str) -> int:
        """Characters at the end that may still change: half a character, or the beginning of a stop word."""
        half = len(text) - len(text.rstrip("\ufffd"))
        begun = max((n for word in self._stops for n in range(1, len(word)) if text.endswith(word[:n])), default=0)
        return max(half, begun)

    def _say(self, text: str) -> None:
        if len(text) > len(self._said):
            self._put(text[len(self._said) :])
            self._said = text


async def open_local(repo_or_folder: str, progress: Progress = lambda text, fraction: None) -> Local:
    """The chat model of a Hub repository (`owner/name`) or of a folder. Raises ModelError."""
    progress("准备本地模型", 0.0)
    try:
        await asyncio.to_thread(_packages)
    except ImportError:
        raise MissingPackage from None
    folder = await asyncio.to_thread(folder_of, repo_or_folder)
    is_folder = folder is not None
    if folder is None:
        progress(f"从 Hugging Face Hub 取得 {repo_or_folder}", 0.1)
        folder = await asyncio.to_thread(snapshot, repo_or_folder)
    progress("载入本地模型", 0.7)
    model, tokenizer = await asyncio.to_thread(loaded, folder)
    progress("本地模型已就绪", 1.0)
    # A folder's path is the machine's own business.
    return Local(folder.name if is_folder else repo_or_folder, model, tokenizer)


def _packages() -> None:
    import torch  # noqa: F401
    import transformers  # noqa: F401


def _context_tokens(config: Any) -> int:
    limit = getattr(config.get_text_config(), "max_position_embeddings", None) or DEFAULT_CONTEXT_TOKENS
    return min(limit, LARGEST_CONTEXT_TOKENS)


def _failure(error: BaseException) -> Exception:
    """A generation's own exception in our words."""
    import torch

    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return ContextExceeded("显存或内存不足，容不下这篇论文，请换一个较小的模型。")
    return ModelFailed("本地模型运行出错，请重试，或者换一个模型。")


def _freed() -> None:
    import gc

    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
