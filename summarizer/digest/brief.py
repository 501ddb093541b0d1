"""A paper's brief from its abstract alone: one sentence and the takeaways, each tied to a sentence of the abstract."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing

from summarizer.chain.conversation.conversation import Request
from summarizer.chain.conversation.conversation import summarize as conversation
from summarizer.chain.sentences.names import names_of
from summarizer.chain.sentences.printed import title_source
from summarizer.chain.sentences.sentences import in_chinese
from summarizer.chain.sentences.translation import Translation, translation
from summarizer.checking.form import Language
from summarizer.checking.instructions import passages_to_a_model
from summarizer.checking.text import simplified, traditional
from summarizer.digest.entries import Brief
from summarizer.errors import BadAnswer
from summarizer.events import Finished, Step
from summarizer.models import Model
from summarizer.paper import Box, Paper, Passage, Record, Region
from summarizer.reading.roles.roles import with_roles
from summarizer.reading.text.sentences import sentence_bounds
from summarizer.summary import Finding
from summarizer.usage import Usage

FIELDS = ("title_zh", "one_sentence", "takeaways")
STEPS = (Request("abstract", "正在写要点", FIELDS),)
MOST_TAKEAWAYS = 8
_NOWHERE = Region(1, Box(0, 0, 0, 0))


def paper_of_abstract(record: Record) -> Paper:
    """The record as a paper that consists of its abstract: one passage a sentence."""
    text = " ".join(record.abstract.split())
    passages = tuple(
        Passage(id=number, text=text[start:end], regions=(_NOWHERE,), section="Abstract", section_role="abstract")
        for number, (start, end) in enumerate(sentence_bounds(text), 1)
    )
    return Paper(
        sha256=hashlib.sha256(f"{record.title}\n{text}".encode("utf-8", "replace")).hexdigest(),
        record=record,
        abstract=text,
        passages=with_roles(passages, "en"),
        page_sizes=((612.0, 792.0),),
        page_texts=(f"{record.title}\n{text}",),
    )


async def brief(record: Record, model: Model, language: Language) -> AsyncGenerator[Step | Brief]:
    """The Steps to a Brief and the Brief. Raises ModelError; BadAnswer if the model wrote nothing that holds."""
    writer = _composed if model.composes else _translated
    async with aclosing(writer(paper_of_abstract(record), model, language)) as events:
        async for event in events:
            if isinstance(event, Brief) and not (event.one_sentence and event.takeaways):
                raise BadAnswer("模型没有写出可用的总结和要点，请重试，或者换一个模型。")
            yield event


async def _composed(paper: Paper, model: Model, language: Language) -> AsyncGenerator[Step | Brief]:
    async with aclosing(conversation(paper, model, language=language, steps=STEPS)) as events:
        async for event in events:
            if isinstance(event, Step):
                yield event
            elif isinstance(event, Finished):
                summary = event.summary
                yield Brief(
                    title_zh=summary.title_zh,
                    one_sentence=summary.one_sentence,
                    takeaways=summary.takeaways,
                    findings=tuple(finding for finding in summary.findings if finding.field in ("", *FIELDS)),
                    model=summary.model,
                    usage=summary.usage,
                )


async def _translated(paper: Paper, model: Model, language: Language) -> AsyncGenerator[Step | Brief]:
    """The abstract's own sentences in Chinese: the aim as the one sentence, the others as takeaways."""
    names, usage, points = names_of(paper), Usage(), {}
    orders = passages_to_a_model(paper)
    passages = [_plain(passage) for passage in paper.passages if passage.id not in orders][: MOST_TAKEAWAYS + 1]
    if not passages:
        raise BadAnswer("arXiv 没有给出这篇论文的摘要，无法据此总结。")
    title = ""
    if language != "en":
        async with aclosing(translation(model, title_source(paper), names, end="")) as pieces:
            async for piece in pieces:
                if isinstance(piece, Translation):
                    title, usage = piece.chinese, usage + piece.usage
        title = traditional(title) if language == "zh-Hant" else simplified(title)
    for done, passage in enumerate(passages):
        yield Step("正在译摘要", done / len(passages))
        points[passage.id], cost = await in_chinese(model, passage, paper, names=names, language=language)
        usage += cost
    # The abstract stands above in English: what stayed English is left out, and never passed off as a summary.
    sound = {number: point for number, point in points.items() if "untranslated" not in point.flags}
    lost = len(points) - len(sound)
    aims = [passage.id for role in ("aim", "method", "result") for passage in passages if passage.role == role]
    first = next((number for number in (*aims, *sound) if number in sound), None)
    rest = tuple(point for number, point in sound.items() if number != first)[:MOST_TAKEAWAYS]
    detail = f"摘要中有 {lost} 句的译文没有通过核对，已略去，请看上面的英文摘要。"
    yield Brief(
        title_zh=title or None,
        one_sentence=sound.get(first),
        takeaways=rest or tuple(sound.values()),
        findings=(Finding(kind="untranslated", field="takeaways", detail=detail),) if lost else (),
        model=model.name,
        usage=usage,
    )


def _plain(passage: Passage) -> Passage:
    """The passage with its LaTeX as it would be printed: a model that rewrites sentences knows no markup."""
    if not re.search(r"[\\$]", passage.text):
        return passage
    from pylatexenc.latex2text import LatexNodes2Text

    try:
        text = LatexNodes2Text(math_mode="text", keep_comments=True).latex_to_text(passage.text)
    except Exception:  # noqa: BLE001 - its parser is not promised to survive every abstract; the raw one will do
        return passage
    return passage.model_copy(update={"text": " ".join(text.split())}) if text.strip() else passage
