"""The page's own words in Chinese and English; the paper's summary is Chinese in both."""

from __future__ import annotations

from dataclasses import dataclass, fields

import gradio as gr


@dataclass(frozen=True)
class Words:
    brand: str
    tagline: str
    can: tuple[str, ...]
    try_one: str
    examples: tuple[tuple[str, str], ...]
    suggested: tuple[str, ...]
    forms: dict[str, str]
    authors: str
    from_page_1: str
    published: str
    links: str
    code: str
    unknown: str
    see_page: str
    copy: str
    findings: str
    coverage: str
    read: str
    cut: str
    nearest: str
    retry: str
    stopped: str
    starting: str
    queued: str
    left: str
    pages: str
    figures: str
    outline: str
    previous: str
    next: str
    zoom_in: str
    zoom_out: str
    close: str
    no_paper: str
    no_figures: str
    no_outline: str
    translate: str
    download: str
    papers: str
    busy: str
    empty_input: str
    first_a_paper: str
    placeholder: str
    model: str
    model_built_in: str
    model_small: str
    model_hub: str
    model_endpoint: str
    provider: str
    model_id: str
    address: str
    key: str
    key_note: str
    check: str
    language: str
    sign_in: str
    source_code: str
    digest_intro: str
    digest_topic: str
    digest_query: str
    digest_day: str
    digest_depth: str
    digest_start: str
    digest_stop: str
    digest_zip: str


EXAMPLES = (
    ("1706.03762", "Attention Is All You Need"),
    ("2205.14135", "FlashAttention"),
    ("2403.07860", "Bridging Different Language Models and Generative Vision Models"),
)

ZH = Words(
    brand="论文速读",
    tagline="贴上 arXiv 编号或链接，或者拖入一个 PDF，得到每句话都有出处的中文结构化总结，然后和论文对话。",
    can=(
        "总结的每一句后面都有页码标记 📄，点一下就在右侧看到原文那一段。",
        "数字、作者、链接都经过核对：查不到的会标出来，不会替你编。",
        "默认用内置模型，不需要账号、密钥和显卡，论文不离开这台机器。",
    ),
    try_one="试一篇：",
    examples=EXAMPLES,
    suggested=("这篇论文的主要局限是什么？", "用了哪些数据集和评价指标？", "和以前的方法相比，关键区别在哪里？"),
    forms={
        "markdown": "Markdown",
        "json": "JSON",
        "html": "网页（含图）",
        "obsidian": "Obsidian",
        "bibtex": "BibTeX",
        "ris": "RIS（Zotero）",
    },
    authors="作者",
    from_page_1="据首页识别",
    published="发表",
    links="链接",
    code="代码",
    unknown="（未识别）",
    see_page="查看原文第",
    copy="复制",
    findings="核对记录",
    coverage="读了什么，略去了什么",
    read="读过的章节",
    cut="略去的章节",
    nearest="论文里最接近的段落：",
    retry="重试",
    stopped="已停止。",
    starting="开始",
    queued="正在排队，前面的任务数：",
    left="约剩",
    pages="页面",
    figures="图表",
    outline="目录",
    previous="上一页",
    next="下一页",
    zoom_in="放大",
    zoom_out="缩小",
    close="关闭",
    no_paper="打开一篇论文后，这里显示它的页面、图表和目录。",
    no_figures="这篇论文里没有认出带编号的图表。",
    no_outline="这篇论文里没有认出章节标题。",
    translate="译成中文",
    download="下载",
    papers="打开的论文",
    busy="上一个任务还在进行，请等它结束，或者先按停止。",
    empty_input="请先输入 arXiv 编号、链接或问题，或者上传一个 PDF。",
    first_a_paper="请先打开一篇论文（粘贴 arXiv 编号或链接，或者上传 PDF），然后再提问。",
    placeholder="arXiv 编号或链接、问题，或者拖入 PDF（Enter 发送，Esc 停止）",
    model="模型",
    model_built_in="内置模型（1.5B，默认）",
    model_small="内置小模型（0.5B，更快更粗）",
    model_hub="Hugging Face",
    model_endpoint="OpenAI 兼容接口",
    provider="服务商",
    model_id="模型名",
    address="接口地址",
    key="密钥",
    key_note="密钥只在这个页面的会话里使用，不会保存、记录或写进导出文件。",
    check="检查连接",
    language="总结的文字",
    sign_in="登录 Hugging Face",
    source_code="源代码（AGPL-3.0）",
    digest_intro="### 每日论文\n一个方向的最新论文，写成中文日报。用右侧面板里选的模型。",
    digest_topic="方向的名字",
    digest_query="arXiv 检索式",
    digest_day="日期（UTC，空着是今天）",
    digest_depth="深度：list 只列出，abstract 读摘要，full 读全文",
    digest_start="开始",
    digest_stop="停止",
    digest_zip="下载 zip",
)

EN = Words(
    brand="PaperGlance 论文速读",
    tagline="Paste an arXiv id or link, or drop a PDF: a structured Chinese summary in which every sentence has its "
    "source; then talk with the paper.",
    can=(
        "Every sentence ends in a page mark 📄: click it and see that passage of the paper on the right.",
        "Numbers, authors and links are checked; what cannot be found is marked, never invented.",
        "The built-in model needs no account, no key and no GPU, and the paper does not leave this machine.",
    ),
    try_one="Try one:",
    examples=EXAMPLES,
    suggested=(
        "What are the main limitations?",
        "Which datasets and metrics are used?",
        "How does it differ from earlier methods?",
    ),
    forms={
        "markdown": "Markdown",
        "json": "JSON",
        "html": "Web page (with figures)",
        "obsidian": "Obsidian",
        "bibtex": "BibTeX",
        "ris": "RIS (Zotero)",
    },
    authors="Authors",
    from_page_1="from page 1",
    published="Published",
    links="Links",
    code="Code",
    unknown="(not recognised)",
    see_page="See page",
    copy="Copy",
    findings="What the checks found",
    coverage="What was read and what was cut",
    read="Read",
    cut="Cut",
    nearest="The closest passages of the paper:",
    retry="Try again",
    stopped="Stopped.",
    starting="Starting",
    queued="Waiting in line; ahead of you:",
    left="about",
    pages="Pages",
    figures="Figures",
    outline="Outline",
    previous="Previous page",
    next="Next page",
    zoom_in="Zoom in",
    zoom_out="Zoom out",
    close="Close",
    no_paper="Open a paper, and its pages, figures and outline appear here.",
    no_figures="No numbered figures or tables were recognised in this paper.",
    no_outline="No headings were recognised in this paper.",
    translate="In Chinese",
    download="Download",
    papers="Open papers",
    busy="The last task is still running: wait for it, or stop it first.",
    empty_input="Type an arXiv id, a link or a question, or upload a PDF.",
    first_a_paper="Open a paper first (an arXiv id or link, or a PDF), then ask.",
    placeholder="arXiv id or link, a question, or drop a PDF (Enter sends, Esc stops)",
    model="Model",
    model_built_in="Built in (1.5B, default)",
    model_small="Built in, small (0.5B, faster and rougher)",
    model_hub="Hugging Face",
    model_endpoint="OpenAI-compatible endpoint",
    provider="Provider",
    model_id="Model id",
    address="Address",
    key="Key",
    key_note="The key is used in this page's session only; it is never stored, logged or exported.",
    check="Check the connection",
    language="Language of the summary",
    sign_in="Sign in with Hugging Face",
    source_code="Source code (AGPL-3.0)",
    digest_intro="### Daily digest\nThe newest papers of a topic, in Chinese, by the model of the right panel.",
    digest_topic="Name of the topic",
    digest_query="arXiv query",
    digest_day="Day (UTC, empty for today)",
    digest_depth="Depth: list, abstract or full text",
    digest_start="Start",
    digest_stop="Stop",
    digest_zip="Download the zip",
)

I18N = gr.I18n(
    **{
        tag: {f"pg_{each.name}": value for each in fields(Words) if isinstance(value := getattr(words, each.name), str)}
        for tag, words in (("zh-CN", ZH), ("zh", ZH), ("en", EN))
    }
)
"""For gradio's own components; keys are prefixed since gradio's share the name space."""


def label(name: str):
    """The word of that name for a gradio component, in the browser's language."""
    return I18N(f"pg_{name}")


def words_for(accept_language: str) -> Words:
    """The words in the language that a browser asks for first (its Accept-Language header); Chinese unless English."""
    return EN if accept_language.strip().lower().startswith("en") else ZH
