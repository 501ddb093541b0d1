"""What a digest is asked for: its topics, its models and the blog it is written for, from a TOML file or options."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, Field, ValidationError, field_validator

from summarizer.errors import PaperGlanceError
from summarizer.paper import Frozen

Depth = Literal["list", "abstract", "full"]
"""`list`: no model; `abstract`: summary and takeaways from the abstract; `full`: the whole chain over the PDF."""

Figures = Literal["all", "cc", "none"]
"""Which figures are embedded: all, those of papers under a Creative Commons licence that allows it, or none."""

MAX_PAPERS = 40
LOOK_BACK_DAYS = 3
"""arXiv shows what is submitted on a Friday on Monday: so far back a day may still gain papers."""


class ConfigError(PaperGlanceError):
    """The configuration cannot be used; the sentence says where."""


class ModelSpec(Frozen):
    """Which model a topic uses. The key itself is never written down, only the name of the variable that holds it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    name: str = "embedded"
    base_url: str | None = None
    api_key_env: str | None = None
    context_tokens: int | None = Field(default=None, gt=0)


class Topic(Frozen):
    """What is looked for every day, and how deeply it is read."""

    name: str = Field(min_length=1, max_length=120)
    query: str = Field(min_length=1)
    """In arXiv's own language, such as `cat:cs.CV AND all:"diffusion model"`."""
    include: tuple[str, ...] = ()
    """At least one of these words must stand in title or abstract; empty: no such wish."""
    exclude: tuple[str, ...] = ()
    """None of these words may."""
    depth: Depth = "abstract"
    max: int = Field(default=MAX_PAPERS, ge=1, le=500)
    look_back_days: int = Field(default=LOOK_BACK_DAYS, ge=0, le=14)
    figures: Figures = "cc"
    language: Literal["zh-Hans", "zh-Hant", "en"] = "zh-Hans"
    model: ModelSpec = ModelSpec()

    @field_validator("name", "query")
    @classmethod
    def _one_line(cls, text: str) -> str:
        return " ".join(text.split())

    @property
    def slug(self) -> str:
        """The topic as a part of a file name: letters and digits of any script, joined by hyphens."""
        return re.sub(r"[^\w]+", "-", self.name).strip("-_")[:60] or "topic"


class Blog(Frozen):
    """What a post says beside its papers. `{topic}` and `{date}` stand for the topic and the day."""

    title: str = "{topic}"
    author: str = "PaperGlance"
    cover: str = ""
    permalink: str = Field(default="{date:%Y/%m}/{stem}.html", pattern=r"^(.*\{stem\}\.html)?$")
    """Of posts with figures, so that one relative path finds them in Hexo, in plain HTML and in a Markdown viewer;
    empty: the blog's own rule, which must end in a slash for the figures to be found."""
    front_matter: dict[str, str | int | float | bool | None] = Field(default_factory=dict)
    """Further entries of the front matter, and other values for those that are there."""
    url: str = ""
    """Where the static site will stand; the feed's links begin with it."""


class Config(Frozen):
    """All of a configuration file."""

    topics: tuple[Topic, ...] = Field(min_length=1)
    blog: Blog = Blog()
    out: Path | None = None
    site: Path | None = None
    jobs: int | None = Field(default=None, ge=1, le=256)


def config_of(path: Path) -> Config:
    """The configuration in a TOML file; folders in it are relative to the file. Raises ConfigError.

    `[model]` holds for all topics; a topic's own `model` table overrides it key by key.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise ConfigError("没有找到配置文件，或者无法读取它，请检查路径。") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"配置文件不是合法的 TOML：{error}") from None
    shared = raw.pop("model", {})
    for topic in _tables(raw.get("topics")):
        own = topic.get("model", {})
        if isinstance(shared, dict) and isinstance(own, dict):
            # An address and its key belong together: a topic that names another address inherits no key.
            topic["model"] = own if "base_url" in own else {**shared, **own}
    config = checked(Config, raw)
    if len({topic.slug for topic in config.topics}) < len(config.topics):
        raise ConfigError("配置文件里有两个方向的名字相同（或写成文件名后相同），请改掉一个。")
    folders = {name: path.parent / folder for name in ("out", "site") if (folder := getattr(config, name))}
    return config.model_copy(update=folders)


def checked(kind: type[Frozen], values: dict[str, Any]) -> Any:
    """The values as a `kind`. Raises ConfigError, which names the first entry that is wrong."""
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part + 1 if isinstance(part, int) else part) for part in first["loc"])
        reason = {"extra_forbidden": "没有这一项", "missing": "缺少这一项"}.get(first["type"], first["msg"])
        raise ConfigError(f"配置有误：{place}：{reason}。") from None


def _tables(value: object) -> list[dict]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
