"""Ligatures that a font without a letter table lost: `e�ective` is read as `effective`."""

from __future__ import annotations

import re
from functools import lru_cache

LOST = "\ufffd"
"""What MuPDF gives for a glyph whose letters it cannot know."""

_LIGATURES = ("ff", "fi", "fl", "ffi", "ffl")
_STEMS = tuple(
    re.findall(
        r"\S+",
        """
    affect affin affirm afflu amplif artific backfl baffl beneficia benefi briefl buffer butterfl certifi clarif
    classif coeffic coffee confi conflict crossflow cuff deffic defici defin deflat deflect differ difficul diffract
    diffus diversif edifi effect effic effort electrifi exemplif facul falsif fiber fibr fiction fidel field fierce
    fif fight figur file fill film filter final financ find fine finger finish finit fire firm first fiscal fish fit
    five fix flag flame flange flank flare flash flat flaw fleet flesh flex flight flip float flood floor flow fluc
    fluid fluor flux fly fortif fulfil glorif grafi graffit gratif handcuff horrif identif inefficien infer infin
    inflam inflat inflect inflow influ insuffici intensif justif kerf leafl magnif misfit modif mollif multif muffl
    notif nullif off offer offic offset omnif outfl outfit overfit overflow oxidif pacif personif photofi profil
    profit prolific proffer purif qualif quantif ratif reaffirm rectif redefin refin refit reflect reflex reshuffl
    retrofit rifl ruffl runoff sacrific safflow sancti satisf scaffold scientif scuff semifin sheriff shuffl sigfi
    signif simplif snif solidif specif spin-off staff stiff stratif stuff subfield suffer suffic suffix superfl
    superfic sulfi surf tariff terrif testif trade-off traffic transfinit typif unaffect underfit undefin unif unfit
    unjustif unsatisf veloci verif versif waffl well-defin wildfire workflow yield
    """,
    )
)
_WORD = re.compile(rf"[A-Za-z]*{LOST}[A-Za-z{LOST}]*")


def with_ligatures(text: str) -> str:
    """The text with each lost glyph within a word replaced by the one ligature that makes a known stem; others stay."""
    return _WORD.sub(lambda match: _mended(match[0]), text) if LOST in text else text


@lru_cache(maxsize=4096)
def _mended(word: str) -> str:
    if word.count(LOST) != 1 or len(word) < 3:
        return word
    found = []
    for ligature in _LIGATURES:
        whole = word.replace(LOST, ligature)
        at = word.index(LOST)
        best = max((len(stem) for stem in _STEMS if _covers(whole.lower(), stem, at, at + len(ligature))), default=0)
        if best:
            found.append((best, whole))
    return max(found)[1] if found else word


def _covers(word: str, stem: str, start: int, end: int) -> bool:
    """Whether the stem stands in the word over the letters from `start` to `end`."""
    at = word.find(stem)
    return 0 <= at <= start and at + len(stem) >= end
