"""One day of a topic → a Hexo post: front matter and Markdown that every renderer builds, whatever its texts hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any
from urllib.parse import quote

import yaml

from summarizer.digest.entries import Day, Entry, Picture
from summarizer.digest.topics import Depth
from summarizer.summary import FIELD_BY_NAME, Point, Summary
from summarizer.views.chart import bars, counted
from summarizer.views.guarded import guarded, linked, seen
from summarizer.views.words import GROUPS, MISSING, flag_words

FIGURES_TITLE = "点此查看论文截图"
_DEFAULTS: dict[str, Any] = {
    "toc": True,
    "toc_number": False,
    "toc_style_simple": None,
    "copyright": None,
    "copyright_author": None,
    "copyright_author_href": None,
    "copyright_url": None,
    "copyright_info": None,
    "mathjax": True,
    "katex": False,
    "aplayer": None,
    "highlight_shrink": None,
    "aside": None,
}
DEPTH_WORDS: dict[Depth, str] = {
    "list": "只列出论文，没有使用模型",
    "abstract": "只读了摘要",
    "full": "读了论文全文",
}


def post(day: Day) -> str:
    """The whole post."""
    return f"---\n{front_matter(day)}---\n\n" + "\n\n".join(_blocks(day)) + "\n"


def front_matter(day: Day) -> str:
    """YAML that means the same in YAML 1.1 and 1.2: every text is quoted, every line is one entry or one list item."""
    topic, blog = day.topic, day.blog
    first = day.entries[0].record.title if day.entries else (day.failures[0].record.title if day.failures else "")
    values: dict[str, Any] = {
        "title": _filled(blog.title, day),
        "date": day.listing.begun.astimezone(UTC).replace(
            tzinfo=None, microsecond=0, year=day.date.year, month=day.date.month, day=day.date.day
        ),
        "author": blog.author,
        "cover": blog.cover or None,
        "categories": "Paper",
        "tags": [topic.name],
        "description": f"{topic.name} 方向最新论文已更新，请持续关注 Update in {day.date} {first}".strip(),
        "keywords": topic.name,
        **_DEFAULTS,
    }
    if blog.permalink and any(picture.file for entry in day.entries for picture in entry.pictures):
        values["permalink"] = _filled(blog.permalink, day)
    values |= blog.front_matter
    values = {key: _clean(value) for key, value in values.items()}
    return yaml.dump(values, Dumper=_Quoting, allow_unicode=True, sort_keys=False, width=1_000_000)


def warning(day: Day) -> str:
    """Who wrote the Chinese of a post, in one or two sentences of plain text."""
    if not day.models:
        return "本页由程序根据 arXiv 的记录列出，没有使用语言模型。"
    marks = "句后的 📄 是原文页码；" if day.depth == "full" else "总结和要点只根据 arXiv 上的摘要写成；"
    return (
        f"标题、作者、摘要和链接来自 arXiv；中文内容由语言模型 {'、'.join(day.models)} 自动生成，可能有错，"
        f"请以原文为准。{marks}没有得到证实的句子用 ⚠ 标出。"
    )


def overview_line(day: Day) -> str:
    """How many papers from when, and what they cost, in plain text."""
    since = day.listing.since
    parts = [f"收录 {since:%Y-%m-%d} 至 {day.date}（UTC）首次提交、此前没有收录的论文 {len(day.entries)} 篇"]
    if day.failures:
        parts.append(f"{len(day.failures)} 篇处理失败")
    if day.listing.more:
        parts.append(f"另有论文超出每日 {day.topic.max} 篇的上限，没有收录")
    tokens = day.usage.prompt_tokens + day.usage.completion_tokens
    parts.append(f"{DEPTH_WORDS[day.depth]}{f'，共用 {tokens:,} 个 token' if tokens else ''}")
    return "；".join(parts) + "。"


def keyword_counts(day: Day) -> tuple[list[tuple[str, int]], str]:
    """What the chart shows and its title: the printed keywords, or arXiv's categories where no paper was opened."""
    printed = [entry.outcome.keywords for entry in day.entries]
    if any(printed):
        return counted(printed), "论文自印关键词（篇数）"
    return counted(entry.record.categories for entry in day.entries), "arXiv 分类（篇数）"


def figure_path(day: Day, picture: Picture) -> str:
    """Relative address of a figure's file from the post."""
    return f"{quote(day.stem)}/{quote(picture.file)}"


def _blocks(day: Day) -> Iterator[str]:
    yield f"> ⚠️ {guarded(warning(day))}"
    yield f"# {day.date} 更新"
    yield guarded(overview_line(day))
    if day.failures:
        yield "**以下论文处理失败，下次运行会自动重试：**"
        yield "\n".join(
            f"- [{guarded(failure.record.title)}]({_abs(failure.record.arxiv_id)})：{guarded(failure.reason)}"
            for failure in day.failures
        )
    if day.note:
        yield guarded(day.note)
    counts, title = keyword_counts(day)
    if chart := bars(counts, title):
        yield f"**{guarded(title)}**"
        yield f"<div>{chart}</div>"
    for entry in day.entries:
        yield from _entry(day, entry)


def _entry(day: Day, entry: Entry) -> Iterator[str]:
    record, outcome = entry.record, entry.outcome
    yield f"## {guarded(record.title)}"
    written = outcome.summary or outcome.brief
    if written and written.title_zh:
        yield f"**{guarded(written.title_zh)}**"
    yield f"**Authors:{guarded(', '.join(record.authors)) or '（arXiv 没有列出）'}**"
    yield from (linked(part) for part in record.abstract.split("\n") if seen(part))
    yield " ".join(part for part in (f"[PDF]({_pdf(record.arxiv_id)})", linked(record.comment)) if part)
    if not written:
        return
    pdf = _pdf(record.arxiv_id) if outcome.summary else None
    yield "**Summary**"
    yield point_text(written.one_sentence, pdf) if written.one_sentence else MISSING
    yield "**Key Takeaways**"
    yield _numbered(written.takeaways, pdf)
    if outcome.summary:
        yield from _structure(outcome.summary, pdf)
    told = tuple(dict.fromkeys(finding.detail for finding in written.findings))
    if told:
        items = "".join(f"<li>{guarded(detail)}</li>" for detail in told)
        yield f"<details><summary>核对发现 {len(told)} 处问题</summary><ul>{items}</ul></details>"
    if entry.pictures:
        yield _figures(day, entry)


def _structure(summary: Summary, pdf: str | None) -> Iterator[str]:
    """The structured summary. Its numbers are text, since a Markdown list starts anew after every paragraph."""
    if summary.affiliation:
        yield f"**第一作者单位**：{guarded(summary.affiliation.zh)}（{guarded(summary.affiliation.en)}）"
    if summary.keywords:
        yield f"**关键词**：{guarded('；'.join(summary.keywords))}"
    if summary.links.code:
        yield f"**代码**：{' '.join(linked(url) for url in summary.links.code)}"
    for group, members in GROUPS:
        if group in ("一句话总结", "要点"):
            continue
        yield f"**{group}**"
        for number, name in enumerate(members, 1):
            points = summary.points(name)
            if len(members) > 1:
                heading = f"（{number}）{FIELD_BY_NAME[name].heading}："
                yield heading + ("" if points else MISSING)
            elif not points:
                yield MISSING
            if points:
                yield _numbered(points, pdf) if len(members) == 1 else _bullets(points, pdf)


def point_text(point: Point, pdf: str | None) -> str:
    """One statement with its page marks and flags; the marks are links to the page of the PDF, if there is one."""
    marks = " ".join(f"[📄{page}]({pdf}#page={page})" for page in point.pages) if pdf else ""
    return " ".join(part for part in (guarded(point.text), marks, flag_words(point)) if part)


def _numbered(points: tuple[Point, ...], pdf: str | None) -> str:
    return "\n".join(f"{n}. {point_text(point, pdf)}" for n, point in enumerate(points, 1)) or MISSING


def _bullets(points: tuple[Point, ...], pdf: str | None) -> str:
    return "\n".join(f"- {point_text(point, pdf)}" for point in points)


def _figures(day: Day, entry: Entry) -> str:
    """The folded block, on one line: an empty line would end it, and Markdown reads nothing within."""
    parts = []
    for picture in entry.pictures:
        caption = guarded(f"{picture.label}: {picture.caption}" if picture.caption else picture.label)
        if picture.file:
            alt = guarded(picture.label)
            # Under the blog's own rule a post is a folder, and Hexo copies the figures right into it.
            path = figure_path(day, picture) if day.blog.permalink else quote(picture.file)
            image = f'<img src="{path}" alt="{alt}" loading="lazy" style="max-width:100%">'
            parts.append(f"<figure>{image}<figcaption>{caption}</figcaption></figure>")
        else:
            link = f'<a href="{_pdf(entry.record.arxiv_id)}#page={picture.page}">📄{picture.page}</a>'
            parts.append(f"<p>{caption} {link}</p>")
    return f"<details><summary>{FIGURES_TITLE}</summary>{''.join(parts)}</details>"


def _abs(arxiv_id: str | None) -> str:
    return f"https://arxiv.org/abs/{quote(arxiv_id or '')}"


def _pdf(arxiv_id: str | None) -> str:
    return f"https://arxiv.org/pdf/{quote(arxiv_id or '')}"


def _filled(template: str, day: Day) -> str:
    """The template with its topic, date and stem; one that cannot be filled stays as it is."""
    try:
        return template.format(topic=day.topic.name, date=day.date, stem=day.stem)
    except (KeyError, IndexError, ValueError, AttributeError):
        return template


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return seen(value)
    return [_clean(each) for each in value] if isinstance(value, list) else value


class _Quoting(yaml.SafeDumper):
    """Quotes every text: 1e3, 0o17 and `on` are texts in one version of YAML and something else in the other."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


_Quoting.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))
_Quoting.add_representer(type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", ""))
_Quoting.ignore_aliases = lambda self, data: True
# Keys are names of ours and stay bare.
_Quoting.represent_mapping = lambda self, tag, mapping, flow_style=None: _mapping(self, tag, mapping)


def _mapping(dumper: yaml.SafeDumper, tag: str, mapping: dict) -> yaml.MappingNode:
    pairs = [
        (dumper.represent_scalar("tag:yaml.org,2002:str", str(key)), dumper.represent_data(value))
        for key, value in mapping.items()
    ]
    return yaml.MappingNode(tag, pairs, flow_style=False)
