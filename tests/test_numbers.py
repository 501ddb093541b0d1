"""Numbers: one value however it is printed, and nothing where no number is stated."""

from decimal import Decimal

import pytest

from summarizer.checking.numbers import missing, numbers_in, printed_in, surplus, unsupported


def stated(text):
    return [(number.value.normalize() + 0, number.unit) for number in numbers_in(text)]


def values(text):
    return [float(number.value) for number in numbers_in(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("共 1,000 张", 1000),
        ("共 1000 张", 1000),
        ("共 1{,}000 张", 1000),
        ("共 10^3 张", 1000),
        ("共 10^{3} 张", 1000),
        ("共 10³ 张", 1000),
        ("共 1e3 张", 1000),
        ("共 1×10^3 张", 1000),
        (r"共 $1\times 10^{3}$ 张", 1000),
        ("1.2万张", 12000),
        ("1.2 万张", 12000),
        ("3亿参数", 3e8),
        ("1.5 万亿词元", 1.5e12),
        ("2 千万", 2e7),
        ("70亿参数", 7e9),
        ("7B 参数", 7e9),
        ("340M", 3.4e8),
        ("10K 步", 1e4),
        ("1.2 million images", 1.2e6),
        ("1.2 million张图", 1.2e6),
        ("1.2-million-image set", 1.2e6),
        ("two million images", 2e6),
        ("3 billion", 3e9),
        ("学习率 1e-4", 1e-4),
        ("学习率 3×10⁻⁴", 3e-4),
        ("学习率 3 × 10^-4", 3e-4),
        ("1,234,567.5", 1234567.5),
        ("阈值 .5", 0.5),
        ("−3.2", 3.2),
        ("十二层", 12),
        ("一百二十个", 120),
        ("三百二十五项", 325),
        ("两千零一十五", 2015),
        ("三万五千", 35000),
        ("三千万", 3e7),
        ("一亿二千万", 1.2e8),
        ("twenty-one layers", 21),
        ("one hundred and five runs", 105),
        ("fifteen people", 15),
        ("GPT-4 在 12 项任务上", 12),
        ("ResNet-50 达到 76.1", 76.1),
        ("使用 8 位量化", 8),
        ("an 8-bit model", 8),
        ("三分之一的数据", 1 / 3),
        ("one third of it", 1 / 3),
        ("八分之五", 0.625),
        ("三点五小时", 3.5),
        ("保留一张图99.9%", 99.9),
        ("每张图12个节点", 12),
    ],
)
def test_one_value(text, value):
    assert values(text) == [pytest.approx(value)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("准确率 92.3%", ("92.3", "percent")),
        ("准确率９２．３％", ("92.3", "percent")),
        (r"准确率 $92.3\%$", ("92.3", "percent")),
        ("92.3 percent", ("92.3", "percent")),
        ("ninety percent of", ("90", "percent")),
        ("百分之九十二点三", ("92.3", "percent")),
        ("百分之 5", ("5", "percent")),
        ("千分之三", ("3", "permille")),
        ("3‰", ("3", "permille")),
        ("九成的用户，", ("90", "percent")),
        ("提升 3.2 个百分点", ("3.2", "percent")),
        ("3.2 percentage points", ("3.2", "percent")),
        ("快 2.5 倍", ("2.5", "times")),
        ("2.5× 加速", ("2.5", "times")),
        ("2.5x faster", ("2.5", "times")),
        ("a 10-fold gain", ("10", "times")),
        ("three times faster", ("3", "times")),
        ("三倍", ("3", "times")),
        ("提升一倍", ("2", "times")),
        ("减少一半", ("0.5", "times")),
        ("2019 年", ("2019", "year")),
        ("二〇二三年", ("2023", "year")),
        ("三个数据集", ("3", "count")),
        ("两种方法", ("2", "count")),
        ("three datasets", ("3", "count")),
        ("the third stage", ("3", "ordinal")),
        ("第二名", ("2", "ordinal")),
        ("the 4th place", ("4", "ordinal")),
    ],
)
def test_units(text, expected):
    assert stated(text) == [(Decimal(expected[0]), expected[1])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("提升 3–5%", [(3, "percent"), (5, "percent")]),
        ("提升 3%~5%", [(3, "percent"), (5, "percent")]),
        ("提升 3~5 个百分点", [(3, "percent"), (5, "percent")]),
        ("百分之三到百分之五", [(3, "percent"), (5, "percent")]),
        ("3 到 5 层", [(3, ""), (5, "")]),
        ("3至5万条", [(30000, ""), (50000, "")]),
        ("1–2 million", [(1000000, ""), (2000000, "")]),
        ("from 3 to 5 dB", [(3, ""), (5, "")]),
        ("92.3 ± 0.4", [(Decimal("92.3"), ""), (Decimal("0.4"), "")]),
        ("92.3±0.4%", [(Decimal("92.3"), ""), (Decimal("0.4"), "percent")]),
        ("224×224 像素", [(224, ""), (224, "")]),
        ("1920x1080", [(1920, ""), (1080, "")]),
        ("2019年至2021年", [(2019, "year"), (2021, "year")]),
        ("从 85.1% 提高到 91.0%", [(Decimal("85.1"), "percent"), (91, "percent")]),
        ("F1 为 91.2，AP50 为 45", [(Decimal("91.2"), ""), (45, "")]),
        ("Llama 2 与 SQuAD 2.0", [(2, ""), (2, "")]),
    ],
)
def test_several(text, expected):
    assert stated(text) == [(Decimal(value), unit) for value, unit in expected]


@pytest.mark.parametrize(
    "text",
    [
        "GPT-4、ResNet-50、CIFAR-10、H100、LLaMA-7B、WMT14",
        "GPT-3.5 和 GPT-4o，Phi-3-mini-4k，v1.1",
        "3D 与 2D 卷积、3DGS、4o",
        "top-1、Top-5、R@1、mAP@0.5、F1、L2、BLEU-4、P99",
        "如图3和表 4 所示",
        "见第2节、第 3.1 节与第三章",
        "如Figure 3和Table 4所示",
        "(see Table 4, Fig. 3(a), Figs. 5 and 6, Eq. (7), Sec. 3.2, §4, Appendix B.2)",
        "由式（5）和算法 1 可得",
        "步骤 1：编码；步骤二：解码",
        "（1）编码；（2）解码；（3）融合",
        "1. 编码器",
        "1、编码器",
        "2) 解码器",
        "①编码；②解码",
        "一、背景",
        "提出新方法。[12][15]",
        "提出新方法[3, 5-7]【8】",
        "Smith 等（2019）提出，(Smith et al., 2019b)",
        "第一，提出模型；第二，给出证明",
        "第一阶段训练，第二步微调",
        "一种统一的方法，进一步提升，每一个样本",
        "十分重要，万一失败，千万不要，三维重建，二值化，三元组，两者，两端，四周，三角",
        "数百万张，几十个，上千条，成百上千",
        "one of the best, and no one else",
        "",
    ],
)
def test_nothing_is_stated(text):
    assert numbers_in(text) == ()


def test_spans_and_words_are_those_of_the_text():
    text = "在ＧＰＵ上，准确率为 ９２．３％（提升 1.2万）。"
    assert [text[number.start : number.end] for number in numbers_in(text)] == ["９２．３％", "1.2万"]
    assert [number.words for number in numbers_in(text)] == ["９２．３％", "1.2万"]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("共 1.2 万张", "12,000 images"),
        ("共 1.2 万张", "12K images"),
        ("70 亿参数", "LLaMA-7B is used"),
        ("7B 参数", "7 billion parameters"),
        ("准确率 92.3%", "an accuracy of 0.923"),
        ("准确率 92.3%", "Ours 92.3 91.0"),
        ("提升一倍", "twice as fast"),
        ("减少一半", "memory is halved"),
        ("减少 50%", "a half of the memory"),
        ("三个数据集", "on three datasets"),
        ("3 个数据集", "on three datasets"),
        ("三个数据集", "on 3 datasets"),
        ("两个任务", "both tasks"),
        ("两个任务", "detection and segmentation"),
        ("三个部件", "It has an encoder, a decoder, and a head."),
        ("三个部件", "It has an encoder, a decoder and a head."),
        ("四种语言", "包括中文、英文、法文和德文。"),
        ("学习率 1e-4", "a learning rate of 10−4"),
        ("学习率 3×10^-4", "a learning rate of 3 × 10−4"),
        ("共 2×10^4 步", "2 × 104 steps"),
        ("BLEU 28.4", "28. 4 BLEU"),
        ("共 1000 张", "1, 000 images"),
        ("Llama 2 模型", "we use Llama-2"),
        ("第三名", "ranks third"),
        ("3‰", "0.3%"),
        ("提升 3 倍", "a 3x gain"),
        ("25.6M 参数", "Params (M) 25.6"),
        ("8 个头", "(8) heads"),
    ],
)
def test_supported_in_other_words(text, source):
    assert unsupported(text, [source]) == ()


@pytest.mark.parametrize(
    ("text", "source", "words"),
    [
        ("准确率 99.9%", "an accuracy of 92.3%", ["99.9%"]),
        ("准确率 100%", "one of the best", ["100%"]),
        ("提升 1%", "a gain", ["1%"]),
        ("提升 2%", "per second, on both, big and binary", ["2%"]),
        ("共 25.6 万", "25.6 of them", ["25.6 万"]),
        ("四个数据集", "on three datasets", ["四"]),
        ("四个部件", "It has an encoder, a decoder, and a head.", ["四"]),
        ("使用 4 块 GPU", "GPT-4 is used", ["4 块"]),
        ("达到 92", "reaches 92.3", ["92"]),
        ("提升 12 倍", "see [12] and Table 12", ["12 倍"]),
        ("在 50 层上", "ResNet-50 is used", ["50 "]),
        ("共 7 个", "LLaMA-7B", ["7 "]),
        ("快 3.2 倍，省 40%", "3.2 times faster", ["40%"]),
    ],
)
def test_unsupported(text, source, words):
    assert [number.words.strip() for number in unsupported(text, [source])] == [
        word.strip(" 块") if "块" in word else word.strip() for word in words
    ]


def test_a_number_stands_no_more_often_than_in_the_source():
    source = "It improves from 85.1 to 91.0 on three tasks."
    assert surplus("从 85.1 提高到 91.0", [source]) == ()
    assert [number.words for number in surplus("从 91.0 提高到 91.0", [source])] == ["91.0"]
    assert [number.words for number in missing("提高到 91.0", source)] == ["85.1", "three"]
    assert missing("在三项任务上从 85.1 提高到 91.0", source) == ()


def test_any_text_can_be_read():
    for text in (
        "9" * 5000,
        "1e999999",
        "10^99999999",
        "1," * 3000,
        "万亿" * 2000,
        "两" * 5000,
        "1-" * 4000,
        "a1-" * 4000,
    ):
        numbers_in(text)
        printed_in(text)


def test_a_k_set_apart_is_a_thousand_before_a_word():
    printed = "training takes just 1-20 k actions, depending on the task"
    assert unsupported("训练只需要 1-20k 次动作", [printed]) == ()
    assert unsupported("只有 5M 个参数", ["it has 5 M parameters"]) == ()
    assert [number.value for number in numbers_in("we set k = 5 k and go on; it has 5 k")][-1] == 5
