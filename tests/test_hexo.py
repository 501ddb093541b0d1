"""A post as Hexo gets it: front matter in the blog's form, blocks in the blog's order, and nothing that breaks it."""

import re

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.digest.topics import Blog
from summarizer.views.guarded import seen
from summarizer.views.hexo import front_matter, post
from tests.digest_days import day
from tests.nasty import NASTY, text_of

KEYS = [
    *("title", "date", "author", "cover", "categories", "tags", "description", "keywords", "toc", "toc_number"),
    *("toc_style_simple", "copyright", "copyright_author", "copyright_author_href", "copyright_url", "copyright_info"),
    *("mathjax", "katex", "aplayer", "highlight_shrink", "aside", "permalink"),
]
FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)


def test_the_front_matter_has_the_blogs_form():
    values = yaml.safe_load(front_matter(day("Quiet Sorting by Noise")))
    assert list(values) == KEYS
    assert (
        values["title"] == "Quiet Sorting" and values["categories"] == "Paper" and values["tags"] == ["Quiet Sorting"]
    )
    assert f"{values['date']}" == "2024-03-13 06:30:15"
    assert values["description"] == (
        "Quiet Sorting 方向最新论文已更新，请持续关注 Update in 2024-03-13 Quiet Sorting by Noise"
    )
    assert values["permalink"] == "2024/03/2024-03-13-Quiet-Sorting.html"


def test_the_config_gives_other_values():
    blog = Blog(title="{topic} {date}", author="Ada", permalink="", front_matter={"katex": True, "sticky": 3})
    values = yaml.safe_load(front_matter(day("x", blog=blog)))
    assert (values["title"], values["author"]) == ("Quiet Sorting 2024-03-13", "Ada")
    assert (values["katex"], values["sticky"]) == (True, 3) and "permalink" not in values


def test_the_blocks_come_in_the_blogs_order():
    text = post(day("Quiet"))
    wanted = [
        "> ⚠️",
        "# 2024-03-13 更新",
        "**以下论文处理失败",
        "- [Quiet](https://arxiv.org/abs/2403.09003v1)：Quiet",
        "<svg",
        "## Quiet",
        "**Authors:Quiet, Li Wei**",
        "[PDF](https://arxiv.org/pdf/2403.09001v1) Quiet",
        "**Summary**",
        "[📄1](https://arxiv.org/pdf/2403.09001v1#page=1) [📄2](https://arxiv.org/pdf/2403.09001v1#page=2)",
        "**Key Takeaways**",
        "1. Quiet",
        "5. Quiet",
        "**摘要**",
        "（1）研究背景：",
        "（4）任务与性能：",
        "**方法**",
        "**结论**",
        "<details><summary>点此查看论文截图</summary>",
        '<img src="2024-03-13-Quiet-Sorting/2403.09001v1-figure-1.webp" alt="Figure 1" loading="lazy"',
        '<a href="https://arxiv.org/pdf/2403.09001v1#page=3">',
        "## Quiet",
        "⚠ 原文未见此数",
    ]
    at = 0
    for part in wanted:
        at = text.find(part, at)
        assert at >= 0, part
        at += len(part)


def test_a_brief_has_no_page_marks_since_no_page_was_read():
    made = post(day("Quiet", entries=day("Quiet").entries[1:]))
    assert "📄1" not in made and "⚠ 原文未见此数" in made


def test_a_day_without_papers_says_why():
    made = post(day("x", entries=(), failures=(), note="这一天是周末，没有论文。"))
    assert "这一天是周末" in made and "**Summary**" not in made and "没有使用语言模型" in made


@pytest.mark.parametrize("text", NASTY)
def test_nasty_texts_break_neither_yaml_nor_nunjucks_nor_blocks(text):
    unbroken(text)


@given(
    st.one_of(
        st.text(max_size=80),
        st.text(alphabet=st.sampled_from("ab1 $\\{}%#<>&`*_~|[]()!-+=.:/'\"\n\t中😀\u202e\ufeff"), max_size=60),
        st.lists(st.sampled_from(NASTY), min_size=2, max_size=3).map("\n".join),
    )
)
@settings(max_examples=40, deadline=None)
def test_any_texts_break_neither_yaml_nor_nunjucks_nor_blocks(text):
    unbroken(text)


def test_a_line_break_in_a_title_ends_no_heading():
    made = post(day("One\ntwo\r\n# three"))
    assert "## One two &#35; three\n" in made and made.count("\n# ") == 1


def unbroken(text: str) -> None:
    text = text.replace("\n", " ")
    topic = seen(text)[:120].strip() or "x"
    made = post(day(text, topic=topic))
    head = FRONT_MATTER.match(made)
    values = yaml.safe_load(head[1])
    assert values["tags"] == [topic] and values["author"] == (seen(text) if text else "A")
    assert list(values) == KEYS
    body = made[head.end() :]
    # `made` is what Nunjucks reads: after the front matter it must find nothing of its own.
    assert not re.search(r"\{[{%#]|[}%#]\}", body)
    if seen(text):
        assert blocks(body) == PLAIN
        for line in re.findall(r"^\d+\. (.*?) \[📄", body, re.MULTILINE)[:1]:
            text_of(line)  # nothing but text


def blocks(body: str) -> list[str]:
    """The kinds of the blocks of Markdown, in order: what a text may not change."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(body)
    return [token.type for token in tokens]


PLAIN = blocks(post(day("plain")).partition("\n---\n")[2])
