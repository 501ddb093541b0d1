"""The steps from a Paper and a model to a Summary, as events."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Literal

from summarizer.events import Event
from summarizer.models import Model
from summarizer.paper import Paper

Language = Literal["zh-Hans", "zh-Hant", "en"]


async def summarize(paper: Paper, model: Model, *, language: Language = "zh-Hans") -> AsyncGenerator[Event]:
    """The events of one summary, ending with Finished. Raises ModelError. Closing it stops the model.

    A model that composes is shown the numbered passages and writes the fields; for one that does not, the code chooses
    the sentences and the model only puts each of them into Chinese.
    """
    if model.composes:
        from summarizer.chain.conversation.conversation import summarize as chain
    else:
        from summarizer.chain.sentences.sentences import summarize as chain
    async with aclosing(chain(paper, model, language=language)) as events:
        async for event in events:
            yield event
