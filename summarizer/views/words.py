"""The words that every view shows: group headings, flags, and the line on what was read."""

from __future__ import annotations

from summarizer.summary import FieldName, Flag, Point, Summary

GROUPS: tuple[tuple[str, tuple[FieldName, ...]], ...] = (
    ("摘要", ("background", "past_methods", "method", "results")),
    ("方法", ("methods",)),
    ("结论", ("significance", "innovation", "performance", "workload")),
    ("一句话总结", ("one_sentence",)),
    ("要点", ("takeaways",)),
)
"""How the point fields are grouped, in the order shown."""

FLAG_WORDS: dict[Flag, str] = {
    "number nowhere": "⚠ 原文未见此数",
    "number elsewhere": "⚠ 数字见于原文他处",
    "unknown term": "⚠ 原文未见此术语",
    "no passage": "⚠ 未注明出处",
    "untranslated": "⚠ 译文未通过核对，照录原文",
    "doubtful": "⚠ 译文可能不准，请对照原文",
    "weak support": "⚠ 出处支持较弱",
}

MISSING = "（未得到可靠的内容）"
"""Shown where a field stayed empty: what the tool failed to get, not a statement about the paper."""

ORIGIN_WORDS = {"arxiv": "", "page 1": "（据首页识别）"}


def flag_words(point: Point) -> str:
    """What a reader is told of a Point, or an empty string."""
    return " ".join(FLAG_WORDS[flag] for flag in point.flags)


def field_is_ordered(name: FieldName) -> bool:
    """Whether the field's Points are steps or a list to count, so that they are numbered."""
    return name in ("methods", "takeaways")


def reading_line(summary: Summary) -> str:
    """One line on who wrote the summary, at what cost, from what, and how many findings it has."""
    usage, coverage = summary.usage, summary.coverage
    tokens = f"{usage.prompt_tokens + usage.completion_tokens:,} 个 token" if usage.calls else "未调用模型"
    parts = [
        f"模型：{summary.model}",
        f"{usage.seconds:.0f} 秒，{tokens}",
        f"读了 {coverage.passages_read}/{coverage.passages} 段（共 {coverage.pages} 页）",
        *([coverage.note.rstrip("。")] if coverage.note else []),
        f"核对发现 {len(summary.findings)} 处问题" if summary.findings else "核对未发现问题",
    ]
    return "；".join(parts) + "。"
