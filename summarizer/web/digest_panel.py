"""The digest's panel: a topic's newest papers as a zip, for visitors and for programs."""

from __future__ import annotations

import shutil
from collections.abc import AsyncGenerator
from contextlib import aclosing

import gradio as gr

from summarizer.engine import Engine
from summarizer.errors import PaperGlanceError
from summarizer.line import Line
from summarizer.models import ModelChoice
from summarizer.web.digest import day_of_form, digest_frames, topic_of_form
from summarizer.web.settings import ModelPanel, Offer, choice_of, visitor_of
from summarizer.web.words import label

DEPTHS = ("list", "abstract", "full")
QUERY = 'cat:cs.CV AND all:"diffusion model"'


def add_digest(engine: Engine, jobs: Line, panel: ModelPanel, offer: Offer | None, limits: dict) -> None:
    """Adds the panel and the endpoint `digest` to the Blocks that is being built; both wait in the visitors' line."""

    async def frames(name, query, day, depth, language, choice: ModelChoice) -> AsyncGenerator[tuple]:
        place, zipped = jobs.joined(), None
        try:
            topic, date = topic_of_form(name, query, depth, language), day_of_form(day)
            async for ahead in place.waited():
                yield f"<p>{ahead}</p>", None
            async with aclosing(digest_frames(engine, topic, date, choice)) as run:
                async for html, path in run:
                    zipped = path or zipped
                    yield html, str(path) if path else None
        except PaperGlanceError as error:
            raise gr.Error(str(error)) from None
        finally:
            place.leave()
            if zipped:
                shutil.rmtree(zipped.parent, ignore_errors=True)

    async def asked(
        token: gr.OAuthToken | None, request: gr.Request, name, query, day, depth, kind, provider, model, address, key,
        language,
    ):  # fmt: skip
        try:
            choice = choice_of(kind, provider, model, address, key, token, offer, visitor_of(request))
        except PaperGlanceError as error:
            raise gr.Error(str(error)) from None
        yield "", gr.update(value=None, interactive=False)
        async with aclosing(frames(name, query, day, depth, language, choice)) as steps:
            async for html, path in steps:
                yield html, gr.update(value=path, interactive=True) if path else gr.skip()

    async def digest(query: str, day: str = "", depth: str = "abstract", model: str = "embedded"):
        """Digest the newest arXiv papers of a query in Chinese, as a zip with a blog post and a web page.

        Args:
            query: in arXiv's search language, such as cat:cs.CV AND all:"diffusion model".
            day: YYYY-MM-DD (UTC); empty for today.
            depth: list (no model), abstract (from the abstracts) or full (from the PDFs; minutes a paper).
            model: embedded or embedded-small.

        Returns:
            The state of the run as HTML, and at last the zip file.
        """
        async with aclosing(frames("", query, day, depth, "zh-Hans", ModelChoice(model))) as steps:
            async for step in steps:
                yield step

    with gr.Sidebar(position="left", open=False, width=420, elem_id="pg-digest"):
        gr.Markdown(label("digest_intro"))
        name = gr.Textbox(label=label("digest_topic"), placeholder="Diffusion Models", max_length=80)
        query = gr.Textbox(label=label("digest_query"), value=QUERY, max_length=300, elem_id="pg-digest-query")
        day = gr.Textbox(label=label("digest_day"), placeholder="2024-03-13", max_length=10, elem_id="pg-digest-day")
        depth = gr.Radio(DEPTHS, value="abstract", label=label("digest_depth"), elem_id="pg-digest-depth")
        with gr.Row():
            start = gr.Button(label("digest_start"), variant="primary", elem_id="pg-digest-start")
            stop = gr.Button(label("digest_stop"), elem_id="pg-digest-stop")
        download = gr.DownloadButton(label("digest_zip"), interactive=False, elem_id="pg-digest-zip")
        state = gr.HTML("", elem_id="pg-digest-state")
        small = gr.Dropdown(["embedded", "embedded-small"], value="embedded", visible=False, label="model")
        file = gr.File(visible=False, label="zip")
        hidden = gr.Button(visible=False)
    run = start.click(
        asked,
        [name, query, day, depth, *panel.inputs(), panel.language],
        [state, download],
        show_progress="hidden",
        api_visibility="private",
        **limits,
    )
    stop.click(None, None, None, cancels=[run], api_visibility="private")
    hidden.click(digest, [query, day, depth, small], [state, file], api_name="digest", **limits)
