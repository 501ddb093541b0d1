"""Summary → Markdown: the whole, or its parts in order while they are being written."""

from __future__ import annotations

import re

import yaml

from summarizer.paper import Record
from summarizer.summary import FIELD_BY_NAME, AffiliationZh, FieldName, Links, Point, Summary
from summarizer.views.words import GROUPS, MISSING, ORIGIN_WORDS, field_is_ordered, flag_words, reading_line

MATH = re.compile(r"(\$\$.+?\$\$|\$(?!\s)[^$\n]+?(?<!\s)\$(?!\d))", re.DOTALL)
"""Inline and display math by pandoc's rule: `$5 and $10` is no formula."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$])")


def escaped(text: str) -> str:
    """The text with everything that Markdown would read as markup made plain; formulas between `$` are kept."""
    parts = MATH.split(text)
    parts[::2] = [_SPECIAL.sub(r"\\\1", part) for part in parts[::2]]
    return "".join(parts)


def marks(point: Point, pdf: str | None) -> str:
    """The page marks of a Point, each a link to that page of the PDF where there is one: `[📄5](…#page=5)`."""
    return " ".join(f"[📄{page}]({pdf}#page={page})" if pdf else f"📄{page}" for page in point.pages)


def point_line(point: Point, pdf: str | None) -> str:
    """One Point as a line of Markdown: its text, its page marks, its flags."""
    return " ".join(part for part in (escaped(point.text), marks(point, pdf), flag_words(point)) if part)


def points_block(name: FieldName, points: tuple[Point, ...], pdf: str | None) -> str:
    """A field's Points as Markdown: a numbered list for steps, a bullet list otherwise, MISSING if there are none."""
    if not points:
        return MISSING
    lines = [point_line(point, pdf) for point in points]
    if field_is_ordered(name):
        return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
    return "\n".join(f"- {line}" for line in lines) if len(lines) > 1 else lines[0]


def record_block(record: Record, links: Links) -> str:
    """Title, authors, date, categories and links as Markdown."""
    origin = ORIGIN_WORDS[record.origin]
    lines = [f"# {escaped(record.title)}", ""]
    lines.append(f"- **作者**{origin}：{escaped(', '.join(record.authors)) or '（未识别）'}")
    if record.published:
        lines.append(f"- **发表**：{record.published:%Y-%m-%d}　**分类**：{escaped(', '.join(record.categories))}")
    shown = [f"[{name}]({url})" for name, url in (("arXiv", links.arxiv), ("PDF", links.pdf)) if url]
    shown += [f"[代码]({url})" for url in links.code]
    lines.append(f"- **链接**：{' · '.join(shown) or '（无）'}")
    return "\n".join(lines) + "\n"


def field_block(name: FieldName, line: str, points: tuple[Point, ...], pdf: str | None) -> str:
    """One finished field as Markdown, with the heading of its group where the field opens it."""
    field = FIELD_BY_NAME[name]
    if field.kind == "line":
        return f"- **{field.heading}**：{escaped(line) or MISSING}\n"
    group, members = next((group, members) for group, members in GROUPS if name in members)
    lines = []
    if name == members[0]:
        lines += ["", f"## {group}", ""]
    if len(members) > 1:
        lines += [f"### （{members.index(name) + 1}）{field.heading}", ""]
    return "\n".join([*lines, points_block(name, points, pdf), ""]) + "\n"


def affiliation_line(affiliation: AffiliationZh) -> str:
    """The institution in Chinese and as printed; once if it has no other name."""
    return affiliation.en if affiliation.zh == affiliation.en else f"{affiliation.zh}（{affiliation.en}）"


def lines_of(summary: Summary) -> dict[FieldName, str]:
    """The line fields as shown."""
    affiliation = summary.affiliation
    return {
        "title_zh": summary.title_zh or "",
        "affiliation": affiliation_line(affiliation) if affiliation else "",
        "keywords": "；".join(summary.keywords),
    }


def closing(summary: Summary) -> str:
    """What stands below the fields: the figures' captions, the findings, and the line on what was read."""
    lines = []
    if summary.figures:
        lines += ["## 图表", ""]
        lines += [f"- **{figure.label}**（📄{figure.page}）：{escaped(figure.caption)}" for figure in summary.figures]
        lines.append("")
    if summary.findings:
        lines += ["## 核对", ""] + [f"- {escaped(finding.detail)}" for finding in summary.findings] + [""]
    return "\n".join([*lines, "---", "", f"*{escaped(reading_line(summary))}*"]) + "\n"


def markdown(summary: Summary) -> str:
    """The whole summary as Markdown."""
    lines = lines_of(summary)
    parts = [record_block(summary.record, summary.links)]
    for name, field in FIELD_BY_NAME.items():
        points = summary.points(name) if field.kind == "points" else ()
        parts.append(field_block(name, lines.get(name, ""), points, summary.links.pdf))
    return "".join([*parts, closing(summary)])


def obsidian(summary: Summary) -> str:
    """The summary as an Obsidian note: the same Markdown under YAML properties."""
    record = summary.record
    properties = {
        "title": record.title,
        "aliases": [summary.title_zh] if summary.title_zh else [],
        "authors": list(record.authors),
        "arxiv": record.arxiv_id,
        "published": record.published.date().isoformat() if record.published else None,
        "url": summary.links.arxiv,
        "code": list(summary.links.code),
        "tags": ["paper", *(category.replace(".", "-") for category in record.categories)],
        "model": summary.model,
    }
    front = yaml.safe_dump({k: v for k, v in properties.items() if v}, allow_unicode=True, sort_keys=False)
    return f"---\n{front}---\n\n{markdown(summary)}"
