"""The day's keywords, counted and drawn."""

from lxml import etree

from summarizer.views.chart import MOST_BARS, bars, counted
from tests.nasty import NASTY


def test_papers_are_counted_whatever_the_spelling():
    papers = [("Diffusion Models", "sorting", "Sorting"), ("diffusion-model",), ("GAN", "sorting")]
    assert counted(papers) == [("Diffusion Models", 2), ("sorting", 2), ("GAN", 1)]


def test_the_chart_is_one_line_of_sound_svg():
    drawn = bars(counted([[text] for text in NASTY] * 2), "关键词 <篇数>")
    assert "\n" not in drawn and "{%" not in drawn and "{{" not in drawn and "$" not in drawn
    root = etree.fromstring(drawn)
    assert len(root.findall("{*}rect")) == MOST_BARS and root.get("aria-label") == "关键词 <篇数>"


def test_no_keywords_no_chart():
    assert bars([], "x") == ""
