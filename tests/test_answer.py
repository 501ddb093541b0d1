# ruff: noqa: E501 (tables of answers)
"""Answers in any dress are read into the same drafts."""

import pytest

from summarizer.chain.conversation.answer import answer_of, cited_ids, drafts_of, without_citations
from summarizer.chain.conversation.headings import heading_of, item_of

OVERVIEW = ("title_zh", "keywords", "background", "past_methods", "method", "results")
CONCLUSION = ("significance", "innovation", "performance", "workload")


def texts(answer):
    return {name: [(draft.text, draft.passages) for draft in drafts] for name, drafts in answer.drafts.items()}


@pytest.mark.parametrize(
    "line",
    [
        "### 研究背景", "# 研究背景", "研究背景", "研究背景：", "**研究背景**", "**研究背景：**", "### **研究背景**：", "1. 研究背景",
        "（1）研究背景", "(1) 研究背景：", "一、研究背景", "## 一、研究背景", "【研究背景】", "[研究背景]", "《研究背景》", "1.1 研究背景", "① 研究背景",
        "- **研究背景**", "> 研究背景", "### 背景", "Background:", "## Research Background", "研究背景（Background）", "### 研究背景 (Background)",
        "### 研究背景:", "第一部分：研究背景", "a) 研究背景", "### 研究動機", "— 研究背景 —",
    ],
)  # fmt: skip
def test_headings(line):
    heading = heading_of(line, OVERVIEW)
    assert heading is not None
    assert heading.fields == ("background",)
    assert heading.rest == ""


@pytest.mark.parametrize(
    ("line", "expected", "field", "rest"),
    [
        ("研究背景：排序很吵。[1]", OVERVIEW, "background", "排序很吵。[1]"),
        ("**研究背景**：排序很吵。[1]", OVERVIEW, "background", "排序很吵。[1]"),
        ("| 研究背景 | 排序很吵。[1] |", OVERVIEW, "background", "排序很吵。[1] |"),
        ("7.方法：", ("methods",), "methods", ""),
        ("方法：先排序。", OVERVIEW, "method", "先排序。"),
        ("性能：好。", OVERVIEW, "results", "好。"),
        ("性能：好。", CONCLUSION, "performance", "好。"),
        ("Methods:", ("methods",), "methods", ""),
        ("关键词：a、b", OVERVIEW, "keywords", "a、b"),
    ],
)
def test_headings_with_their_text(line, expected, field, rest):
    heading = heading_of(line, expected)
    assert heading is not None
    assert heading.fields == (field,)
    assert heading.rest == rest


@pytest.mark.parametrize(
    "line",
    ["研究背景很重要。[1]", "方法有效地降低了误差。[2]", "- 性能优于基线。[3]", "结果表明：方法有效。[3]", "", "- ", "本文方法在 A 上更好。[1]", "背景噪声：大。[1]"],
)  # fmt: skip
def test_sentences_are_no_headings(line):
    assert heading_of(line, OVERVIEW) is None


def test_numbered_items():
    assert item_of(" - (1)：意义") == (1, "意义")
    assert item_of("（二）、方法") == (2, "方法")
    assert item_of("3. 步骤") == (3, "步骤")
    assert item_of("方法") is None


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("[12]", (12,)),
        ("[12][15]", (12, 15)),
        ("[12, 15]", (12, 15)),
        ("[12，15、16]", (12, 15, 16)),
        ("【12】", (12,)),
        ("［12］", (12,)),
        ("[12-14]", (12, 13, 14)),
        ("[12–14, 20]", (12, 13, 14, 20)),
        ("[1-900]", (1, 900)),
        ("[14-12]", (14, 12)),
        ("[P12]", (12,)),
        ("[段落12]", (12,)),
        ("[passage 12]", (12,)),
        ("[id=12]", (12,)),
        ("[^12]", (12,)),
        ("[12][12]", (12,)),
        ("[12†source]", (12,)),
        ("[" + "9" * 30 + "]", ()),
        ("[a]", ()),
        ("[0.5, 1]", ()),
    ],
)
def test_citations(text, ids):
    assert cited_ids(text) == ids
    if ids:
        assert without_citations("好。" + text) == "好。"


@pytest.mark.parametrize(
    ("line", "drafts"),
    [
        ("- 一句。[1]", [("一句。", (1,))]),
        ("- 一句[1]。", [("一句。", (1,))]),
        ("1. 一句。[1] 二句。[2][3]", [("一句。", (1,)), ("二句。", (2, 3))]),
        ("一句。二句。[1]", [("一句。二句。", (1,))]),
        ("一句。[1] 二句。", [("一句。", (1,)), ("二句。", ())]),
        ("用 A[1]，慢 3 倍[2]。", [("用 A，慢 3 倍。", (1, 2))]),
        ("用 A [1] 和 B [2] 训练。", [("用 A 和 B 训练。", (1, 2))]),
        ("一句（见段落 4）。", [("一句。", (4,))]),
        ("[1]", []),
        ("区间 $[0, 1]$ 内。[2]", [("区间 $[0, 1]$ 内。", (2,))]),
    ],
)
def test_drafts_of_a_line(line, drafts):
    assert [(draft.text, draft.passages) for draft in drafts_of(line)] == drafts


EXPECTED = {"background": [("排序很吵。", (2,))], "method": [("提出 X。", (3, 4))]}


@pytest.mark.parametrize(
    "text",
    [
        "### 研究背景\n- 排序很吵。[2]\n### 本文方法\n- 提出 X。[3][4]",
        "好的，以下是摘要：\n\n研究背景：排序很吵。[2]\n\n本文方法：提出 X。[3-4]",
        "```markdown\n## 1. 研究背景\n排序很吵。[2]\n\n## 2. 本文方法\n提出 X。[3, 4]\n```",
        "<think>### 研究背景\n假的。</think>\n### 研究背景\n排序很吵。[2]\n### 本文方法\n提出 X。[3][4]",
        '{"研究背景": ["排序很吵。[2]"], "本文方法": "提出 X。[3][4]"}',
        '```json\n{"background": [{"text": "排序很吵。", "passages": [2]}], "method": [{"text": "提出 X。", "citations": ["3", "4"]}]}\n```',
        '{"摘要": {"研究背景": ["排序很吵。[2]"], "本文方法": ["提出 X。[3][4]"]',
        "| 项目 | 内容 |\n| :-- | --- |\n| 研究背景 | 排序很吵。[2] |\n| 本文方法 | 提出 X。[3][4] |",
        "摘要：\n - (1)：排序很吵。[2]\n - (3)：提出 X。[3][4]",
        "### 研究背景\n排序很吵。[2]\n### 本文方法\n提出 X。[3][4]\n### 研究背景\n第二次的话不算。[5]",
        "### 作者\n- 张三\n### 研究背景\n- 排序很吵。[2]\n链接：http://x.y\n### 无关标题\n- 多余。[9]\n### 本文方法\n- 提出 X。[3][4]",
    ],
)  # fmt: skip
def test_all_layouts_say_the_same(text):
    assert texts(answer_of(text, OVERVIEW)) == EXPECTED


def test_lines_are_read():
    answer = answer_of("### 中文标题\n《安静排序》[1]\n\n### 关键词\n- 排序（sorting）\n- 堆（heap）\n", OVERVIEW)
    assert answer.lines == {"title_zh": "安静排序", "keywords": "排序（sorting）、堆（heap）"}
    assert answer_of('{"关键词": ["排序", "堆"]}', OVERVIEW).lines == {"keywords": "排序、堆"}


def test_the_old_conclusion_on_one_line():
    answer = answer_of(
        "8. 结论：\n\n - (1)：意义重大。[1]\n - (2)：创新点：新颖。[2]；性能：好。[3]；工作量：大。[4]", CONCLUSION
    )
    assert texts(answer) == {
        "significance": [("意义重大。", (1,))],
        "innovation": [("新颖。", (2,))],
        "performance": [("好。", (3,))],
        "workload": [("大。", (4,))],
    }


def test_one_field_needs_no_heading():
    assert texts(answer_of("1. 先 A。[1]\n2. 后 B。[2]", ("methods",))) == {
        "methods": [("先 A。", (1,)), ("后 B。", (2,))]
    }
    assert texts(answer_of("1. 先 A。[1]", OVERVIEW)) == {}


def test_one_sentence_is_one_statement():
    answer = answer_of("### 一句话总结\n用 A。[1]解决 B。[2]", ("one_sentence", "takeaways"))
    assert texts(answer) == {"one_sentence": [("用 A。解决 B。", (1, 2))]}


@pytest.mark.parametrize("words", ["论文中未找到", "- 论文中未提及。", "原文没有说明", "无", "文中未给出相关信息。[3]"])
def test_a_field_can_be_said_to_be_absent(words):
    answer = answer_of(f"### 意义\n{words}\n### 性能\n好。[1]", CONCLUSION)
    assert answer.absent == {"significance"}
    assert "significance" not in answer.drafts


def test_only_shown_passages_are_kept():
    answer = answer_of("### 性能\n好。[1][9]", CONCLUSION).within({1, 2})
    assert texts(answer) == {"performance": [("好。", (1,))]}


@pytest.mark.parametrize("text", ["", "   ", "\x00" * 500, "[" * 5000, "{" * 3000, "(" * 5000, "#" * 5000, "- " * 4000, "[1," * 4000, "**" * 4000, "$" * 5000, "<" * 5000, "（1）" * 2000, "|" * 5000])  # fmt: skip
def test_any_text_is_read_without_complaint(text):
    for expected in (OVERVIEW, ("methods",), CONCLUSION):
        answer_of(text, expected)
