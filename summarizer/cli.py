"""The command line: `python -m summarizer summarize | parse | ocr | ask | digest | model`.

Results go to stdout, progress to stderr. Exit status: 0 done, 1 failed (one sentence that says what to do), 2 wrong
usage.
"""

from __future__ import annotations

import argparse
import asyncio
import errno
import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.digest.options import add_digest_options
from summarizer.errors import DiskFull, PaperGlanceError
from summarizer.terminal import ProgressLine, failed, put, write

if TYPE_CHECKING:
    from summarizer.models import ModelChoice

FORMATS = ("markdown", "json", "html", "obsidian", "bibtex", "ris")
UNEXPECTED = "程序内部出错，已停止；设置环境变量 PAPERGLANCE_DEBUG=1 再运行一次可以看到细节。"


class WrongUsage(PaperGlanceError):
    """The options do not fit together; exit status 2, as argparse itself gives."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives back the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return asyncio.run(options.run(options))
    except WrongUsage as error:
        failed(str(error))
        return 2
    except PaperGlanceError as error:
        return failed(str(error))
    except KeyboardInterrupt:
        return failed("已停止。")
    except BrokenPipeError:
        # The reader of our output has gone: nothing is left to say, and flushing at exit would say it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        if error.errno == errno.ENOSPC:
            return failed(str(DiskFull()))
        return _unexpected()
    except Exception:  # noqa: BLE001 - the last line of defence: a user is never shown a traceback
        return _unexpected()


def _unexpected() -> int:
    if os.environ.get("PAPERGLANCE_DEBUG"):
        raise
    return failed(UNEXPECTED)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m summarizer", description="论文速读：把论文读成有出处的中文结构化总结。"
    )
    commands = parser.add_subparsers(required=True, metavar="命令")

    summarize = commands.add_parser("summarize", help="总结一篇论文：arXiv 编号、链接，或 PDF 文件")
    summarize.add_argument("source", metavar="来源", help="arXiv 编号或链接，或 PDF 文件的路径")
    _add_model_options(summarize)
    _add_output_options(summarize)
    summarize.set_defaults(run=_summarize)

    parse = commands.add_parser("parse", help="只读 PDF，不用模型：标题、作者、章节、图表、段落")
    parse.add_argument("pdf", type=Path, metavar="PDF")
    parse.add_argument("--json", action="store_true", help="输出 JSON")
    parse.add_argument("-o", "--output", type=Path, metavar="文件", help="写入文件而不是屏幕")
    parse.set_defaults(run=_parse)

    ocr = commands.add_parser("ocr", help="给扫描件加上文字层，另存为 PDF（需要 requirements-ocr.txt）")
    ocr.add_argument("pdf", type=Path, metavar="PDF")
    ocr.add_argument("-o", "--output", type=Path, metavar="文件", required=True, help="写到哪里")
    ocr.set_defaults(run=_ocr)

    ask = commands.add_parser("ask", help="就一篇论文提问")
    ask.add_argument("source", metavar="来源")
    ask.add_argument("question", metavar="问题")
    _add_model_options(ask)
    ask.set_defaults(run=_ask)

    _add_digest(commands)

    model = commands.add_parser("model", help="管理内置模型").add_subparsers(required=True, metavar="动作")
    pull = model.add_parser("pull", help="下载并校验内置模型的文件")
    pull.add_argument("--small", action="store_true", help="0.5B 的小模型")
    pull.set_defaults(run=_pull)
    return parser


def _add_model_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model",
        default="embedded",
        help="embedded（默认，1.5B）、embedded-small（0.5B）、local:仓库或文件夹，或接口上的模型名",
    )
    parser.add_argument("--base-url", metavar="地址", help="OpenAI 兼容接口的地址")
    parser.add_argument("--api-key-env", metavar="变量名", help="存放密钥的环境变量的名字（密钥本身不写在命令行里）")
    parser.add_argument("--context-tokens", type=int, metavar="N", help="模型的上下文长度，默认 128k")


def _add_output_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=("zh-Hans", "zh-Hant", "en"), default="zh-Hans", help="总结所用的文字")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--format", choices=FORMATS, default="markdown", help="输出形式，默认 markdown")
    form.add_argument("--json", dest="format", action="store_const", const="json", help="即 --format json")
    parser.add_argument("-o", "--output", type=Path, metavar="文件", help="写入文件而不是屏幕")


def _choice(options: argparse.Namespace) -> ModelChoice:
    from pydantic import SecretStr

    from summarizer.models import ModelChoice

    key = None
    if options.api_key_env:
        key = os.environ.get(options.api_key_env)
        if not key:
            raise WrongUsage(f"环境变量 {options.api_key_env} 没有设置，请先把密钥放进去。")
    choice = ModelChoice(
        name=options.model,
        base_url=options.base_url,
        api_key=SecretStr(key) if key else None,
        context_tokens=options.context_tokens,
    )
    if not choice.resident and not choice.base_url:
        raise WrongUsage("这个模型名需要接口地址，请加上 --base-url；或者使用 --model embedded。")
    return choice


async def _summarize(options: argparse.Namespace) -> int:
    from summarizer.chain.assembly import links_of
    from summarizer.engine import Engine
    from summarizer.events import Finished, Opened, Step, Written
    from summarizer.source import source_of_argument
    from summarizer.views import markdown
    from summarizer.views.exports import EXPORTS

    source, choice = source_of_argument(options.source), _choice(options)
    streams = options.format == "markdown" and not options.output
    progress = ProgressLine(sys.stderr)
    async with Engine() as engine, aclosing(engine.summarize(source, choice, language=options.language)) as events:
        async for event in events:
            match event:
                case Step():
                    progress.show(event)
                case Opened() if streams:
                    progress.clear()
                    links = links_of(event.paper)
                    write(markdown.record_block(event.paper.record, links))
                case Written() if streams:
                    progress.clear()
                    write(markdown.field_block(event.field, event.line, event.points, links.pdf))
                case Finished():
                    progress.clear()
                    if streams:
                        write(markdown.closing(event.summary))
                    else:
                        form = EXPORTS[options.format]
                        crops = await engine.crops(event.summary) if form.pictures else {}
                        put(form.text(event.summary, crops), options.output)
    return 0


async def _parse(options: argparse.Namespace) -> int:
    from summarizer.reading.reader import Reader
    from summarizer.views.parsed import parsed

    async with Reader() as reader:
        paper = await reader.read(_existing(options.pdf))
    facts = parsed(paper)
    if options.json:
        put(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", options.output)
    else:
        put(_outline(facts), options.output)
    return 0


async def _ocr(options: argparse.Namespace) -> int:
    from summarizer.events import Step
    from summarizer.reading.reader import Reader

    progress = ProgressLine(sys.stderr)
    progress.show(Step("正在识别文字，每页约需几秒到十几秒", 0.0))
    async with Reader() as reader:
        content = await reader.recognise(_existing(options.pdf))
    progress.clear()
    put(content, options.output)
    return 0


def _existing(path: Path) -> Path:
    from summarizer.errors import SourceError

    if not path.is_file():
        raise SourceError("没有找到这个文件，请检查路径。")
    return path


def _outline(facts: dict) -> str:
    lines = [
        f"标题：{facts['title']}",
        f"作者：{', '.join(facts['authors'])}",
        f"单位：{facts['affiliation'] or '（未识别）'}",
        f"arXiv：{facts['arxiv_id'] or '（无）'}",
        f"共 {facts['pages']} 页，{len(facts['passages'])} 段" + ("；这是扫描件，没有文字层" if facts["scan"] else ""),
        "章节：",
        *(f"{'  ' * section['level']}{section['title']}（第 {section['page']} 页）" for section in facts["sections"]),
        "图表：",
        *(f"  {figure['label']}（第 {figure['page']} 页）{figure['caption'][:60]}" for figure in facts["figures"]),
    ]
    return "\n".join(lines) + "\n"


async def _ask(options: argparse.Namespace) -> int:
    from summarizer.engine import Engine
    from summarizer.events import Answered, Opened, Step
    from summarizer.source import source_of_argument
    from summarizer.views import markdown

    source, choice = source_of_argument(options.source), _choice(options)
    progress = ProgressLine(sys.stderr)
    async with Engine() as engine:
        async with aclosing(engine.opened(source)) as opening:
            async for event in opening:
                if isinstance(event, Opened):
                    paper = event.paper
                else:
                    progress.show(event)
        async with aclosing(engine.ask(paper, None, options.question, choice, ())) as answering:
            async for event in answering:
                if isinstance(event, Step):
                    progress.show(event)
                elif isinstance(event, Answered):
                    progress.clear()
                    for point in event.points:
                        write(markdown.point_line(point, None) + "\n")
    return 0


def _add_digest(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser("digest", help="一个方向每天的新论文：列出、总结，写成博客帖子")
    _add_model_options(parser)
    add_digest_options(parser)
    parser.set_defaults(run=_digest)


async def _digest(options: argparse.Namespace) -> int:
    from summarizer.digest.command import run

    progress = ProgressLine(sys.stderr)
    return await run(options, progress.show, progress.clear)


async def _pull(options: argparse.Namespace) -> int:
    from summarizer.events import Step
    from summarizer.models.weights import weights_file

    progress = ProgressLine(sys.stderr)
    start = time.monotonic()
    path = await weights_file(
        "embedded-small" if options.small else "embedded", lambda text, fraction: progress.show(Step(text, fraction))
    )
    progress.clear()
    write(f"{path}（{path.stat().st_size / 1e6:.0f} MB，用时 {time.monotonic() - start:.0f} 秒，校验通过）\n")
    return 0
