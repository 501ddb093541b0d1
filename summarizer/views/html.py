"""Summary → HTML: text made safe with its formulas as MathML, and a self-contained page that prints well."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from summarizer.summary import FIELD_BY_NAME, Summary
from summarizer.views.markdown import MATH, lines_of
from summarizer.views.words import FLAG_WORDS, GROUPS, MISSING, ORIGIN_WORDS, field_is_ordered, reading_line

_CJK_LATIN = re.compile(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[\u4e00-\u9fff])")
_THIN_SPACE = "\u2009"

_MATHML_TAGS = {
    *("math", "mrow", "mi", "mo", "mn", "mtext", "mspace", "mstyle", "mpadded", "mphantom", "menclose", "none"),
    *("mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "mover", "munder", "munderover"),
    *("mtable", "mtr", "mtd", "mmultiscripts", "mprescripts"),
}
_MATHML_ATTRIBUTES = {
    "math": {"display"},
    "mo": {"stretchy", "fence", "separator", "movablelimits", "minsize", "maxsize"},
    "mi": {"mathvariant"},
    "mspace": {"width"},
    "mfrac": {"linethickness"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mover": {"accent"},
    "munder": {"accentunder"},
}


def rich_text(text: str) -> Markup:
    """The text escaped for HTML, `$…$` formulas as MathML, a thin space between Chinese and Latin letters."""
    parts = MATH.split(text)
    return Markup("").join(_formula(part) if number % 2 else _prose(part) for number, part in enumerate(parts))


def _prose(text: str) -> Markup:
    return escape(_CJK_LATIN.sub(_THIN_SPACE, text))


def _formula(source: str) -> Markup:
    import nh3
    from latex2mathml.converter import convert

    try:
        mathml = convert(source.strip("$"), display="block" if source.startswith("$$") else "inline")
    except Exception:  # noqa: BLE001 - the library raises a dozen unrelated errors for broken LaTeX
        return escape(source)
    # \text{<script>} and \href pass the converter unescaped: only presentation MathML is let through.
    clean = nh3.clean(mathml, tags=_MATHML_TAGS, attributes=_MATHML_ATTRIBUTES, clean_content_tags={"script", "style"})
    return Markup(clean)  # noqa: S704 - sanitised above


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("summarizer.views"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["rich"] = rich_text
    return environment.get_template("summary.html")


def html(summary: Summary, crops: Mapping[str, bytes] | None = None) -> str:
    """The whole summary as one HTML file: nothing is loaded from outside, page marks are footnotes with the passage.

    `crops` maps a figure's label to its picture (WebP); figures without one are listed by caption.
    """
    pictures = {
        label: f"data:image/webp;base64,{base64.b64encode(data).decode()}" for label, data in (crops or {}).items()
    }
    return _template().render(
        summary=summary,
        lines=lines_of(summary),
        groups=GROUPS,
        fields=FIELD_BY_NAME,
        ordered=field_is_ordered,
        flags=FLAG_WORDS,
        missing=MISSING,
        origin=ORIGIN_WORDS[summary.record.origin],
        page_of={passage.id: passage.page for passage in summary.evidence},
        pictures=pictures,
        reading_line=reading_line(summary),
    )
