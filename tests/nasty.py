"""Texts that have broken blogs, and what a reader sees of a line of Markdown."""

from __future__ import annotations

import re
from html.parser import HTMLParser

NASTY = (
    "{{ title }} and {% raw %} and {# comment #} and {% endraw %}",
    "--- title: x ---",
    "- not a list",
    "12. Not a list",
    "+ plus",
    "# not a heading #",
    "> not a quote",
    "| not | a table |",
    "`code` ``` ~~~ ~~gone~~",
    "*bold* __bold__ _x_ snake_case_name",
    "<script>alert(1)</script> <img src=x onerror=alert(1)> </div>",
    "&amp; &#123; &lt;b&gt;",
    "[link](javascript:alert(1)) ![x](http://evil/x.png) [^1] [x]: http://a",
    "http://evil.example/a www.evil.example me@evil.example",
    "C:\\path\\new \\(a\\) \\[b\\] \\begin{x} \\\\",
    "$5 and $10, US$ 3",
    "formula $a_i^* < b_{{j}}$ and $\\{x \\mid y\\}$ and $$\\sum_{i}^{n} x_i$$",
    "\"quotes\" 'single' it's \u201ccurly\u201d",
    "key: value # comment",
    "on 1e3 0o17 null ~ true 2024-03-13",
    "emoji 😀 👩\u200d💻 中文，标点。 :smile:",
    "a\u202eb\u200bc\x00d\x1be\u2028f\ufeff",
    "<!-- more --> <!--",
    "(c) (tm) -- --- ...",
    "Setext\n===\nnext\n---\nlast",
    "    indented code",
    "\\{{ x \\}}",
    "100% {%x%}",
    "x" * 300,
)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attributes: list) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def text_of(line: str) -> str:
    """What CommonMark and a browser make of a paragraph, spaces left out; only the guard's own spans may be in it."""
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(line)
    parser = _Text()
    parser.feed(html)
    parser.close()
    assert set(parser.tags) <= {"p", "span"}, html
    return re.sub(r"\s+", "", parser.text).replace("\\%", "%")
