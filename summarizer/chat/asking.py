"""Questions about one paper, answered from its passages, which are cited; what it does not answer is said so."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from functools import cache

from summarizer.chain.conversation.answer import answer_of
from summarizer.chain.conversation.live import Live
from summarizer.chain.conversation.prefix import estimated_tokens, paper_prefix
from summarizer.chain.prompts import FOLDER, prompt, sources
from summarizer.chain.sentences.names import names_of
from summarizer.chain.sentences.sentences import in_chinese
from summarizer.chat.query import Concept, is_chinese, unlisted
from summarizer.chat.retrieval import Found, Index, answers
from summarizer.checking.form import Language, shingles
from summarizer.checking.grounds import Grounds, shown_text
from summarizer.checking.points import Checked, Draft, checked, point_of
from summarizer.checking.text import without_thoughts
from summarizer.events import Answered, Answering, ChatEvent, Step
from summarizer.models import Message, Model, Options, complete
from summarizer.paper import Paper
from summarizer.summary import Point, Summary
from summarizer.usage import Usage

ANSWER_PASSAGES = 3
"""Sentences in an answer of a model that does not compose; each costs it some seconds."""
NEAREST_PASSAGES = 5
_MORE_PASSAGES = 12
"""Found passages that are shown besides the paper's beginning when not all of the paper fits."""
_NEAR_THE_BEST = 0.6
"""Share of the best passage's score that another passage needs to be part of the answer."""
_HISTORY_TOKENS = 6000
_ANSWER_TOKENS = 2048
_QUESTION_CHARACTERS = 2000
_SEARCH_TOKENS = 40
_SEARCH_GRAMMAR = r"""root ::= term (", " term){1,5}
term ::= word (" " word){0,2}
word ::= [A-Za-z0-9] [A-Za-z0-9-]{0,18} ("," [0-9] [0-9] [0-9])?
"""
_NOT_FOUND = re.compile(
    r"^[\W_]*(?:(?:本|这篇)?(?:论文|文章|文|原文|段落|资料)(?:中|里|内|并)*(?:没有|未(?:曾|见)?|并未|不)(?:明确|直接|具体)?"
    r"(?:提到|提及|说明|涉及|给出|包含|找到|报告|讨论|回答)|"
    r"(?:the|this) (?:paper|passages?|text) (?:does|do|did) not\b|"
    r"not (?:mentioned|found|stated|reported) in the paper)",
    re.IGNORECASE,
)
_FOLLOWS_UP = re.compile(
    r"它|其|这个|那个|这些|那些|该|上述|上面|"
    r"前者|后者|那么|那(?=[^里些个])|还有|呢[?？]?$|"
    r"\b(?:it|its|they|their|this|that|those|these|them)\b|"
    r"^(?:and|what about|how about|why)\b",
    re.IGNORECASE,
)
_SHORT_QUESTION_CHARACTERS = 6


async def ask(
    paper: Paper,
    summary: Summary | None,
    question: str,
    model: Model,
    history: Sequence[Message] = (),
) -> AsyncGenerator[ChatEvent]:
    """The events of an answer, ending with Answered: Points with the passages that support them.

    A question in English is answered in English. `history` are earlier questions and answers about the same paper,
    oldest first. Closing it stops the model. Raises ModelError, ScannedPdf.
    """
    question = " ".join(question.split())[:_QUESTION_CHARACTERS]
    answering = _composed if model.composes else _found
    async with aclosing(answering(paper, question, model, history)) as events:
        async for event in events:
            yield event


async def _composed(paper: Paper, question: str, model: Model, history: Sequence[Message]) -> AsyncGenerator[ChatEvent]:
    """By a model that writes: it reads the same beginning as for the summary, so that its cache holds."""
    yield Step("正在阅读论文并回答", 0.1)
    language: Language = "zh-Hans" if is_chinese(question) else "en"
    prefix = paper_prefix(paper, model)
    index = Index(paper)
    near = index.found(question, before=_leaned_on(question, history), size=_MORE_PASSAGES)
    more = [each.passage for each in near if each.passage.id not in prefix.shown] if not prefix.whole else []
    shown = prefix.shown | {passage.id for passage in more}
    lines = [{"id": passage.id, "text": shown_text(passage)} for passage in more]
    messages = [*prefix.messages, *_remembered(history)]
    messages.append({"role": "user", "content": _request(question, lines)})
    grounds, usage = Grounds(paper), Usage()
    best: Checked | None = None
    for attempt in range(2):
        live = Live(("takeaways",))
        async with aclosing(model.stream(messages, Options(max_tokens=_room(model, messages)))) as chunks:
            async for chunk in chunks:
                usage += chunk.usage or Usage()
                for event in live.fed(chunk.text):
                    if not attempt:
                        yield Answering(event.text)
                if live.runaway:
                    break
        for event in live.ended():
            if not attempt:
                yield Answering(event.text)
        text = without_thoughts(live.text).strip()
        drafts = answer_of(text, ("takeaways",)).within(shown).drafts.get("takeaways", [])
        if _says_not_found(text, drafts):
            cited = [number for draft in drafts for number in draft.passages]
            yield _not_found(paper, [*cited, *(each.passage.id for each in near)], language, usage)
            return
        result = checked("takeaways", drafts, grounds, language=language, prompt=shingles(sources()))
        if best is None or len(_proven(result.points)) > len(_proven(best.points)):
            best = result
        reasons = tuple(dict.fromkeys(p.reason for p in result.problems if p.kind not in ("duplicate", "too many")))
        if not reasons and result.points:
            break
        if not attempt:
            yield Step("正在核对并请模型改写", 0.7)
            messages += [
                {"role": "assistant", "content": text or "（没有回答）"},
                {"role": "user", "content": _correction(reasons or ("没有写出答案",))},
            ]
    points = _proven(best.points) if best else ()
    nearest = tuple(each.passage.id for each in near[:NEAREST_PASSAGES])
    if points:
        yield Answered(points, True, nearest, usage)
    else:
        yield _not_found(paper, nearest, language, usage)


async def _found(paper: Paper, question: str, model: Model, history: Sequence[Message]) -> AsyncGenerator[ChatEvent]:
    """By a model that only rewrites: the passages that answer, each in the language of the question."""
    yield Step("正在查找相关段落", 0.1)
    language: Language = "zh-Hans" if is_chinese(question) else "en"
    supposed, usage = (), Usage()
    if language != "en" and paper.language != "zh" and unlisted(question):
        # Where the lists and the dictionary know every word, a small model's guesses were measured to add nothing.
        supposed, usage = await search_concepts(model, question)
    before = _leaned_on(question, history)
    found = Index(paper).found(question, supposed=supposed, before=before, size=NEAREST_PASSAGES)
    nearest = tuple(each.passage.id for each in found)
    if not answers(found):
        yield _not_found(paper, nearest, language, usage)
        return
    names = names_of(paper)
    points: list[Point] = []
    used = _answering(found)
    for at, each in enumerate(used):
        yield Step("正在写出找到的段落", 0.3 + 0.7 * at / len(used))
        point, spent = await in_chinese(model, each.passage, paper, names=names, language=language)
        usage += spent
        points.append(point)
        yield Answering(point.text + "\n")
    yield Answered(tuple(points), True, nearest, usage)


async def search_concepts(model: Model, question: str) -> tuple[tuple[Concept, ...], Usage]:
    """English search terms for a Chinese question, by a model; none if what it writes is of no use."""
    messages = [*_search_examples(), Message(role="user", content=question)]
    options = Options(max_tokens=_SEARCH_TOKENS, grammar=_SEARCH_GRAMMAR if model.takes_grammar else None)
    answer = await complete(model, messages, options)
    terms = [term.strip(" .") for term in re.split(r"(?<!\d)[,;，；、\n]|[,;，；、\n](?!\d)", answer.text)]
    fit = [term for term in dict.fromkeys(terms) if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 ,-]{1,48}", term)]
    return tuple(Concept(tuple(term.split())) for term in fit[:6]), answer.usage


@cache
def _search_examples() -> tuple[Message, ...]:
    task, *blocks = (FOLDER / "search.md").read_text("utf-8").strip().split("\n\n")
    messages: list[Message] = [{"role": "system", "content": task}]
    for block in blocks:
        for line in block.splitlines():
            asked, _, text = line.partition("：")
            messages.append({"role": "user" if asked == "问" else "assistant", "content": text.strip()})
    return tuple(messages)


def _answering(found: Sequence[Found]) -> list[Found]:
    """The passages that make up an answer, best first: each takes the model some seconds."""
    return [each for each in found[:ANSWER_PASSAGES] if each.score >= _NEAR_THE_BEST * found[0].score]


def _leaned_on(question: str, history: Sequence[Message]) -> str:
    """The question before, if this one needs it to be understood."""
    if len(question) > _SHORT_QUESTION_CHARACTERS and not _FOLLOWS_UP.search(question):
        return ""
    return next((message["content"] for message in reversed(history) if message["role"] == "user"), "")


def _remembered(history: Sequence[Message]) -> list[Message]:
    """The last exchanges that fit, as they were said: questions as requests, so that the cached bytes are the same."""
    kept: list[Message] = []
    spent = 0
    for message in reversed(history):
        content = _request(message["content"], []) if message["role"] == "user" else message["content"]
        spent += estimated_tokens(content)
        if spent > _HISTORY_TOKENS:
            break
        kept.append({"role": message["role"], "content": content or "（没有回答）"})
    while kept and kept[-1]["role"] != "user":
        kept.pop()
    return kept[::-1]


def _request(question: str, lines: Sequence[dict[str, object]]) -> str:
    return prompt("question", question=question, english=not is_chinese(question), more=lines)


def _correction(reasons: Sequence[str]) -> str:
    told = "；".join(reasons[:4])
    return (
        f"刚才的回答有问题：{told}。请重新回答原来的问题，要求不变；"
        "没有依据的话去掉，段落里没有答案就只写“论文中未提到”。"
    )


def _room(model: Model, messages: Sequence[Message]) -> int:
    spent = sum(estimated_tokens(message["content"]) for message in messages)
    return max(256, min(_ANSWER_TOKENS, model.context_tokens - spent))


def _says_not_found(text: str, drafts: Sequence[Draft]) -> bool:
    first = drafts[0].text if drafts else text
    return bool(_NOT_FOUND.match(first.strip())) and len(drafts) <= 2


def _proven(points: Sequence[Point]) -> tuple[Point, ...]:
    """The Points of an answer that stand on a passage; what the paper does not print is no answer."""
    return tuple(point for point in points if point.passages and "number nowhere" not in point.flags)


def _not_found(paper: Paper, nearest: Sequence[int], language: Language, usage: Usage) -> Answered:
    ids = tuple(dict.fromkeys(nearest))[:NEAREST_PASSAGES]
    if language == "en":
        text = "The paper does not mention this." + (" The passages nearest to the question are marked." if ids else "")
    else:
        text = "论文中未提到。" + ("可以看看与问题最接近的段落。" if ids else "")
    point = point_of(paper, text, ()).model_copy(update={"flags": ()})
    return Answered((point,), False, ids, usage)
