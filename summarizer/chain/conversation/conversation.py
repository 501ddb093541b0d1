"""A model that composes writes the summary in one conversation: paper once, then step after step."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import NamedTuple

from summarizer.chain.assembly import summary_of
from summarizer.chain.conversation.answer import Answer, answer_of
from summarizer.chain.conversation.drafting import Drafting
from summarizer.chain.conversation.live import Live
from summarizer.chain.conversation.prefix import Prefix, estimated_tokens, paper_prefix, paper_room
from summarizer.chain.prompts import prompt
from summarizer.checking.form import Language
from summarizer.checking.text import without_thoughts
from summarizer.errors import BadAnswer, ContextExceeded, ModelError, ModelFailed, ModelTimeout, ModelUnreachable
from summarizer.events import Event, Finished, Step, Writing, Written
from summarizer.models import Message, Model, Options
from summarizer.paper import Paper
from summarizer.summary import FIELD_BY_NAME, FieldName, Finding
from summarizer.usage import Usage

_TRANSIENT = (ModelUnreachable, ModelTimeout, ModelFailed, BadAnswer)
_MOST_ANSWER_TOKENS = 8192
"""A reasoning model spends most of them on thoughts."""
_TEMPERATURE = 0.2
_SMALLER_PREFIXES = 3
"""How often the paper is halved for an endpoint whose context is smaller than believed."""
_HISTORY_CHARACTERS = 6000
"""Of an answer, kept in the conversation."""


class Request(NamedTuple):
    """One step of the conversation."""

    template: str
    doing: str
    fields: tuple[FieldName, ...]


STEPS = (
    Request(
        "overview",
        "正在写标题和摘要",
        ("title_zh", "affiliation", "keywords", "background", "past_methods", "method", "results"),
    ),
    Request("methods", "正在写方法", ("methods",)),
    Request("conclusion", "正在写结论", ("significance", "innovation", "performance", "workload")),
    Request("takeaways", "正在写要点", ("one_sentence", "takeaways")),
)


async def summarize(
    paper: Paper, model: Model, *, language: Language = "zh-Hans", steps: Sequence[Request] = STEPS
) -> AsyncGenerator[Event]:
    """The events of one summary, ending with Finished; each step is checked and what is wrong asked for once again.

    A model that fails before the overview is written raises its ModelError; later, what was written is kept and the
    break told as a finding of kind `interrupted`. Closing the generator stops the model.
    """
    talk = Conversation(paper, model, language)
    drafting = Drafting(paper, language)
    findings: list[Finding] = []
    for index, step in enumerate(steps):
        begun, share = index / len(steps), 1 / len(steps)
        fields = tuple(name for name in step.fields if name != "affiliation" or paper.affiliation)
        yield Step(step.doing, begun)
        try:
            request = prompt(step.template, **_values(step, paper, fields))
            async with aclosing(talk.asked(request, fields)) as events:
                async for event in events:
                    yield event
            drafting.take(talk.answer, fields)
            if wrong := drafting.wrong(fields):
                yield Step("正在核对并请模型改写", begun + 0.6 * share)
                async with aclosing(talk.asked(_repair(wrong), tuple(wrong))) as events:
                    async for _ in events:
                        pass  # what stands on the page stays there until the field is done
                drafting.retake(talk.answer, tuple(wrong))
        except ModelError as error:
            if not drafting.any_points():
                raise
            findings.append(Finding(kind="interrupted", field="", detail=f"模型中途停下，后面的内容没有写：{error}"))
            break
        for name in fields:
            yield drafting.written(name)
    for name in drafting.settled():
        yield drafting.written(name)
    written: dict[FieldName, Written] = {name: drafting.written(name) for name in FIELD_BY_NAME}
    yield Finished(
        summary_of(
            paper,
            written,
            coverage=talk.prefix.coverage,
            usage=talk.usage,
            model=model.name,
            findings=(*findings, *drafting.findings(whole=talk.prefix.whole)),
        )
    )


class Conversation:
    """Messages that only grow: each request extends the bytes of the one before, so that a prefix cache holds."""

    def __init__(self, paper: Paper, model: Model, language: Language):
        self._paper = paper
        self._model = model
        self._language: Language = language
        self.prefix: Prefix = paper_prefix(paper, model, language=language)
        self.messages: list[Message] = list(self.prefix.messages)
        self.usage = Usage()
        self.answer = Answer()
        """To the last request, citing only passages that the model was shown."""
        self._cut = False

    async def asked(self, request: str, fields: Sequence[FieldName]) -> AsyncGenerator[Writing]:
        """Asks for fields; streams them, then leaves them in `answer`. A break-off is tried once more."""
        self.messages.append({"role": "user", "content": request})
        smaller, broken = 0, ""
        while True:
            live = Live(fields)
            try:
                async with aclosing(self._streamed(live)) as events:
                    async for event in events:
                        if not broken:
                            yield event
            except ContextExceeded:
                if len(self.messages) > len(self.prefix.messages) + 1 or smaller == _SMALLER_PREFIXES:
                    raise
                smaller += 1
                self._shrink()
            except _TRANSIENT:
                if not broken:
                    broken = live.text or " "
                    continue
                text = max((_whole(broken), _whole(live.text)), key=len)
                if not answer_of(text, fields).drafts:
                    raise
                break
            else:
                text = _whole(live.text) if live.runaway or self._cut else live.text
                break
        self.answer = answer_of(text, fields).within(self.prefix.shown)
        history = without_thoughts(text).strip()[:_HISTORY_CHARACTERS]
        self.messages.append({"role": "assistant", "content": history or "（没有回答）"})

    async def _streamed(self, live: Live) -> AsyncGenerator[Writing]:
        self._cut = False
        usage = Usage(calls=1)
        try:
            async with aclosing(self._model.stream(tuple(self.messages), self._options())) as chunks:
                async for chunk in chunks:
                    for event in live.fed(chunk.text):
                        yield event
                    usage = chunk.usage or usage
                    self._cut = self._cut or chunk.finish == "length"
                    if live.runaway:
                        break
        finally:
            self.usage += usage
        for event in live.ended():
            yield event

    def _options(self) -> Options:
        spent = sum(estimated_tokens(message["content"]) for message in self.messages)
        room = self._model.context_tokens - spent
        return Options(max_tokens=max(512, min(_MOST_ANSWER_TOKENS, room)), temperature=_TEMPERATURE)

    def _shrink(self) -> None:
        """The same request behind less of the paper; a context that is too small is only found out by asking."""
        tokens = min(paper_room(self._model), estimated_tokens(self.prefix.messages[1]["content"])) // 2
        self.prefix = paper_prefix(self._paper, self._model, language=self._language, paper_tokens=tokens)
        self.messages = [*self.prefix.messages, self.messages[-1]]


def _whole(text: str) -> str:
    """An answer that was cut off, without its last unfinished sentence."""
    end = max(text.rfind(mark) for mark in ("。", "]", "】", "\n", "！", "？"))
    return text[: end + 1]


def _values(step: Request, paper: Paper, fields: Sequence[FieldName]) -> dict[str, object]:
    if step.template != "overview":
        return {}
    return {
        "headings": [FIELD_BY_NAME[name].heading for name in fields],
        "affiliation": paper.affiliation.name if paper.affiliation else "",
        "keywords": paper.keywords,
    }


def _repair(wrong: dict[FieldName, tuple[str, ...]]) -> str:
    headings = [f"### {FIELD_BY_NAME[name].heading}" for name in wrong]
    items = [{"heading": FIELD_BY_NAME[name].heading, "reasons": reasons} for name, reasons in wrong.items()]
    return prompt("repair", items=items, headings=headings)
