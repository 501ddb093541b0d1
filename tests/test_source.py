"""Every way to name a paper, and every way to name none."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import SourceError
from summarizer.source import ArxivId, PdfFile, arxiv_id_in, source_of, source_of_argument

LAVI = ArxivId("2403.07860")
LAVI2 = ArxivId("2403.07860", 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2403.07860", LAVI),
        ("  2403.07860v2\n", LAVI2),
        ("2403.07860V2", LAVI2),
        ("arXiv:2403.07860v2 [cs.CV] 12 Mar 2024", LAVI2),
        ("arxiv: 2403.07860", LAVI),
        ("arXiv.2403.07860", LAVI),
        ("arxiv_2403.07860v2.pdf", LAVI2),
        ("[2403.07860]", LAVI),
        ("https://arxiv.org/abs/2403.07860", LAVI),
        ("http://arxiv.org/abs/2403.07860v2", LAVI2),
        ("https://www.arxiv.org/abs/2403.07860?context=cs.CV", LAVI),
        ("arxiv.org/abs/2403.07860/", LAVI),
        ("https://arxiv.org/pdf/2403.07860v2.pdf", LAVI2),
        ("https://arxiv.org/pdf/2403.07860.pdf?download=1", LAVI),
        ("https://arxiv.org/pdf/2403.07860v2#page=3", LAVI2),
        ("https://arxiv.org/html/2403.07860v2#S1.E3", LAVI2),
        ("https://arxiv.org/html/2403.07860v2/x1.png", LAVI2),
        ("https://export.arxiv.org/abs/2403.07860", LAVI),
        ("http://cn.arxiv.org/abs/2403.07860", LAVI),
        ("https://xxx.lanl.gov/abs/hep-th/9901001", ArxivId("hep-th/9901001")),
        ("https://ar5iv.labs.arxiv.org/html/2403.07860", LAVI),
        ("https://ar5iv.org/abs/2403.07860", LAVI),
        ("https://www.alphaxiv.org/abs/2403.07860v2", LAVI2),
        ("https://alphaxiv.org/overview/2403.07860", LAVI),
        ("https://huggingface.co/papers/2403.07860", LAVI),
        ("hf.co/papers/2403.07860", LAVI),
        ("https://doi.org/10.48550/arXiv.2403.07860", LAVI),
        ("doi:10.48550/arXiv.2403.07860", LAVI),
        ("10.48550/ARXIV.2403.07860", LAVI),
        ("https://www.semanticscholar.org/arxiv/2403.07860", LAVI),
        ("https://scirate.com/arxiv/2403.07860", LAVI),
        ("https://www.google.com/url?q=https%3A%2F%2Farxiv.org%2Fabs%2F2403.07860&sa=D", LAVI),
        ("hep-th/9901001", ArxivId("hep-th/9901001")),
        ("arXiv:hep-th/9901001v2", ArxivId("hep-th/9901001", 2)),
        ("https://arxiv.org/abs/math.GT/0309136", ArxivId("math/0309136")),
        ("math.GT/0309136v1", ArxivId("math/0309136", 1)),
        ("cond-mat/0703470", ArxivId("cond-mat/0703470")),
        ("https://arxiv.org/pdf/cond-mat/0703470v1.pdf", ArxivId("cond-mat/0703470", 1)),
        ("https://arxiv.org/abs/q-bio%2F0703002", ArxivId("q-bio/0703002")),
        ("physics/0701001", ArxivId("physics/0701001")),
        ("0704.0001", ArxivId("0704.0001")),
        ("1412.9999v12", ArxivId("1412.9999", 12)),
        ("请看2403.07860v2，谢谢", LAVI2),
        ("论文是２４０３．０７８６０，麻烦总结", LAVI),
        ("ａｒＸｉｖ：２４０３．０７８６０ｖ２", LAVI2),
        ("《LaVi-Bridge》（arXiv：2403.07860）。", LAVI),
        ("2403。07860", LAVI),
        ("2403. 07860", LAVI),
        ("24\u200b03.07\ufeff860", LAVI),
        ("hep\u2011th/9901001", ArxivId("hep-th/9901001")),
        ("题目见 https://arxiv.org/abs/2403.07860。谢谢", LAVI),
        ("[LaVi-Bridge](https://arxiv.org/abs/2403.07860v2)", LAVI2),
        ("<https://arxiv.org/abs/2403.07860>", LAVI),
        ("代码 https://github.com/ShihaoZhaoZSH/LaVi-Bridge 论文 2403.07860", LAVI),
        ("@misc{zhao2024, eprint={2403.07860}, archivePrefix={arXiv}, primaryClass={cs.CV}}", LAVI),
        ("arXiv:2403.07860v2, https://arxiv.org/abs/2403.07860", LAVI2),
        ("见 2403.07860.", LAVI),
    ],
)
def test_one_paper_is_found_in_every_form(text, expected):
    assert source_of(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "请先粘贴"),
        (" \n\t\u200b　", "请先粘贴"),
        ("attention is all you need", "没有认出"),
        ("帮我总结一下", "没有认出"),
        ("2413.07860", "没有认出"),  # no 13th month
        ("2403.0786", "没有认出"),  # four digits ended in 2014
        ("1412.99999", "没有认出"),
        ("0703.0001", "没有认出"),  # before April 2007
        ("2403.078601", "没有认出"),
        ("12403.07860", "没有认出"),
        ("2403.07860v0", "没有认出"),
        ("foo/1234567", "没有认出"),
        ("hep-th/9913001", "没有认出"),
        ("2024.12.13", "没有认出"),
        ("192.168.0.1", "没有认出"),
        ("https://example.com/paper.pdf", "其他网站"),
        ("https://example.com/2403.07860.pdf", "其他网站"),
        ("https://openreview.net/forum?id=2403.07860", "其他网站"),
        ("file:///etc/passwd", "其他网站"),
        ("http://127.0.0.1:8000/", "其他网站"),
        ("https://doi.org/10.1145/3292500.3330701", "其他网站"),
        ("https://arxiv.org/list/cs.CV/recent", "没有论文编号"),
        ("https://arxiv.org/abs/", "没有论文编号"),
        ("2403.07860 和 2401.00001", "多个"),
    ],
)
def test_what_names_no_single_paper_is_told_why_in_one_chinese_sentence(text, words):
    with pytest.raises(SourceError, match=words) as caught:
        source_of(text)
    assert str(caught.value).endswith("。")


def test_a_text_never_opens_a_file(tmp_path):
    pdf = tmp_path / "paper.pdf"
    pdf.write_bytes(b"%PDF-1.7")
    with pytest.raises(SourceError):
        source_of(str(pdf))
    assert source_of(pdf) == PdfFile(pdf)


def test_a_path_must_be_a_file(tmp_path):
    for path in (tmp_path, tmp_path / "missing.pdf"):
        with pytest.raises(SourceError, match="没有找到这个文件"):
            source_of(path)


def test_an_argument_is_a_file_first_and_then_an_id(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert source_of_argument("2403.07860v2.pdf") == LAVI2
    Path("2403.07860v2.pdf").write_bytes(b"%PDF-1.7")
    assert source_of_argument("2403.07860v2.pdf") == PdfFile(Path("2403.07860v2.pdf"))
    assert source_of_argument("https://arxiv.org/abs/2403.07860") == LAVI
    with pytest.raises(SourceError, match="没有找到这个文件"):
        source_of_argument("papers/missing.pdf")
    with pytest.raises(SourceError, match="请先粘贴"):
        source_of_argument("")
    with pytest.raises(SourceError):
        source_of_argument("x\0y" + "z" * 5000)


def test_a_long_text_is_searched_only_at_its_beginning():
    assert arxiv_id_in("2403.07860 " + "x" * 100_000) == LAVI
    with pytest.raises(SourceError):
        arxiv_id_in("x " * 10_000 + "2403.07860")


@pytest.mark.parametrize(
    "piece", ["a.", "a-", "arxiv.", "a.b-c", "aaaaaaaa.", "http://", "www.", "0704.", "\ufdfa", "x" * 99]
)
def test_no_text_keeps_the_search_busy(piece):
    begin = time.perf_counter()
    with pytest.raises(SourceError):
        arxiv_id_in(piece * 10_000)
    assert time.perf_counter() - begin < 0.5


@given(st.text(max_size=300) | st.text("0123456789./v:arxivhtps-%[]()。 ", max_size=60))
def test_any_text_is_one_id_or_one_chinese_sentence(text):
    try:
        found = arxiv_id_in(text)
    except SourceError as error:
        assert str(error).endswith("。")
    else:
        assert ArxivId.parse(str(found)) == found


@pytest.mark.parametrize("one", [LAVI, LAVI2, ArxivId("hep-th/9901001", 3)])
def test_an_id_is_read_back_from_what_it_prints(one):
    assert ArxivId.parse(str(one)) == one


def test_only_an_id_alone_is_parsed_back():
    for text in ("", "see 2403.07860", "foo/1234567", "2403.07860 "):
        with pytest.raises(SourceError):
            ArxivId.parse(text)
