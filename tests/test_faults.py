"""What code can tell is wrong with a translation, and what it must not call wrong."""

import pytest

from summarizer.chain.sentences.faults import faults
from summarizer.chain.sentences.kept import amounts, terms
from summarizer.chain.sentences.plain import plain_sentence


def kinds(english: str, chinese: str) -> set[str]:
    plain = plain_sentence(english)
    return {fault.kind for fault in faults(plain, chinese, terms(plain), amounts(plain))}


SOUND = [
    ("However, existing solvers do not scale to large graphs.", "然而，现有求解器无法扩展到大规模图。"),
    ("Our error is lower than that of BERT on two tasks.", "在两个任务上，我们的误差低于 BERT。"),
    ("It exceeds BERT by 2.5% in recall.", "召回率比 BERT 高 2.5%。"),
    ("It not only sorts but also merges the runs.", "它不仅排序，还合并各段。"),
    ("Models with billions of parameters are expensive.", "数十亿参数的模型非常昂贵。"),
    ("Lossless compression keeps 100% of the information.", "无损压缩保留 100% 的信息。"),
    ("The depth is of central importance.", "深度至关重要。"),
    ("We reduce the cost, unlike previous work.", "与以往工作不同，我们降低了成本。"),
    ("Training takes 3.5 days on eight GPUs.", "在八块 GPU 上训练需要 3.5 天。"),
    (
        "Our model reaches a BLEU score of 41.8 after training for 3.5 days.",
        "我们的模型训练 3.5 天后，BLEU 得分达到 41.8。",
    ),
    ("The second law holds, and the first is open.", "第二定律成立，第一定律悬而未决。"),
    ("It needs little memory and few disks.", "它只需很少的内存和磁盘。"),
    ("It gains over 2 points and needs about 6% more.", "它提高了超过 2 分，多用约 6%。"),
    ("The four-lepton channel is open.", "四轻子通道是开放的。"),
    ("A graph neural network (GNN) for question answering (QA).", "用于问答的图神经网络。"),
    ("It cuts the cost by a factor of about 10.", "它把成本降低了约 10 倍。"),
    ("It is three times faster.", "它快 3 倍。"),
    ("It is 2.4x faster.", "它快 2.4 倍。"),
    ("GPUs are fast.", "GPU 很快。"),
    ("Networks have won over the past decade.", "过去十年，网络胜出了。"),
    ("The result is less certain.", "结果不太确定。"),
    ("A graph neural network (GNN) is the first step.", "图神经网络（GNN）是第一步。"),
]
WRONG = [
    ("Existing solvers do not scale to large graphs.", "现有求解器可以扩展到大规模图。", "negation"),
    ("We propose a solver for large graphs.", "我们没有提出用于大规模图的求解器。", "negation"),
    ("It requires fewer accesses than BERT.", "它需要比 BERT 更高的访问次数。", "direction"),
    ("It outperforms all baselines.", "它与所有基线都有差距。", "direction"),
    ("It exceeds BERT by 2.5% in recall.", "它超过了 BERT 的 2.5% 的召回率。", "turned"),
    ("We use ternary weights in all layers.", "我们在所有层使用二值化权重。", "turned"),
    ("A set of fine-grained queries is used.", "使用了一组粗粒度的查询。", "turned"),
    ("Models with billions of parameters are expensive.", "数亿参数的模型非常昂贵。", "turned"),
    ("It reaches 92.1% on the test set.", "它在测试集上达到 91.2%。", "number"),
    ("It reaches 92.1% on the test set.", "它在测试集上达到很高的准确率。", "number"),
    ("It reaches 92.1% on the test set.", "它在测试集上达到 92.1%，比基线高 92.1%。", "number"),
    ("TwinNet reaches 92.1% and BERT reaches 89.4%.", "BERT 达到 92.1%，TwinNet 达到 89.4%。", "number"),
    ("We use a new optimizer for large graphs.", "我们用 Adam 优化大规模图。", "term"),
    ("We use a new optimizer for large graphs.", "We use a new optimizer for large graphs.", "empty"),
    ("We use a new optimizer for large graphs.", "我们用新的优化器用新的优化器用新的优化器。", "loop"),
    ("Large graphs need a new optimizer.", "大规模图需要新优化器（新优化器）。", "loop"),
    ("We use a new optimizer for large graphs.", "我们用新的优化器处理大规模图", "cut"),
    ("We use a new optimizer (for large graphs) every day.", "我们每天用新的优化器（用于大规模图。", "brackets"),
    ("It needs little memory, and only once.", "它需要内存，且只有一次。", "omission"),
    ("It gains over 2 points on the test set.", "它在测试集上提高了 2 分。", "number"),
    ("The error is about 6% on the test set.", "测试集上的误差为 6%。", "number"),
    ("We present the first solver for large graphs.", "我们提出用于大规模图的求解器。", "omission"),
    ("Training takes two days on four machines.", "在机器上训练需要几天。", "omission"),
    ("The field acts by ephaptic coupling.", "场通过电生理耦合（即电生理耦合）起作用。", "loop"),
    ("It only requires one disk with little memory.", "它只需一个磁盘，不需要小内存。", "negation"),
    ("It beats BERT by 3.1% in recall@20.", "在召回率上比 BERT 高 3.1%。", "omission"),
    ("It is easier to read compared to those who use a reader.", "它更容易阅读。", "omission"),
    ("Not all systems are easy to train.", "许多系统不易训练。", "omission"),
    ("It brings a 2x increase in speed and a 3x reduction in error.", "它使速度和误差提高了 2 倍和 3 倍。", "turned"),
    ("It has a lower error than BERT.", "它与 BERT 的误差可比。", "direction"),
    ("It beats the MLPerf 1.1 record by far.", "它比 MLPerf 的记录快 1.1 倍。", "number"),
    ("A speedup on GPT-2 is shown here.", "这里展示了 GPT-2 的 GPT-2 的 GPT-2 的加速。", "loop"),
    ("The cost may double if the memory is full.", "内存已满，成本翻倍。", "omission"),
    ("The memory use increased by 40% on graphs.", "图上的内存使用降低了 40%。", "turned"),
    (
        "Systems cut the cost, and improve the quality of notes that nurses write.",
        "系统降低成本，提高由医院里的护士所写的笔记的质量，提高由医院里的护士所写的笔记的质量。",
        "loop",
    ),
    ("We use a new optimizer for the very large graphs of the social networks that people run today.", "好。", "empty"),
    ("We use a new optimizer for the large graphs of the networks that people run today.", "我们用图。", "length"),
]


@pytest.mark.parametrize(("english", "chinese"), SOUND)
def test_a_sound_translation_has_no_fault(english, chinese):
    assert kinds(english, chinese) == set()


@pytest.mark.parametrize(("english", "chinese", "kind"), WRONG)
def test_a_wrong_translation_is_caught(english, chinese, kind):
    assert kind in kinds(english, chinese)


def test_a_small_number_said_again_in_words_is_no_other_number():
    english = "A residual connection goes around each of the two layers."
    assert not faults(english, "残差连接绕过两层中的每一层，这两层都有。", (), amounts(english))
    again = "It has 2 layers."
    assert [fault.kind for fault in faults(again, "它有 2 层，另有 2 层。", (), amounts(again))] == ["number"]


def test_a_number_with_its_bound_may_be_said_with_another_bound():
    english = "We trained it on about 40K sentences."
    told = amounts(english)
    kept = {form for each in told for form in each.forms}
    assert not [fault for fault in faults(english, "我们用约 40K 个句子训练它。", kept, told) if fault.kind == "term"]
