"""The views are pure: the same summary, the same text; nothing that a model wrote becomes markup."""

import re

import yaml
from markdown_it import MarkdownIt

from summarizer.summary import FIELDS
from summarizer.views.bibliography import bibtex, ris
from summarizer.views.html import html, rich_text
from summarizer.views.markdown import closing, escaped, field_block, lines_of, markdown, obsidian, record_block
from tests.samples import RECORD, SUMMARY


def rendered(text: str) -> str:
    return MarkdownIt().render(text)


def test_markdown_shows_every_field_in_order():
    text = markdown(SUMMARY)
    inside_groups = ("background", "past_methods", "method", "results", "significance", "workload")
    headings = [f"）{field.heading}\n" for field in FIELDS if field.name in inside_groups]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "Ada Müller, Li Wei" in text and "2024-03-13" in text
    assert "[📄1](https://arxiv.org/pdf/2403.07860v2#page=1)" in text
    assert "⚠ 原文未见此数" in text and "核对发现 1 处问题" in text


def test_markdown_is_the_sum_of_its_streamed_parts():
    lines = lines_of(SUMMARY)
    parts = [record_block(SUMMARY.record, SUMMARY.links)]
    for field in FIELDS:
        points = SUMMARY.points(field.name) if field.kind == "points" else ()
        parts.append(field_block(field.name, lines.get(field.name, ""), points, SUMMARY.links.pdf))
    assert markdown(SUMMARY) == "".join([*parts, closing(SUMMARY)])


def test_missing_fields_are_said_to_be_missing_not_filled():
    block = field_block("past_methods", "", (), None)
    assert "过去的方法及其问题" in block and "未得到可靠的内容" in block


def test_markup_in_a_statement_stays_text_and_formulas_stay_formulas():
    nasty = "a_b*c* <script>alert(1)</script> [x](http://evil) ![i](http://evil/b.png) `q` # h | $x_1 < y$ 共 $5 和 $10"
    page = rendered(escaped(nasty))
    assert "<script" not in page and "<a " not in page and "<img" not in page and "<em>" not in page
    assert "$x_1 &lt; y$" in page
    assert escaped("共 $5 和 $10") == "共 \\$5 和 \\$10"


def test_steps_are_numbered():
    assert re.search(r"^1\. 保持两个堆。.*\n2\. ", markdown(SUMMARY), re.MULTILINE)


def test_obsidian_properties_are_yaml():
    _, front, body = obsidian(SUMMARY).split("---\n", 2)
    properties = yaml.safe_load(front)
    assert properties["title"] == RECORD.title and properties["tags"] == ["paper", "cs-DS", "cs-LG"]
    assert body.strip().startswith("# Quiet Sorting")


def test_html_stands_alone_and_ties_marks_to_passages():
    page = html(SUMMARY, {"Figure 1": b"picture"})
    assert 'src="data:image/webp;base64,cGljdHVyZQ=="' in page
    assert set(re.findall(r'(?:src|href)="(?!data:|#|https://(?:arxiv\.org|github\.com)/)([^"]*)"', page)) == set()
    for identifier in re.findall(r'href="#(p\d+)"', page):
        assert f'id="{identifier}"' in page
    assert "合并 &lt;b&gt;堆&lt;/b&gt;" in page
    assert "<math" in page


def test_html_formulas_cannot_carry_a_script():
    for source in (
        r"$\text{<script>alert(1)</script>}$",
        r"$\href{javascript:alert(1)}{x}$",
        r"$\text{<img src=x onerror=a()>}$",
    ):
        text = str(rich_text(source))
        assert "script" not in text and "onerror" not in text, text
    assert str(rich_text(r"坏公式 $\frac{$")).endswith("$\\frac{$")


def test_html_sets_a_thin_space_between_chinese_and_latin():
    assert str(rich_text("用GPT-4做分类")) == "用\u2009GPT-4\u2009做分类"


def test_bibtex_is_one_entry_with_the_records_facts():
    entry = bibtex(RECORD)
    assert entry.startswith("@misc{müller2024quiet,") or entry.startswith("@misc{mller2024quiet,")
    assert "eprint = {2403.07860v2}" in entry and "primaryClass = {cs.DS}" in entry
    assert entry.count("{") == entry.count("}")


def test_ris_names_authors_last_name_first():
    lines = ris(RECORD).split("\r\n")
    assert lines[0] == "TY  - ELEC" and lines[-2] == "ER  - "
    assert "AU  - Müller, Ada" in lines and "UR  - https://arxiv.org/abs/2403.07860v2" in lines


def test_a_suffix_is_no_surname():
    record = RECORD.model_copy(update={"authors": ("Robert W. Berg Jr.", "Ada Müller")})
    assert "author = {Berg, Jr., Robert W. and Ada M" in bibtex(record)
    assert bibtex(record).startswith("@misc{berg2024")
    assert "AU  - Berg, Robert W., Jr." in ris(record).split("\r\n")
