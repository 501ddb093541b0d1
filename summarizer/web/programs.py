"""The same engine for programs: `summarize`, `ask`, `parse` and `figures` over gradio_client, HTTP and MCP.

(`digest`, the fifth, stands with its panel in `digest_panel`.)

They use the built-in model only: a program that has a key calls its model itself, and no key stands in the schema.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import gradio as gr

from summarizer.engine import Engine
from summarizer.errors import PaperGlanceError
from summarizer.events import Answered, Finished, Opened, Step
from summarizer.line import Line
from summarizer.models import ModelChoice
from summarizer.paper import Paper
from summarizer.source import source_of
from summarizer.views.parsed import parsed
from summarizer.web.uploads import uploads_only

FIGURE_DPI = 130
MAX_QUESTION_CHARACTERS = 1000


def add_programs(engine: Engine, jobs: Line, limits: dict) -> None:
    """Adds the four endpoints to the Blocks that is being built; they stand in the same line as the page's visitors."""

    @asynccontextmanager
    async def turn() -> AsyncGenerator[None]:
        place = jobs.joined()
        try:
            async for _ in place.waited():
                pass
            yield
        finally:
            place.leave()

    async def opened(source: str, pdf: str | None) -> Paper:
        paper = None
        async with aclosing(engine.opened(source_of(Path(pdf) if pdf else source or ""))) as events:
            async for event in events:
                if isinstance(event, Opened):
                    paper = event.paper
        return paper

    async def summarize(
        source: str = "", pdf: str | None = None, model: str = "embedded", language: str = "zh-Hans"
    ) -> AsyncGenerator[dict]:
        """Summarise a scientific paper in structured Chinese; every statement carries the pages that support it.

        Args:
            source: arXiv id or link, such as 2403.07860. Leave empty when a PDF is given.
            pdf: a PDF file instead of an arXiv id.
            model: embedded (better, about 3 minutes on two cores) or embedded-small (faster, rougher).
            language: zh-Hans, zh-Hant or en.

        Returns:
            While it works: {"step", "fraction"}. At last: the summary as JSON.
        """
        try:
            paper = source_of(Path(pdf) if pdf else source or "")
            run = engine.summarize(paper, ModelChoice(model), language=language)
            async with turn(), aclosing(run) as events:
                async for event in events:
                    if isinstance(event, Step):
                        yield {"step": event.text, "fraction": round(event.fraction, 3)}
                    elif isinstance(event, Finished):
                        yield event.summary.model_dump(mode="json")
        except PaperGlanceError as error:
            raise gr.Error(str(error)) from None

    async def ask(source: str = "", pdf: str | None = None, question: str = "", model: str = "embedded") -> dict:
        """Answer a question about a scientific paper from its own passages, in the question's language.

        Args:
            source: arXiv id or link, such as 2403.07860. Leave empty when a PDF is given.
            pdf: a PDF file instead of an arXiv id.
            question: in Chinese or English.
            model: embedded or embedded-small.

        Returns:
            {"answer", "found", "passages": [{"id", "page", "text"}]}; found is false if the paper does not say.
        """
        try:
            paper = await opened(source, pdf)
            question = question.strip()[:MAX_QUESTION_CHARACTERS]
            async with turn(), aclosing(engine.ask(paper, None, question, ModelChoice(model), ())) as events:
                async for event in events:
                    if isinstance(event, Answered):
                        answered = event
        except PaperGlanceError as error:
            raise gr.Error(str(error)) from None
        cited = [number for point in answered.points for number in point.passages] or answered.nearest
        return {
            "answer": "".join(point.text for point in answered.points),
            "found": answered.found,
            "passages": [
                {"id": number, "page": paper.passage_by_id[number].page, "text": paper.passage_by_id[number].text}
                for number in dict.fromkeys(cited)
            ],
        }

    async def parse(source: str = "", pdf: str | None = None) -> dict:
        """Read a scientific paper without any model: title, authors, sections, figures, numbered passages.

        Args:
            source: arXiv id or link, such as 2403.07860. Leave empty when a PDF is given.
            pdf: a PDF file instead of an arXiv id.

        Returns:
            The paper as JSON.
        """
        try:
            return parsed(await opened(source, pdf))
        except PaperGlanceError as error:
            raise gr.Error(str(error)) from None

    async def figures(source: str = "", pdf: str | None = None) -> list[tuple[str, str]]:
        """Cut the figures and tables out of a scientific paper, with their captions.

        Args:
            source: arXiv id or link, such as 2403.07860. Leave empty when a PDF is given.
            pdf: a PDF file instead of an arXiv id.

        Returns:
            Images with captions, in the paper's order.
        """
        try:
            paper = await opened(source, pdf)
            found = []
            for figure in paper.figures:
                image = await engine.page_image(paper.sha256, figure.page, dpi=FIGURE_DPI, clip=figure.box)
                found.append((await asyncio.to_thread(_kept, image), f"{figure.label}: {figure.caption}"))
            return found
        except PaperGlanceError as error:
            raise gr.Error(str(error)) from None

    with gr.Row(visible=False):
        source = gr.Textbox(label="source")
        pdf = uploads_only(gr.File(label="pdf", file_types=[".pdf"], type="filepath"))
        question = gr.Textbox(label="question")
        model = gr.Dropdown(["embedded", "embedded-small"], value="embedded", label="model")
        language = gr.Dropdown(["zh-Hans", "zh-Hant", "en"], value="zh-Hans", label="language")
        result = gr.JSON(label="result")
        gallery = gr.Gallery(label="figures")
        trigger = gr.Button()
        for program, inputs, output in (
            (summarize, [source, pdf, model, language], result),
            (ask, [source, pdf, question, model], result),
            (parse, [source, pdf], result),
            (figures, [source, pdf], gallery),
        ):
            trigger.click(program, inputs, output, api_name=program.__name__, api_visibility="public", **limits)


def _kept(image: bytes) -> str:
    """The path of a temporary file with the image; gradio copies it into its own cache, which it clears."""
    with tempfile.NamedTemporaryFile(suffix=".webp", delete=False) as file:
        file.write(image)
    return file.name
