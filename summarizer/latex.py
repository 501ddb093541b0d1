"""LaTeX as a page prints it."""

from __future__ import annotations


def as_printed(latex: str) -> str:
    r"""The text with its LaTeX resolved: `$\mathcal{O}(n \log n)$` is `𝒪(n log n)`; broken LaTeX stays as it is."""
    from pylatexenc.latex2text import LatexNodes2Text

    try:
        return LatexNodes2Text(math_mode="text", keep_comments=True).latex_to_text(latex)
    except Exception:  # noqa: BLE001 - its parser is not promised to survive every title; the raw one will do
        return latex
