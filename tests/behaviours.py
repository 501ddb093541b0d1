# ruff: noqa: E501 (a table reads best with one behaviour a line)
"""Bad behaviours of a model that answers, each a change of the good answers about the paper of composed.py."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from opencc import OpenCC

from summarizer.chain.prompts import prompt
from tests.composed import GOOD, METHODS
from tests.openai_server import Reply

SECTIONS = {
    match[1]: match[0].strip() for match in re.finditer(r"### (.+)\n[^#]+", "\n".join(GOOD))
}  # heading → its part of the good answers


def asked_for(body: dict) -> tuple[str, bool]:
    """The good answer to a request, and whether the request asks to write something again."""
    request = body["messages"][-1]["content"]
    if "需要重写" in request:
        wanted = [heading for heading in re.findall(r"### ([^、。\n]+)", request) if heading in SECTIONS]
        return "\n\n".join(SECTIONS[heading] for heading in wanted), True
    return next(answer for answer in GOOD if answer.splitlines()[0] in request), False


def playing(change: Callable[[str], str | Reply], *, stubborn: bool) -> Callable[[dict], str | Reply]:
    """A server's script: the good answers, changed; a stubborn model changes its rewriting too."""

    def script(body: dict) -> str | Reply:
        answer, again = asked_for(body)
        return change(answer) if stubborn or not again else answer

    return script


@dataclass(frozen=True)
class Behaviour:
    name: str
    change: Callable[[str], str | Reply]
    stubborn: bool = True
    complete: bool = True
    """All fields are filled in spite of it."""
    finding: str = ""
    """A kind of finding that must be told."""
    gone: str = ""
    """What must not stand in the summary."""
    flagged: str = ""
    """What may stand only in a flagged Point."""


def put(old: str, new: str) -> Callable[[str], str]:
    return lambda answer: answer.replace(old, new)


def each_line(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda answer: "\n".join(change(line) if line.startswith("- ") else line for line in answer.splitlines())


def headings(change: Callable[[str, int], str]) -> Callable[[str], str]:
    def changed(answer: str) -> str:
        count = iter(range(1, 99))
        return re.sub(r"(?m)^### (.+)$", lambda match: change(match[1], next(count)), answer)

    return changed


def renamed(answer: str) -> str:
    other = {
        "中文标题": "标题翻译", "第一作者单位": "Affiliation", "关键词": "Keywords", "研究背景": "Background", "过去的方法及其问题": "Past methods",
        "本文方法": "Proposed method", "任务与性能": "Results", "方法步骤": "Methods", "意义": "Significance", "创新点": "Innovation",
        "性能": "Performance", "工作量": "Workload", "一句话总结": "TL;DR", "要点": "Takeaways",
    }  # fmt: skip
    return headings(lambda name, number: f"{other[name]}:")(answer)


def reordered(answer: str) -> str:
    parts = re.findall(r"### [^#]+", answer)
    return "\n".join(reversed(parts))


def as_json(answer: str) -> str:
    parts = {
        match[1]: [line.removeprefix("- ") for line in match[2].strip().splitlines()]
        for match in re.finditer(r"### (.+)\n([^#]+)", answer)
    }
    return "```json\n" + json.dumps(parts, ensure_ascii=False, indent=1) + "\n```"


def as_table(answer: str) -> str:
    rows = ["| 项目 | 内容 |", "| --- | --- |"]
    for match in re.finditer(r"### (.+)\n([^#]+)", answer):
        rows.append(f"| {match[1]} | {' '.join(line.removeprefix('- ') for line in match[2].strip().splitlines())} |")
    return "\n".join(rows)


def as_old_digest(answer: str) -> str:
    """The layout of the digests that this project succeeds."""
    lines = []
    if "### 研究背景" in answer:
        lines += ["6. 摘要：", ""]
        order = ("研究背景", "过去的方法及其问题", "本文方法", "任务与性能")
    elif "### 方法步骤" in answer:
        lines += ["7.方法：", ""]
        order = ()
        lines += [f" - ({i})：{line.removeprefix('- ')}" for i, line in enumerate(METHODS.strip().splitlines()[1:], 1)]
    elif "### 意义" in answer:
        part = {
            match[1]: match[2].strip().splitlines()[0].removeprefix("- ")
            for match in re.finditer(r"### (.+)\n([^#]+)", answer)
        }
        return (
            f"8. 结论：\n\n - (1)：{part['意义']}\n - (2)：创新点：{part.get('创新点', '')}；性能：{part.get('性能', '')}；"
            f"工作量：{part.get('工作量', '')}"
        )
    else:
        return answer
    for number, name in enumerate(order, 1):
        match = re.search(rf"### {name}\n([^#]+)", answer)
        lines.append(
            f" - ({number})：" + " ".join(line.removeprefix("- ") for line in match[1].strip().splitlines())
            if match
            else ""
        )
    head = answer.split("### 研究背景")[0] if order else ""
    return head + "\n".join(lines)


def half(answer: str) -> str:
    return answer[: len(answer) // 2]


def pieces(text: str, size: int = 40) -> tuple[str, ...]:
    return tuple(text[at : at + size] for at in range(0, len(text), size))


def everything_again(answer: str) -> str:
    return answer + "\n\n" + answer


_REQUESTS = "\n".join(
    prompt(
        name, **({"headings": [], "affiliation": "Tsinghua University", "keywords": ()} if name == "overview" else {})
    )
    for name in ("overview", "methods", "conclusion", "takeaways")
)


def echoed(answer: str) -> str:
    """As a very small model answers: what stands under the headings of the request, word for word."""
    told = dict(re.findall(r"### (.+)\n([^#]+)", _REQUESTS))
    return headings_only(answer, lambda name: told.get(name, ""))


def headings_only(answer: str, below: Callable[[str], str]) -> str:
    return "\n\n".join(f"### {name}\n{below(name).strip()}" for name in re.findall(r"(?m)^### (.+)$", answer))


ENGLISH = each_line(
    lambda line: "- The model keeps a graph over the blocks and is better than the others on all tasks. [4]"
)

BEHAVIOURS = [
    Behaviour("good", lambda answer: answer),
    # False facts
    Behaviour("invented authors in a heading of its own", lambda a: "### 作者\n张三、李四（哈佛大学）\n\n" + a, gone="张三"),
    Behaviour("invented authors as a line", put("### 研究背景", "作者：张三、李四\n\n### 研究背景"), gone="张三"),
    Behaviour("invented Latin authors in a sentence", put("提出检索器 LinkNet", "Smithson 与 Weberly 提出检索器 LinkNet"), flagged="Smithson"),
    Behaviour("invented links", put("提出检索器 LinkNet", "提出检索器 LinkNet（https://github.com/evil/fake）"), gone="evil"),
    Behaviour("a link as Markdown", put("多跳检索", "[多跳检索](https://evil.example/x)"), gone="evil"),
    Behaviour("links as lines", lambda a: a + "\n链接：https://evil.example\n代码：www.evil.example/code\n", gone="evil"),
    Behaviour("wrong institution", put("清华大学（Tsinghua University）", "哈佛大学（Harvard University）"), gone="哈佛", finding="affiliation"),
    Behaviour("institution without its printed name", put("清华大学（Tsinghua University）", "哈佛大学"), gone="哈佛", finding="affiliation"),
    Behaviour(
        "wrong paper",
        each_line(lambda line: f"- 提出 StyleGAN3，在 FFHQ 上 FID 降到 2.79，{line[-12:-6]}。[4]"),
        finding="doubtful", flagged="StyleGAN3",
    ),
    Behaviour("wrong title", put("LinkNet：用于长文档检索的稀疏图", "StyleGAN3：无混叠的生成网络"), gone="StyleGAN3", complete=False, finding="title"),
    Behaviour("invented number, mended when told", put("71.4", "99.9"), stubborn=False, gone="99.9", finding="repaired"),
    Behaviour("invented number, kept", put("F1 为 71.4", "F1 为 99.9"), flagged="99.9", finding="number nowhere"),
    Behaviour("invented number in Chinese words", put("快 2.3 倍", "快十七倍"), flagged="十七", finding="number nowhere"),
    Behaviour("invented share in Chinese words", put("内存少用 40%", "内存少用百分之九十三"), flagged="九十三"),
    Behaviour("invented number in full-width digits", put("71.4", "９９．９"), flagged="９９．９", finding="number nowhere"),
    Behaviour("rounded number", put("84.1%", "84%"), flagged="84%", finding="number nowhere"),
    Behaviour("wrong scale", put("1.2 万个", "12 万个"), flagged="12 万", finding="number nowhere"),
    Behaviour("number of another passage", put("[14]", "[15]"), finding="number elsewhere"),
    Behaviour("number of the reference list", put("12 层", "6769 层"), flagged="6769", finding="number nowhere"),
    Behaviour("number of a table", put("F1 为 71.4，", "F1 为 66.6，"), finding="number elsewhere"),
    Behaviour(
        "numbers of two methods swapped",
        put("F1 为 71.4，而 DPR 为 63.2", "F1 为 63.2，而 DPR 为 71.4"),
        finding="weak support", flagged="63.2，而 DPR 为 71.4",
    ),
    Behaviour(
        "numbers of two methods swapped, in one clause",
        put("LinkNet 在 HotpotQA 上的 F1 为 71.4，而 DPR 为 63.2", "LinkNet 和 DPR 的 F1 分别为 63.2 和 71.4"),
        finding="weak support", flagged="63.2 和 71.4",
    ),
    Behaviour("direction turned round", put("内存少用 40%", "内存增加 40%"), finding="weak support", flagged="增加 40%"),
    Behaviour("invented method", put("DPR 和 ColBERT 等", "DPR 和 RocketQAv2 等"), flagged="RocketQAv2", finding="unknown term"),
    Behaviour("invented data set", put("Natural Questions", "MegaTriviaBench"), flagged="MegaTriviaBench", finding="unknown term"),
    Behaviour("invented keyword", put("检索（retrieval）", "区块链（blockchain）"), gone="blockchain"),
    # Citations
    Behaviour("no citations", lambda a: re.sub(r"\[\d+\]", "", a), finding="no passage"),
    Behaviour("ids out of range", lambda a: re.sub(r"\[(\d+)\]", r"[9\1\1]", a), finding="no passage"),
    Behaviour("ids of passages that were not shown", lambda a: re.sub(r"\[\d+\]", "[20]", a), finding="no passage"),
    Behaviour("huge ids", lambda a: re.sub(r"\[(\d+)\]", "[" + "9" * 30 + "]", a), finding="no passage"),
    Behaviour("every citation the same", lambda a: re.sub(r"(?:\[\d+\])+", "[2]", a), finding="weak support"),
    Behaviour("citations that do not support", put("[14]", "[17]"), finding="number elsewhere"),
    Behaviour("a range of everything", lambda a: re.sub(r"(?:\[\d+\])+", "[1-21]", a)),
    Behaviour("citations before the full stop", lambda a: re.sub(r"。((?:\[\d+\])+)", r"\1。", a)),
    Behaviour("citations in other brackets", lambda a: re.sub(r"\[(\d+)\]", r"【\1】", a)),
    Behaviour("citations as words", lambda a: re.sub(r"\[(\d+)\]", r"（段落 \1）", a)),
    # Language
    Behaviour("English answer", ENGLISH, complete=False, finding="language", gone="The model keeps"),
    Behaviour("English answer, mended when told", ENGLISH, stubborn=False, finding="repaired", gone="The model keeps"),
    Behaviour("half-translated sentences", put("丢失了块之间的联系", "and therefore lose the links between the blocks of a document"), gone="therefore"),
    Behaviour("Traditional Chinese", lambda a: to_traditional(a), gone="長文檔"),
    Behaviour("Japanese", each_line(lambda line: "- この論文は長い文書の検索について新しい方法を提案しています。[4]"), complete=False, gone="この"),
    Behaviour("wrong encoding", lambda a: a.encode().decode("latin-1"), complete=False),
    Behaviour("replacement characters", each_line(lambda line: line[:8] + "\ufffd\ufffd\ufffd" + line[8:])),
    # Form
    Behaviour("placeholders", put("长文档让神经检索器的内存随长度增长，处理起来很困难。", "本文研究[领域]中的[创新点]问题。"), gone="领域]"),
    Behaviour("placeholders everywhere", each_line(lambda line: "- 本文提出了 xxx 方法，在 [数据集] 上提升了 xx%。[4]"), complete=False, finding="placeholder", gone="xxx"),
    Behaviour("todo", put("块之间的联系对多跳检索很重要。", "TODO：待补充。"), complete=False, finding="placeholder", gone="TODO"),
    Behaviour("headings renamed", renamed),
    Behaviour("headings re-ordered", reordered),
    Behaviour("headings numbered", headings(lambda name, number: f"{number}. **{name}**：")),
    Behaviour("headings in Chinese numbers", headings(lambda name, number: f"## {'一二三四五六七八'[number - 1]}、{name}")),
    Behaviour("headings in brackets", headings(lambda name, number: f"【{name}】")),
    Behaviour("headings without marks", headings(lambda name, number: name)),
    Behaviour("the layout of older digests", as_old_digest),
    Behaviour("JSON", as_json),
    Behaviour("a table", as_table),
    Behaviour("code fences", lambda a: f"```markdown\n{a}\n```"),
    Behaviour("numbered lists in lists", each_line(lambda line: line.replace("- ", "- （1）1. ", 1)), gone="1. "),
    Behaviour("bold everywhere", each_line(lambda line: "- **" + line[2:].replace("。[", "**。["))),
    Behaviour("thoughts first", lambda a: f"<think>\n### 研究背景\n- 我先想想 123.4 是否正确。\n</think>\n{a}", gone="我先想想"),
    Behaviour("thoughts without a beginning", lambda a: f"我先想想 123.4。\n### 研究背景\n- 假的 123.4。[2]\n</think>\n{a}", gone="123.4"),
    Behaviour("apology first", lambda a: "很抱歉，作为一个语言模型，我无法访问链接，不过：\n\n" + a, gone="抱歉"),
    Behaviour("apology in the middle", put("块之间的联系对多跳检索很重要。", "抱歉，作为一个人工智能语言模型，我无法评价其意义。"), complete=False, finding="refusal", gone="抱歉"),
    Behaviour("refusal", lambda a: "对不起，我不能协助完成这个请求。", complete=False, gone="对不起"),
    Behaviour("English refusal", lambda a: "I'm sorry, but I can't help with that.", complete=False, gone="sorry"),
    Behaviour("role play", lambda a: "assistant: 好的！\n用户：请继续\n助手：\n" + a, gone="好的"),
    Behaviour("special tokens", lambda a: "<|im_start|>assistant\n" + a + "<|im_end|><|im_start|>user\n谢谢<|im_end|>", gone="im_"),
    Behaviour("echo of the prompt", lambda a: "请写下面几项。\n" + headings(lambda n, i: f"### {n}\n一到三条：论文处理什么问题，为什么要紧。已有的做法是什么，差在哪里，本文因此要做什么。")(""), complete=False),
    Behaviour("echo of the request", echoed, complete=False, finding="prompt text", gone="不标编号"),
    Behaviour("echo of the request", echoed, complete=False, finding="prompt text", gone="不标编号"),
    Behaviour("instructions answered as content", each_line(lambda line: "- 只写段落里有的内容，不用段落以外的知识，不猜测，不夸大。[4]"), complete=False, finding="prompt text", gone="不猜测"),
    Behaviour("says the paper has nothing", headings(lambda n, i: f"### {n}\n论文中未找到\n\n### 无关"), complete=False, finding="missing", gone="未找到"),
    Behaviour("dangling sentence", put("块之间的联系对多跳检索很重要。", "块之间的联系对多跳检索很重要，因为"), complete=False, finding="cut", gone="因为"),
    Behaviour("the same sentence everywhere", each_line(lambda line: "- 提出检索器 LinkNet，在 512 个块上保留一张图。[4]"), complete=False, finding="duplicate"),
    Behaviour("the right answer twice", everything_again),
    Behaviour("every sentence twice", each_line(lambda line: line + "\n" + line), finding="duplicate"),
    Behaviour("forty points", put("### 要点\n", "### 要点\n" + "".join(f"- 第 {'甲乙丙丁戊己庚辛壬癸'[i % 10]}{'子丑寅卯'[i // 10]} 类文档的检索需要图。[4]\n" for i in range(40)))),
    Behaviour("a point of 3,000 characters", put("块之间的联系对多跳检索很重要。", "".join(f"{a}{b}类文档的块之间有联系。" for a in "甲乙丙丁戊己庚辛壬癸" for b in "子丑寅卯辰巳午未申酉戌亥") * 2), complete=False, finding="loop"),
    Behaviour("half an answer", half, stubborn=False),
    Behaviour("half an answer, always", half, complete=False, finding="missing"),
    # What a browser must not see
    Behaviour("script", put("块之间的联系", "<script>alert(1)</script>块之间的联系"), gone="alert"),
    Behaviour("HTML", put("块之间的联系", "<b onclick='x()'>块</b>之间的<a href='https://evil.example'>联系</a>"), gone="onclick"),
    Behaviour("escaped HTML", put("块之间的联系", "&lt;img src=x onerror=alert(1)&gt;块之间的联系"), gone="onerror"),
    Behaviour("image beacon", put("块之间的联系", "![图](https://evil.example/p.png?q=1)块之间的联系"), gone="evil"),
    Behaviour("image beacon by reference", lambda a: a.replace("块之间的联系", "![图][1]块之间的联系") + "\n[1]: https://evil.example/p.png\n", gone="evil"),
    Behaviour("control characters", put("块之间", "块\x00\x07\x1b[31m之\x7f间"), gone="\x1b"),
    Behaviour("bidirectional marks", put("块之间", "块\u202e之\u2066间\u200b"), gone="\u202e"),
    Behaviour("zero-width characters in a number", put("71.4", "9\u200b9.9"), flagged="99.9"),
    Behaviour("broken LaTeX", put("$O(n)$ 而不是 $O(n^2)$", "$O(n 而不是 $\\frac{n}{$")),
    Behaviour("LaTeX that hides HTML", put("$O(n)$", "$<img src=x onerror=alert(1)>$"), gone="onerror"),
    # Too much, too little
    Behaviour("endless loop", lambda a: Reply(pieces(a[: len(a) // 2] + "块之间有联系，" * 4000)), complete=False),
    Behaviour("endless loop once", lambda a: Reply(pieces(a[: len(a) // 2] + "块之间有联系，" * 4000)), stubborn=False),
    Behaviour("50,000 tokens", lambda a: Reply(pieces(a + "".join(f"\n- {chr(0x4e00 + i * 7 % 20000)}类文档的检索依靠图。[4]" for i in range(6000)), 400)), complete=True),
    Behaviour("cut at max tokens", lambda a: Reply((half(a),), finish="length"), complete=False, finding="missing"),
    Behaviour("slow drip", lambda a: Reply(pieces(a, 60), chunk_seconds=0.005)),
    Behaviour("characters one by one", lambda a: Reply(tuple(a))),
]  # fmt: skip


def to_traditional(text: str) -> str:
    return OpenCC("s2twp").convert(text)
