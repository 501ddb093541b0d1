# ruff: noqa: E501 (tables of statements)
"""What may not reach a page is taken out of a model's words; what is no finished sentence is told apart."""

import time

import pytest

from summarizer.chain.prompts import prompt, sources
from summarizer.checking.form import alike, defects, ended, shingles
from summarizer.checking.text import plain, simplified, statement, traditional, with_balanced_math


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("排序\x00\x07\x1b很\u200b吵\u202e。", "排序很吵。"),
        ("<think>想一想</think>排序。", "排序。"),
        ("想一想</think>排序。", "排序。"),
        ("<think>想一想，没有想完", ""),
        ("<thinking>想</thinking>排序。", "排序。"),
        ("<script>alert(1)</script>排序。", "排序。"),
        ("<script>alert(1)", ""),
        ("<scr<script></script>ipt>排序。", "排序。"),
        ("&lt;img src=x onerror=alert(1)&gt;排序。", "排序。"),
        ("&amp;lt;b&amp;gt;排序。", "排序。"),
        ("<!-- 注释 -->排序。", "排序。"),
        ("<b>排</b>序<br/>。", "排序。"),
        ("$<img src=x>$排序。", "$$排序。"),
        ("见 https://evil.example/a?b=c，排序。", "见 ，排序。"),
        ("见https://evil.example/a的排序。", "见的排序。"),
        ("见www.evil.example的排序。", "见的排序。"),
        ("见evil.com的排序。", "见的排序。"),
        ("http:排序。", "排序。"),
        ("见 www.evil.example 。", "见  。"),
        ("见 github.com/a/b。", "见 。"),
        ("javascript:alert(1)排序", "排序"),
        ("![图](https://e.x/p.png)排序。", "排序。"),
        ("[排序](https://e.x)很吵。", "排序很吵。"),
        ("[1]: https://e.x\n排序。", "\n排序。"),
        ("```python\n排序。\n```", "\n排序。\n"),
        ("<|im_start|>assistant\n排序。<|im_end|>", "\n排序。"),
        ("助手：排序。", "排序。"),
        ("**User:** 排序。", "排序。"),
        ("a < b 且 c > d。", "a < b 且 c > d。"),
        ("$a<b$ 且 $c > d$。", "$a<b$ 且 $c > d$。"),
        ("误差 <5%，样本 >100。", "误差 <5%，样本 >100。"),
        ("排序[12][15]。", "排序[12][15]。"),
    ],
)
def test_plain(text, kept):
    assert plain(text) == kept


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("- 排序很吵。", "排序很吵。"),
        ("* **排序**很吵。", "排序很吵。"),
        ("1. 排序很吵。", "排序很吵。"),
        ("（1）排序很吵。", "排序很吵。"),
        ("(1)：排序很吵。", "排序很吵。"),
        ("- （1）1. ① 排序很吵。", "排序很吵。"),
        ("### 排序很吵。", "排序很吵。"),
        ("- ### 排序很吵。", "排序很吵。"),
        ("> 排序很吵。", "排序很吵。"),
        ("| 排序很吵。 |", "排序很吵。"),
        ("一、排序很吵。", "排序很吵。"),
        ("`sort` 很吵。", "sort 很吵。"),
        ("3.5 倍快。", "3.5 倍快。"),
        ("2 个堆很吵。", "2 个堆很吵。"),
        ("用 GPT-4 排序。", "用 GPT-4 排序。"),
        ("长 文 档。", "长文档。"),
    ],
)
def test_statement(line, sentence):
    assert statement(line) == sentence


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("开销 $O(n)$。", "开销 $O(n)$。"),
        (r"开销 \(O(n)\)。", r"开销 \(O(n)\)。"),
        ("开销 $O(n。", "开销 O(n。"),
        (r"开销 $\frac{n}{$。", r"开销 \frac{n}{。"),
        (r"开销 $\left( n$。", r"开销 \left( n。"),
        ("开销 $$O(n)。", "开销 O(n)。"),
        (r"开销 \[ O(n)。", "开销  O(n)。"),
        ("只要 $5。", "只要 ＄5。"),
        ("从 $ 开销为 $O(n)$4 起。", "从  开销为 O(n)＄4 起。"),
        ("$只要一次就能完成排序的方法$。", "只要一次就能完成排序的方法。"),
    ],
)
def test_math_opens_and_closes(text, kept):
    assert with_balanced_math(text) == kept


def test_scripts():
    assert simplified("複雜的網絡 $網$") == "复杂的网络 $網$"
    assert simplified("显著、著名、乾坤、只有一只") == "显著、著名、乾坤、只有一只"
    assert traditional("网络上的 ResNet") == "網絡上的 ResNet"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("本文研究[领域]的问题。", "placeholder"),
        ("提出了【方法名】。", "placeholder"),
        ("在 <数据集> 上有提升。", "placeholder"),
        ("提升了 xx%。", "placeholder"),
        ("提升了 XXX 个点。", "placeholder"),
        ("TODO：写这里的内容。", "placeholder"),
        ("这里的内容TODO写完。", "placeholder"),
        ("这里的内容待补充。", "placeholder"),
        ("提升了 {{ number }} 个点。", "placeholder"),
        ("某某提出了这个方法。", "placeholder"),
        ("作为一个语言模型，我不评价。", "refusal"),
        ("作为AI助手，我认为很好。", "refusal"),
        ("很抱歉，没有足够的内容。", "refusal"),
        ("我无法访问这篇论文的全文。", "refusal"),
        ("以下是论文的摘要：", "refusal"),
        ("好的，我来写摘要。", "refusal"),
        ("希望这对您有帮助。", "refusal"),
        ("As an AI language model, 我不评价。", "refusal"),
        ("块之间有联系，块之间有联系，块之间有联系，块之间有联系，块之间有联系，", "loop"),
        ("很好很好很好很好很好很好很好很好", "loop"),
        ("This is an English sentence about the sorting of things.", "language"),
        ("本文每块最多 the method of 条边。", "language"),
        ("本文提出 a new method for the sorting of long lists。", "language"),
        ("この論文は新しい方法を提案しています。", "language"),
        ("ÃƒÂ¥Ã¦å¥½ä¸\u008dæ\u0098¯ 排序方法", "language"),
        ("本文的方法很好，因为", "cut"),
        ("本文的方法包括：", "cut"),
        ("本文的方法有……", "cut"),
        ("。", "empty"),
        ("", "empty"),
        ("$O(n)$", "empty"),
        ("研究背景。", "prompt text"),
        ("好" + "，这里写第甲乙丙丁" + "".join(chr(0x4E00 + i) for i in range(600)) + "。", "too long"),
    ],
)
def test_defects(text, kind):
    assert kind in {defect.kind for defect in defects(text, "zh-Hans")}


@pytest.mark.parametrize(
    "text",
    [
        "本文提出 LinkNet。",
        "在 ImageNet、COCO 和 ADE20K 上，Swin Transformer 优于 ResNet 与 ViT。",
        "准确率从 78.5% 提高到 84.1%，其中 F1 为 71.4。",
        "沿边做稀疏注意力（sparse attention），开销为 $O(n)$ 而不是 $O(n^2)$。",
        "作者把数据、代码和模型都公开了。",
        "该方法无法处理没有实体的文档。",
        "模型作为一个模块嵌入到检索系统中。",
        "把问题分为识别、定位和分割三步，逐步求解。",
        "对比学习（contrastive learning）让同类样本更近、异类样本更远。",
        "如果样本太少，训练就不稳定。",
        "用 [CLS] 词元的向量表示整句。",
        "区间 [0, 1] 内均匀采样。",
        "采用了 AdamW、余弦退火和 EMA 等训练技巧。",
    ],
)
def test_good_sentences_have_no_defect(text):
    assert defects(text, "zh-Hans", shingles(sources())) == ()


def test_english_is_wanted_in_english():
    assert defects("It cuts the error by a third.", "en") == ()
    assert {defect.kind for defect in defects("误差降低了三分之一。", "en")} == {"language"}


def test_words_of_the_prompt_are_recognised():
    told = shingles(sources())
    for line in prompt("system", language="zh-Hans").splitlines():
        if len(line) > 30:
            assert "prompt text" in {defect.kind for defect in defects(line, "zh-Hans", told)}, line


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("排序", "排序。"),
        ("排序。", "排序。"),
        ("排序；", "排序。"),
        ("排序！", "排序！"),
        ("排序，", "排序，"),
        ("它叫“排序”", "它叫“排序”。"),
        ("", ""),
    ],
)
def test_full_stops(text, full):
    assert ended(text, "zh-Hans") == full


def test_likeness():
    assert alike("提出 LinkNet。", "提出 LinkNet！")
    assert alike(
        "长文档的检索很困难，因为内存随长度增长得很快，难以处理。",
        "长文档的检索很困难，因为内存随长度增长得很快，难以处理",
    )
    assert not alike(
        "长文档检索的准确率从 78.5 提高到 84.1，提升明显。", "长文档检索的准确率从 78.5 提高到 94.1，提升明显。"
    )
    assert not alike("提出 LinkNet。", "提出图。")


@pytest.mark.parametrize(
    "text",
    ["<" * 20_000, "<a" * 8000, "[" * 20_000, "![" * 8000, "$" * 20_001, "\\(" * 8000, "*" * 20_000, "`" * 20_000, "（" * 20_000, "好" * 20_000,
     "的" * 20_000 + "<script", "a." * 10_000, "&" * 20_000, "<think" * 4000, "-" * 20_000, "1." * 10_000, "{" * 20_000, " " * 20_000, "http" * 6000],
)  # fmt: skip
def test_no_text_takes_long(text):
    began = time.perf_counter()
    defects(statement(plain(text)), "zh-Hans")
    assert time.perf_counter() - began < 4
