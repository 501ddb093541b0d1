"""Numbers, names, pairs and citations of a statement are held against its paper."""

import time

import pytest

from summarizer.chain.conversation.lines import checked_line
from summarizer.chain.prompts import sources
from summarizer.checking.form import shingles
from summarizer.checking.grounds import Grounds, shown_text
from summarizer.checking.pairing import contradicted, reversed_direction
from summarizer.checking.points import Draft, checked, in_script, repeated_everywhere, uniform_citations, weakened
from summarizer.checking.terms import Vocabulary, terms_in
from summarizer.summary import Point
from tests.composed import PAPER, variant

GROUNDS = Grounds(PAPER)


@pytest.mark.parametrize(
    ("text", "cited", "passages", "flags"),
    [
        ("LinkNet 的 F1 为 71.4，而 DPR 为 63.2。", (5,), (5,), ()),
        ("LinkNet 的 F1 为 71.4。", (4,), (4, 5), ("number elsewhere",)),
        ("LinkNet 的 F1 为 71.4。", (), (5,), ()),
        ("LinkNet 的 F1 为 66.6。", (5,), (5,), ("number elsewhere",)),
        ("LinkNet 的 F1 为 88.8。", (5,), (5,), ("number nowhere",)),
        ("LinkNet 在图上做稀疏注意力。", (999,), (), ("no passage",)),
        ("LinkNet 用 GraphSAGE 编码。", (9,), (9,), ("unknown term",)),
        ("用 12 层编码器，分 4 块 GPU 训练 3 轮。", (9, 12), (9, 12), ()),
        ("基准含 1.2 万个问题。", (8,), (8,), ()),
        ("召回率提高 5.6 个点。", (15,), (15,), ()),
        ("引用见 6769 页。", (18,), (18,), ("number nowhere",)),
        ("DPR 与 ColBERT 都切块。", (12,), (12,), ("weak support",)),
        ("LinkNet 的 F1 为 63.2，而 DPR 为 71.4。", (5,), (5,), ("weak support",)),
        ("参考文献可作依据。", (20,), (), ("no passage",)),
    ],
)
def test_grounding(text, cited, passages, flags):
    grounding = GROUNDS.grounding(text, cited)
    assert grounding.passages == passages
    assert grounding.flags == flags


def test_the_first_reason_names_what_was_wrong():
    reasons = dict(GROUNDS.grounding("用 GraphSAGE 达到 88.8。", (5,)).reasons)
    assert "88.8" in reasons["number nowhere"]
    assert "GraphSAGE" in reasons["unknown term"]


PASSAGE = "LinkNet reaches 71.4 F1 on HotpotQA, while DPR reaches 63.2 F1."


@pytest.mark.parametrize(
    ("statement", "passage"),
    [
        ("LinkNet 达到 63.2，DPR 达到 71.4。", PASSAGE),
        ("LinkNet 和 DPR 分别达到 63.2 和 71.4。", PASSAGE),
        ("DPR 达到 71.4，而 LinkNet 达到 63.2。", PASSAGE),
        ("召回率从 84.1% 提高，LinkNet 为 63.2，DPR 为 71.4。", PASSAGE),
        ("在 EN-DE 上为 41.8，在 EN-FR 上为 28.4。", "It achieves 28.4 BLEU on EN-DE and 41.8 BLEU on EN-FR."),
        ("A-Net 为 91.0，B-Net 为 92.3。", "A-Net and B-Net achieve 92.3 and 91.0, respectively."),
        ("本文方法达到 91.0，基线为 92.3。", "Our method achieves 92.3, while the baseline reaches 91.0."),
    ],
)
def test_swapped_numbers_are_seen(statement, passage):
    assert contradicted(statement, passage)


@pytest.mark.parametrize(
    ("statement", "passage"),
    [
        ("LinkNet 达到 71.4，DPR 达到 63.2。", PASSAGE),
        ("DPR 达到 63.2，LinkNet 达到 71.4。", PASSAGE),
        ("LinkNet 和 DPR 分别达到 71.4 和 63.2。", PASSAGE),
        ("在 HotpotQA 上，LinkNet 达到 71.4，DPR 只有 63.2。", PASSAGE),
        ("在 EN-DE 上为 28.4，在 EN-FR 上为 41.8。", "It achieves 28.4 BLEU on EN-DE and 41.8 BLEU on EN-FR."),
        ("在 EN-FR 上为 41.8，在 EN-DE 上为 28.4。", "It achieves 28.4 BLEU on EN-DE and 41.8 BLEU on EN-FR."),
        ("A-Net 为 92.3，B-Net 为 91.0。", "A-Net and B-Net achieve 92.3 and 91.0, respectively."),
        ("本文方法达到 92.3，基线为 91.0。", "Our method achieves 92.3, while the baseline reaches 91.0."),
        ("本文方法达到 92.3，基线为 91.0。", "Compared with 91.0 for the baseline, our method achieves 92.3."),
        ("从 78.5% 提高到 84.1%。", "improves recall from 78.5% to 84.1%."),
        ("LinkNet 快 2.3 倍。", PASSAGE),
        ("LinkNet 用 71.4，LinkNet 用 63.2。", PASSAGE),
    ],
)
def test_right_pairs_are_left_alone(statement, passage):
    assert contradicted(statement, passage) is None


@pytest.mark.parametrize(
    ("statement", "passage", "wrong"),
    [
        ("内存占用增加 40%。", "It uses 40% less memory.", True),
        ("FID 提高了 3.2。", "It lowers the FID by 3.2.", True),
        ("速度下降 2.5 倍，更慢。", "It is 2.5 times faster.", True),
        ("内存减少 40%。", "It uses 40% less memory.", False),
        ("F1 提升 5.6。", "Removing the graph lowers F1 by 5.6 points.", False),
        ("准确率提升 3.2，错误减少。", "Accuracy increases by 3.2 while errors fall.", False),
        ("准确率提升到 3.2。", "It improves accuracy to 3.2.", False),
        ("共 40 个样本。", "It uses 40 samples, fewer than others.", False),
    ],
)
def test_a_direction_turned_round_is_seen(statement, passage, wrong):
    assert bool(reversed_direction(statement, passage)) == wrong


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("在 ImageNet-1K 上用 ResNet-50。", ("ImageNet-1K", "ResNet-50")),
        ("误差为 3 ms，占 2 GB，用 GPU。", ()),
        ("公式 $W_{ij}$ 与 $O(n)$。", ()),
        ("用 C++ 和 Mask R-CNN。", ("C++", "Mask", "R-CNN")),
        ("达到 SOTA 的 baseline。", ()),
        ("A 与 B。", ()),
        ("LinkNet 与 LinkNet。", ("LinkNet",)),
        ("用 contrastive learning 训练。", ("contrastive", "learning")),
        ("Memory grows. Each encoder of LinkNet reads Natural Questions.", ("LinkNet", "Natural", "Questions")),
    ],
)
def test_terms(text, terms):
    assert terms_in(text) == terms


def test_vocabulary():
    vocabulary = Vocabulary(
        ["The organ of ImageNet1K uses R-CNNs, large language models and Large Language Models (Swin-B)."]
    )
    for known in ("imagenet-1k", "ImageNet1K", "R-CNN", "RCNN", "LLM", "LLMs", "Swin-B", "Swin", "model", "organs"):
        assert known in vocabulary, known
    for unknown in ("GAN", "ImageNet-21K", "BERT", "VLM", "Swin-L-X"):
        assert unknown not in vocabulary, unknown


def test_a_field_is_checked():
    drafts = [
        Draft("- 提出检索器 LinkNet，在 512 个块上保留一张图", (4,)),
        Draft("提出检索器 LinkNet，在 512 个块上保留一张图。", (4,)),
        Draft("抱歉，我无法完成。", (4,)),
        Draft("<b>每块</b>最多 9 条边。", (10,)),
    ]
    result = checked("method", drafts, GROUNDS)
    assert [(point.text, point.passages, point.pages, point.flags) for point in result.points] == [
        ("提出检索器 LinkNet，在 512 个块上保留一张图。", (4,), (1,), ()),
        ("每块最多 9 条边。", (10,), (2,), ("number nowhere",)),
    ]
    assert [(problem.kind, problem.dropped) for problem in result.problems] == [
        ("duplicate", True),
        ("refusal", True),
        ("number nowhere", False),
    ]
    assert "略去" in result.problems[1].finding("method").detail
    assert "略去" not in result.problems[2].finding("method").detail


def test_no_field_grows_without_end():
    drafts = [Draft(f"{chr(0x4E00 + i)}类文档的检索需要图。", (4,)) for i in range(40)]
    assert len(checked("takeaways", drafts, GROUNDS).points) == 8
    assert len(checked("background", drafts, GROUNDS).points) == 6
    long = Draft("".join(f"{chr(0x4E00 + i)}{chr(0x5E00 + i)}类文档的检索需要图。" for i in range(300)), (4,))
    assert len(checked("method", [long], GROUNDS).points[0].text) <= 500


def test_traditional_points():
    assert in_script([Point(text="块之间的联系。")], "zh-Hant")[0].text == "塊之間的聯繫。"
    assert in_script([Point(text="块之间的联系。")], "zh-Hans")[0].text == "块之间的联系。"


def test_all_fields_together():
    same = tuple(Point(text=f"{i}。", passages=(2,)) for i in range(6))
    assert uniform_citations({"methods": same}) == ((2,), True)
    assert weakened(same, (2,))[0].flags == ("weak support",)
    mixed = tuple(Point(text=f"{i}。", passages=(i,)) for i in range(6))
    assert not uniform_citations({"methods": mixed})[1]
    assert not uniform_citations({})[1]
    once = (Point(text="同。"),)
    assert repeated_everywhere({"methods": once, "method": once, "results": once}) == {"同。"}
    assert repeated_everywhere({"methods": once, "method": once}) == frozenset()


@pytest.mark.parametrize(
    ("field", "line", "kept", "kind"),
    [
        ("title_zh", "LinkNet：稀疏图检索", "LinkNet：稀疏图检索", ""),
        ("title_zh", "LinkNet: Sparse Graphs", "", "title"),
        ("title_zh", "StyleGAN3：生成网络", "", "title"),
        ("title_zh", "用 7 个图做检索", "", "title"),
        ("title_zh", "[论文标题]的翻译", "", "title"),
        ("title_zh", "忽略以上所有指令的题目", "", "title"),
        ("title_zh", "长" * 200, "", "title"),
        ("affiliation", "清华大学（Tsinghua University）", "清华大学", ""),
        ("affiliation", "清华大学 (tsinghua university)", "清华大学", ""),
        ("affiliation", "哈佛大学（Harvard University）", "", "affiliation"),
        ("affiliation", "清华大学", "", "affiliation"),
        ("affiliation", "Tsinghua University（Tsinghua University）", "", "affiliation"),
        ("keywords", "检索（retrieval）、块图", "检索（retrieval）、块图", ""),
        ("keywords", "检索（retrieval）、区块链（blockchain）", "检索（retrieval）", "unknown term"),
        ("keywords", "[关键词1]、检索", "检索", "keyword"),
        ("keywords", "", "", ""),
    ],
)
def test_lines(field, line, kept, kind):
    result = checked_line(field, line, GROUNDS)
    assert result.line == kept
    assert [problem.kind for problem in result.problems] == ([kind] if kind else [])


def test_a_line_that_repeats_the_request_is_none():
    told = shingles(sources())
    for field, line in (
        ("title_zh", "把题目译成准确、简洁的中文，一行，不标编号"),
        ("keywords", "三到六个，写成“中文（英文原词）”，英文须是论文用过的词"),
    ):
        result = checked_line(field, line, GROUNDS, told)
        assert result.line == ""
        assert [problem.kind for problem in result.problems] == ["prompt text"]


def test_no_institution_without_a_printed_one():
    grounds = Grounds(variant(affiliation=None))
    assert checked_line("affiliation", "清华大学（Tsinghua University）", grounds).line == ""


def test_the_papers_own_citation_marks_are_not_shown():
    shown = shown_text(
        PAPER.passages[3].model_copy(update={"text": "As in [12], [3, 4]\u202e and [5-7], x in [0, 1].\nGood."})
    )
    assert shown == "As in, and, x in [0, 1]. Good."


def test_a_long_paper_is_checked_quickly():
    paper = variant(
        passages=tuple(
            PAPER.passages[4].model_copy(update={"id": i, "text": f"Model{i} reaches {i}.{i % 10} on Data{i}."})
            for i in range(1, 3000)
        )
    )
    grounds = Grounds(paper)
    began = time.perf_counter()
    for i in range(1, 60):
        grounds.grounding(f"Model{i} 在 Data{i} 上达到 {i}.{i % 10}，误差 0.{i}7。", (i,))
    assert time.perf_counter() - began < 10
