"""Texts of strangers: a real Markdown renderer, a browser's parser and Nunjucks' own rules read them as plain text."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.views.guarded import guarded, linked, seen, url_reference
from summarizer.views.markdown import MATH
from tests.nasty import NASTY, text_of


@pytest.mark.parametrize("text", NASTY)
def test_nasty_texts_show_as_they_are(text):
    assert text_of(guarded(text)) == shown(text)


@pytest.mark.parametrize("text", NASTY)
def test_no_markup_is_left(text):
    for made in (guarded(text), linked(text)):
        assert not re.search(r"\{[{%#]|[}%#]\}", made)
        assert "\n" not in made and not re.search(r"<(?!/?span>)", made)


@given(st.text(alphabet=st.sampled_from("ab1 $\\{}%#<>&`*_~|[]()!-+=.:/'\"^\n\t中😀\u202e\ufeff\u2028"), max_size=60))
@settings(max_examples=400, deadline=None)
def test_any_mixture_shows_as_it_is(text):
    made = guarded(text)
    assert not re.search(r"\{[{%#]|[}%#]\}", made)
    assert text_of(made) == shown(text)


def shown(text: str) -> str:
    """What a reader is to see: formulas may gain spaces and a backslash before %, which TeX does not show."""
    parts = MATH.split(seen(text))
    return "".join(parts).replace(" ", "").replace("\\%", "%")


@pytest.mark.parametrize(
    ("formula", "made"),
    [
        (r"$\mathcal{O}(n \log n)$", r"$\mathcal{O}(n \log n)$"),
        (r"$\mathbf{{x}}$", r"$\mathbf{ {x} }$"),
        ("$\\$", "<span>&#36;</span><span>&#92;</span><span>&#36;</span>"),
        ("$50%$", "$50&#92;%$"),
        (r"$50\%$", "$50&#92;%$"),
        ("$a_i*b_j*$", "$a&#95;i&#42;b&#95;j&#42;$"),
        (r"$\href{javascript:alert(1)}{x}$", None),
        ("$5 and $10", None),
        ("costs $10, US$ 3", None),
    ],
)
def test_formulas_stay_formulas_and_others_meet_no_partner(formula, made):
    if made is None:
        assert "<span>&#36;</span>" in guarded(formula) and not MATH.search(guarded(formula))
    else:
        assert guarded(formula) == made


def test_addresses_are_links_only_where_arxiv_prints_them():
    text = "Code: https://github.com/a_b/c?x=1&y=2). www.example.com, me@example.com"
    assert "[https" in linked(text) and "](https://github.com/a_b/c?x=1&amp;y=2)" in linked(text)
    assert "](" not in guarded(text) and "://" not in guarded(text)
    assert "javascript:" not in url_reference('https://x/)"onload=') and '"' not in url_reference('https://x/"')


def test_what_is_not_seen_is_gone():
    assert seen("a\u202eb\x00c\u2028d\ufeff \ud800e") == "abc d e"
    assert seen("👩\u200d💻") == "👩\u200d💻"
