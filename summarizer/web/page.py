"""The page itself: its components, and which handler each event calls."""

from __future__ import annotations

import base64
import json
import os
from contextlib import aclosing
from pathlib import Path

import gradio as gr

from summarizer.engine import Engine
from summarizer.errors import PaperGlanceError
from summarizer.line import Line
from summarizer.models import ModelChoice
from summarizer.views.exports import EXPORTS, file_name
from summarizer.web.conversation import empty_state
from summarizer.web.digest_panel import add_digest
from summarizer.web.handlers import Frame, frames_of_message, translate_caption, turn, whole
from summarizer.web.programs import add_programs
from summarizer.web.session import Session
from summarizer.web.settings import choice_of, model_panel, offer_of_environment, visitor_of
from summarizer.web.uploads import uploads_only
from summarizer.web.viewer import paper_chips, viewer
from summarizer.web.words import I18N, ZH, Words, words_for

HERE = Path(__file__).parent
SOURCE_CODE_VARIABLE = "PAPERGLANCE_SOURCE"
"""Where this server's source code is; on a Space, the Space itself. The AGPL asks for that link."""

SESSION_SECONDS = 3600
"""A session whose page was closed is forgotten after that, uploads too."""
MAX_UPLOAD = "50mb"
RUNS_AT_ONCE = 4
"""Summaries and answers being made at a time; the others wait in the queue and see their place."""
QUEUE_SIZE = 40
VIEWS_AT_ONCE = 8
SESSIONS = 1000
MAX_CHIP_CHARACTERS = 300
MAX_LINK_CHARACTERS = 100

RUNNING_BOX = gr.update(value=None, submit_btn=False, stop_btn=True)
IDLE_BOX = gr.update(submit_btn=True, stop_btn=False)

THEME = gr.themes.Soft(
    primary_hue="amber",
    neutral_hue="stone",
    font=["system-ui", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif"],
    font_mono=["ui-monospace", "Menlo", "Consolas", "monospace"],
)


def page(engine: Engine) -> gr.Blocks:
    """The whole page over an Engine, its queue configured; `launch_options` says how to launch it."""
    offer, jobs = offer_of_environment(), Line(RUNS_AT_ONCE)
    with gr.Blocks(
        title=ZH.brand, analytics_enabled=False, fill_width=True, delete_cache=(SESSION_SECONDS, SESSION_SECONDS)
    ) as blocks:
        session = gr.State(Session(), time_to_live=24 * SESSION_SECONDS)
        with gr.Row(elem_id="pg-main"):
            with gr.Column(scale=11, elem_id="pg-left"):
                papers = gr.HTML("", elem_id="pg-papers", js_on_load="pg.papers(element, trigger)")
                with gr.Column(elem_id="pg-scroll"):
                    on_load = "pg.conversation(element, trigger)"
                    history = gr.HTML(empty_state(ZH), elem_id="pg-history", js_on_load=on_load)
                    live = gr.HTML("", elem_id="pg-live", js_on_load=on_load)
                box = uploads_only(
                    gr.MultimodalTextbox(
                        file_types=[".pdf"],
                        sources=["upload"],
                        placeholder=ZH.placeholder,
                        show_label=False,
                        max_plain_text_length=100_000,
                        autofocus=True,
                        elem_id="pg-box",
                    )
                )
            with gr.Column(scale=10, elem_id="pg-right"):
                sheet = gr.HTML("", elem_id="pg-viewer", js_on_load="pg.viewer(element, trigger, watch)")
        with gr.Sidebar(position="right", open=False, elem_id="pg-panel", width=330):
            panel = model_panel(offer)
        file = gr.Textbox(visible="hidden", elem_id="pg-file")

        settings = [*panel.inputs(), panel.language]

        outputs = [session, history, live, sheet, papers, box]

        def values(session: Session, frame: Frame, box_value: object = None) -> tuple:
            parts = (frame.history, frame.live, frame.viewer, frame.papers, box_value)
            return (session, *(gr.skip() if part is None else part for part in parts))

        async def told(token, request: gr.Request, session: Session, text: str, file: Path | None, *settings):
            """The page's values while one message is answered."""
            words = words_of(request)
            if session.running or not (text.strip() or file):
                gr.Info(words.busy if session.running else words.empty_input)
                yield values(session, Frame())
                return
            *chosen, language = settings
            try:
                choice = choice_of(*chosen, token, offer, visitor_of(request))
            except PaperGlanceError as error:
                session.begin(text, file).error = str(error)
                yield values(session, await whole(engine, session, words))
                return
            yield values(session, Frame(), RUNNING_BOX)
            async with aclosing(
                frames_of_message(engine, jobs, session, text, file, choice, language, words)
            ) as frames:
                async for frame in frames:
                    yield values(session, frame, None if session.running else IDLE_BOX)

        async def sent(
            event: gr.EventData, token: gr.OAuthToken | None, request: gr.Request, session, message, *settings
        ):
            text, file = message_of(event, message or {}, session)
            async with aclosing(told(token, request, session, text, file, *settings)) as steps:
                async for step in steps:
                    yield step

        async def arrived(token: gr.OAuthToken | None, request: gr.Request, session, *settings):
            """A new visitor: the empty page in their language, or the paper that the link names (only its id)."""
            words = words_of(request)
            yield values(session, await whole(engine, session, words), gr.update(placeholder=words.placeholder))
            if link := (request.query_params.get("arxiv") or "")[:MAX_LINK_CHARACTERS]:
                async with aclosing(told(token, request, session, link, None, *settings)) as steps:
                    async for step in steps:
                        yield step

        async def stopped(request: gr.Request, session):
            return values(session, await whole(engine, session, words_of(request)), IDLE_BOX)

        async def turned(event: gr.EventData, request: gr.Request, session):
            words = words_of(request)
            turn(session, event._data or {})
            return session, await viewer(session, engine, words), paper_chips(session, words)

        async def put_in_chinese(event: gr.EventData, request: gr.Request, session):
            try:
                await translate_caption(engine, session, str(getattr(event, "label", "")), ModelChoice())
            except PaperGlanceError as error:
                gr.Warning(str(error))
            return session, await viewer(session, engine, words_of(request))

        async def exported(event: gr.EventData, session):
            serial = str(getattr(event, "paper", ""))
            paper = session.by_serial(int(serial) if serial.isdecimal() else None)
            form = str(getattr(event, "form", ""))
            if paper is None or paper.summary is None or form not in EXPORTS:
                return ""
            crops = await engine.crops(paper.summary) if EXPORTS[form].pictures else {}
            text = EXPORTS[form].text(paper.summary, crops)
            return json.dumps(
                {
                    "name": file_name(paper.summary, form),
                    "type": EXPORTS[form].media_type,
                    "data": base64.b64encode(text.encode()).decode(),
                }
            )

        quiet = {"show_progress": "hidden", "api_visibility": "private"}
        # Our own line tells everybody how many are ahead; gradio's only bounds how long it can get.
        shared = {"concurrency_limit": QUEUE_SIZE, "concurrency_id": "jobs"}
        job = quiet | shared
        running = [
            gr.on([box.submit, history.submit, live.submit], sent, [session, box, *settings], outputs, **job),
            blocks.load(arrived, [session, *settings], outputs, **job),
        ]
        box.stop(None, None, None, cancels=running, **quiet).then(stopped, session, outputs, **quiet)
        viewing = quiet | {"concurrency_limit": VIEWS_AT_ONCE, "concurrency_id": "views"}
        gr.on(
            [history.select, live.select, sheet.select, papers.select],
            turned,
            session,
            [session, sheet, papers],
            trigger_mode="multiple",
            **viewing,
        )
        sheet.edit(put_in_chinese, session, [session, sheet], **(viewing | {"show_progress": "minimal"}))
        gr.on([history.download, live.download], exported, session, file, **viewing).then(
            None, file, None, js="(file) => file && pg.save(file)", api_visibility="private"
        )
        add_programs(engine, jobs, shared)
        add_digest(engine, jobs, panel, offer, shared)
    return blocks.queue(default_concurrency_limit=RUNS_AT_ONCE, max_size=QUEUE_SIZE)


def launch_options() -> dict:
    """Keyword arguments for `Blocks.launch`: nothing is loaded from outside, and no run is kept in the browser."""
    source = os.environ.get(SOURCE_CODE_VARIABLE) or (
        f"https://huggingface.co/spaces/{os.environ['SPACE_ID']}/tree/main" if os.environ.get("SPACE_ID") else ""
    )
    return {
        "theme": THEME,
        # Not by css_paths: gradio would put `.gradio-container` before each rule, also before those on body.
        "head": f"<style>{(HERE / 'page.css').read_text()}</style><script>{(HERE / 'page.js').read_text()}</script>",
        "i18n": I18N,
        "max_file_size": MAX_UPLOAD,
        "ssr_mode": False,
        "run_history": False,
        "show_error": False,
        "enable_monitoring": False,
        "mcp_server": True,
        "pwa": False,
        "state_session_capacity": SESSIONS,
        "footer_links": ["api", "settings", *([{ZH.source_code: source}] if source else [])],
    }


def words_of(request: gr.Request) -> Words:
    """The page's words in the language of the browser."""
    return words_for(request.headers.get("accept-language", ""))


def message_of(event: gr.EventData, message: dict, session: Session) -> tuple[str, Path | None]:
    """What a visitor sends: a chip's words, the last message once more, or what stands in the box."""
    data = event._data if isinstance(event._data, dict) else {}
    if "retry" in data:
        last = session.exchanges[-1] if session.exchanges else None
        return (last.words, last.file) if last else ("", None)
    if "text" in data:
        return str(data["text"])[:MAX_CHIP_CHARACTERS], None
    files = message.get("files") or []
    return message.get("text") or "", Path(files[0]) if files else None
