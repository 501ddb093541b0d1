"""Texts of strangers made safe for a blog: against Markdown, Nunjucks, HTML and a page's own search for formulas.

Everything special becomes a character reference: no renderer of Markdown reads markup in one, and every browser
shows the character. A backslash escape would not do: Nunjucks sees `{%` behind it, and each renderer has its own list.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from summarizer.views.markdown import MATH

_UNSEEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
)
"""Controls, marks that turn the direction of text, and halves of characters; joiners of emoji stay."""

_REFERENCES = {
    **{sign: f"&#{ord(sign)};" for sign in "*_`~|[]#{}@^=!\"'"},
    **{"&": "&amp;", "<": "&lt;", ">": "&gt;"},
    # A page that sets formulas looks for these in each run of text: within a tag of their own they meet no partner.
    **{"$": "<span>&#36;</span>", "\\": "<span>&#92;</span>"},
}
_SPECIAL = re.compile("[" + re.escape("".join(_REFERENCES)) + "]")
_BARE_LINK = re.compile(r"(?<=[A-Za-z]):(?=//)|(?<=\bwww)\.", re.IGNORECASE)
_BLOCK_START = re.compile(r"^(?:[-+:]|\d{1,9}[.)])")
_TYPOGRAPHY = re.compile(r"-(?=-)|(?<=-)-|\.(?=\.)|(?<=\.)\.|(?<=\()[cCrRpP](?=\))|(?<=\([tT])[mM](?=\))")
"""What renderers with `smart` punctuation turn into dashes and signs."""

_URL = re.compile(r"https?://[A-Za-z0-9][^\s<>\"'`(){}|\\^$\[\]\u3000-\uffff]*[A-Za-z0-9/#=]")

_LONGEST_FORMULA_CHARACTERS = 2000
_PRICE = re.compile(r"\d[\d.,]*[\s,;]+[^\\^_={}<>+*/|]*[A-Za-z]{2}[^\\^_={}<>+*/|]*")
"""What stands between two signs of money: `10, US` in `$10, US$ 3`."""
_ESCAPES_ITS_END = re.compile(r"(?<!\\)(?:\\\\)*\\$")
"""A last backslash would make the closing sign a printed dollar."""
_ACTING = re.compile(
    r"\\(?:href|url|html[A-Za-z]*|includegraphics|require|unicode|style|class|cssId|data|bbox|"
    r"[gex]?def|let|(?:re)?newcommand|providecommand|newenvironment|DeclareMathOperator|"
    r"input|include|write|read|catcode|csname|loop|repeat|special)(?![A-Za-z])"
)
"""Commands that link, load, style or define: no abstract needs them, and a page would obey."""


def seen(text: str) -> str:
    """The text in one line, without characters that are not seen."""
    return " ".join(_UNSEEN.sub("", " ".join(text.split())).split())


def guarded(text: str) -> str:
    """A stranger's text as one line of Markdown that shows as it is; formulas between `$` reach the page undamaged."""
    return _guarded(seen(text), _prose)


def linked(text: str) -> str:
    """The same with http(s) addresses as links: for what arXiv itself prints as links, never for a model's words."""
    return _guarded(seen(text), _prose_with_links)


def url_reference(url: str) -> str:
    """An address as it may stand in a Markdown link's parentheses or an attribute."""
    return quote(url, safe="/:?=&%#,.-~+;").replace("&", "&amp;")


def _guarded(text: str, prose) -> str:
    parts = MATH.split(text)
    made = [_formula(part) if number % 2 else prose(part) for number, part in enumerate(parts)]
    return _started("".join(made))


def _started(line: str) -> str:
    """A line that begins no list, definition or rule."""
    if match := _BLOCK_START.match(line):
        at = match.end() - 1
        return f"{line[:at]}&#{ord(line[at])};{line[at + 1 :]}"
    return line


def _prose(text: str) -> str:
    text = _SPECIAL.sub(lambda match: _REFERENCES[match[0]], text)
    text = _BARE_LINK.sub(lambda match: f"&#{ord(match[0])};", text)
    return _TYPOGRAPHY.sub(lambda match: f"&#{ord(match[0])};", text)


def _prose_with_links(text: str) -> str:
    made, at = [], 0
    for match in _URL.finditer(text):
        made += [_prose(text[at : match.start()]), f"[{_prose(match[0])}]({url_reference(match[0])})"]
        at = match.end()
    return "".join([*made, _prose(text[at:])])


def _formula(source: str) -> str:
    """A formula that TeX reads as before, without anything that Markdown or Nunjucks would read; else plain text."""
    fence = "$$" if source.startswith("$$") else "$"
    body = source[len(fence) : -len(fence)].strip()
    if (
        not body
        or "$" in body
        or len(body) > _LONGEST_FORMULA_CHARACTERS
        or _ACTING.search(body)
        or _PRICE.fullmatch(body)
        or _ESCAPES_ITS_END.search(body)
    ):
        return _prose(source)
    # Lines were joined: an unescaped % would comment out the rest of the formula.
    body = re.sub(r"(?<!\\)((?:\\\\)*)%", r"\1\\%", body)
    body = re.sub(r"\{(?=[{%#])|[}%#](?=\})", r"\g<0> ", body)
    body = re.sub(r"[&<>*_`~|\[\]#@^=!\"']", lambda match: _SIGNS[match[0]], body)
    body = re.sub(r"\\(?=[^A-Za-z\s])", "&#92;", body)
    body = _BARE_LINK.sub(lambda match: f"&#{ord(match[0])};", body)
    body = _TYPOGRAPHY.sub(lambda match: f"&#{ord(match[0])};", body)
    return f"{fence}{body}{fence}"


_SIGNS = {sign: _REFERENCES[sign] for sign in "&<>*_`~|[]#@\"'"} | {"^": "^", "=": "=", "!": "!"}
"""References of what may stand in a formula; `^`, `=` and `!` are only markup in front of something else."""
