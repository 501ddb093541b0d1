"""The options of `python -m summarizer digest`; importing them costs nothing."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

JOBS = 8
"""Model calls at a time."""


def add_digest_options(parser: argparse.ArgumentParser) -> None:
    """The options of the subcommand, beside those that choose the model."""
    what = parser.add_argument_group("内容")
    what.add_argument("--topic", metavar="名字", help="方向的名字，例如 Diffusion Models")
    what.add_argument("--query", metavar="检索式", help="arXiv 检索式，例如 'cat:cs.CV AND all:\"diffusion model\"'")
    what.add_argument("--config", type=Path, metavar="文件", help="TOML 配置文件，可以写许多个方向")
    what.add_argument("--include", action="append", default=[], metavar="词", help="标题或摘要里至少要有其中一个词")
    what.add_argument("--exclude", action="append", default=[], metavar="词", help="标题或摘要里不能有的词")
    what.add_argument(
        "--depth", choices=("list", "abstract", "full"), help="list 不用模型；abstract（默认）；full 读全文"
    )
    what.add_argument("--date", type=_date, metavar="日期", help="YYYY-MM-DD（UTC），默认今天")
    what.add_argument("--days", type=_count, metavar="N", help="收录到这一天为止 N 天内提交的论文，默认补到上次为止")
    what.add_argument("--max", type=_count, metavar="N", help="一天最多收录多少篇，默认 40")
    what.add_argument("--figures", choices=("all", "cc", "none"), help="嵌入哪些图：全部、只限 CC 许可（默认）、不嵌入")
    what.add_argument("--language", choices=("zh-Hans", "zh-Hant", "en"), help="总结所用的文字，默认 zh-Hans")
    where = parser.add_argument_group("输出与运行")
    where.add_argument("--out", type=Path, metavar="文件夹", help="帖子写到哪里，例如 source/_posts")
    where.add_argument("--site", type=Path, metavar="文件夹", help="另外生成不需要 Hexo 的静态网页和 Atom 订阅")
    where.add_argument("--jobs", type=_count, metavar="N", help=f"同时进行的模型调用，默认 {JOBS}（内置模型总是 1）")
    where.add_argument("--dask", metavar="地址", help="在已有的 Dask 集群上处理论文（见 requirements-cluster.txt）")


def _date(text: str) -> date:
    return date.fromisoformat(text)


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number
