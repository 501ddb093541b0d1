"""One English sentence in Chinese, by a model that can do no more: written under a grammar, checked, tried again."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Collection, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import NamedTuple

from summarizer.chain.sentences.faults import DOUBTFUL, SLIGHT, Fault, faults, unused
from summarizer.chain.sentences.glossary import belongs_to_a_subject
from summarizer.chain.sentences.grammar import list_grammar, sentence_grammar
from summarizer.chain.sentences.kept import Amount, amounts, terms
from summarizer.chain.sentences.names import Names
from summarizer.chain.sentences.plain import LONG_WORDS, clauses, plain_sentence
from summarizer.chain.sentences.wording import sentence_messages, terms_told
from summarizer.models import Model, Options, complete
from summarizer.reading.text.sentences import sentence_bounds
from summarizer.usage import Usage


class Try(NamedTuple):
    long_words: int
    """Longer sentences are asked for in clauses."""
    temperature: float


WHOLE, PIECES, OTHERWISE = Try(LONG_WORDS, 0.0), Try(16, 0.0), Try(16, 0.4)
MAX_TRIES = 3
LOOP_CHARACTERS = 24
"""An answer that says so much a second time says it again and again until its tokens are used up."""
MANY_AMOUNTS = 5
"""A sentence with so many is asked for in pieces at once, so that none can be given to another clause's thing."""
LONG_TRIES_WORDS = 36
LONG_TRIES = 2
"""Of a sentence that takes so long that the others would have to wait for a third."""
_TOKENS_PER_WORD = 2.2
"""Of an answer for a word asked for; 1.3 are usual. More is a model that has lost its way."""
_TOKENS_MORE = 30


_GLOSS = re.compile(r"([A-Za-z][A-Za-z0-9-]*)\s?（[\u4e00-\u9fff、]{2,}）")


@dataclass(frozen=True, slots=True)
class Translation:
    chinese: str
    """Of the best try; empty if even that says something false."""
    faults: tuple[Fault, ...] = ()
    """Of the best try, if none passed: with Chinese text, reasons to doubt it."""
    tries: int = 1
    usage: Usage = field(default_factory=Usage)


async def translation(
    model: Model, sentence: str, names: Names, *, end: str = "。"
) -> AsyncGenerator[str | Translation]:
    """The Chinese of an English sentence: pieces of the first try as they come, then the Translation, which counts.

    `names` are the paper's; `end` closes the sentence, empty for a title. Closing it stops the model. Raises
    ModelError.
    """
    source = plain_sentence(sentence)
    kept = {*allowed_terms(source, names), *(form for each in amounts(source) for form in each.forms)}
    told = terms_told(source, names)
    expected = [
        (term, said) for term, said in told if term in names.frequent or belongs_to_a_subject(term, names.subjects)
    ]
    usage = Usage()
    made: list[tuple[tuple[Fault, ...], str]] = []
    manners: list[Try] = []
    for attempt in range(MAX_TRIES if len(source.split()) <= LONG_TRIES_WORDS else LONG_TRIES):
        wrong = made[-1][0] if made else ()
        manners.append(_manner(source, wrong, manners))
        manner = manners[-1]
        parts = _parts(source, manner.long_words)
        hints = [fault.hint for fault in wrong if fault.hint]
        lost = [english for english, said in hints if english == said]
        said = ""
        for part, joint in parts:
            answer = ""
            last = end if part is parts[-1][0] else "。"
            messages = sentence_messages(part, names, _remark(wrong), hints)
            async with aclosing(
                model.stream(messages, _options(model, part, names, last, manner.temperature, lost))
            ) as chunks:
                async for chunk in chunks:
                    answer += chunk.text
                    usage += chunk.usage or Usage()
                    if chunk.text and not attempt:
                        yield chunk.text
                    if answer[-LOOP_CHARACTERS:] in answer[:-LOOP_CHARACTERS]:
                        break
            said += answer.strip() if joint == "。" else answer.strip().rstrip("。") + joint
        chinese = tidied(_without_glosses(_without_notes(tidied(said, end), [*told, *hints]), source), end)
        wrong = (*faults(source, chinese, kept, amounts(source), end=end), *unused(expected, chinese))
        made.append((wrong, chinese))
        if not wrong or (attempt and all(fault.kind in SLIGHT for fault in min(made, key=_harm)[0])):
            break
    wrong, chinese = min(made, key=_harm)
    if all(fault.kind in SLIGHT for fault in wrong):
        wrong = ()
    elif not all(fault.kind in DOUBTFUL for fault in wrong):
        chinese = ""
    yield Translation(chinese, wrong, len(made), usage)


def _manner(source: str, wrong: tuple[Fault, ...], before: list[Try]) -> Try:
    """How a sentence is asked for next: told what to say, in small pieces if it is long, in other words at last."""
    cut = len(_parts(source, PIECES.long_words)) > len(_parts(source, LONG_WORDS))
    if not before:
        return PIECES if cut and sum(amount.count for amount in amounts(source)) >= MANY_AMOUNTS else WHOLE
    long = len(source.split()) > LONG_TRIES_WORDS
    if len(before) == 1 and any(fault.hint for fault in wrong) and not (cut and long):
        return before[0]
    if cut and PIECES not in before:
        return PIECES
    return OTHERWISE


def _harm(made: tuple[tuple[Fault, ...], str]) -> tuple[int, int, int]:
    """How bad a try is; the earlier of two alike is the likelier wording."""
    kinds = [fault.kind for fault in made[0]]
    doubtful = sum(kind in DOUBTFUL for kind in kinds)
    slight = sum(kind in SLIGHT for kind in kinds)
    return len(kinds) - doubtful, doubtful - slight, slight


async def list_translation(model: Model, words: Collection[str], names: Names) -> tuple[tuple[str, ...], Usage]:
    """The Chinese of each of some short English terms; an empty text where the model gave none of use."""
    line = "; ".join(words)
    kept = allowed_terms(line, names)
    options = Options(
        max_tokens=_TOKENS_MORE + round(_TOKENS_PER_WORD * len(line.split())),
        grammar=list_grammar(len(words), kept) if model.takes_grammar else None,
    )
    answer = await complete(model, sentence_messages(line, names), options)
    given = [tidied(part.strip(), "") for part in re.split(r"[；;]", answer.text.strip().rstrip("。"))]
    if len(given) != len(words):
        return ("",) * len(words), answer.usage
    sound = [
        zh if given.count(zh) == 1 and not faults(en, zh, terms(en, names.known), amounts(en), end="") else ""
        for en, zh in zip(words, given, strict=True)
    ]
    return tuple(sound), answer.usage


def tidied(text: str, end: str) -> str:
    """A model's sentence with one space between Chinese and Latin letters or digits, and Chinese punctuation."""
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9$~±])|(?<=[A-Za-z0-9%×])(?=[\u4e00-\u9fff])", " ", text)
    text = re.sub(r"\s*([，、；：。（）“”《》])\s*", r"\1", text)
    text = re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", text)
    text = re.sub(r"([，、；：])[，、；：]+", r"\1", text)
    text = re.sub(r"[，、；：]+(?=。$)", "", text)
    if text.count("（") != text.count("）"):
        text = _without_lone_brackets(text)
    return text if end else text.rstrip("。，、；：")


def _without_glosses(text: str, source: str) -> str:
    """The text without what a model made up to explain an acronym, NSBH（……）, that the source does not explain."""
    return _GLOSS.sub(
        lambda match: match[0] if re.search(rf"{re.escape(match[1])}s?\s?[,:;(—–]", source) else match[1], text
    )


def _without_notes(text: str, told: Iterable[tuple[str, str]]) -> str:
    """The text without what it repeats of how terms are said, `，encoder：编码器`."""
    for term, said in told:
        text = re.sub(rf"[，；、]?\s*{re.escape(term)}\s?：\s?{re.escape(said)}", "", text)
    return text


def _without_lone_brackets(text: str) -> str:
    lone: list[int] = []
    for i, character in enumerate(text):
        if character == "（" or (character == "）" and not (lone and text[lone[-1]] == "（")):
            lone.append(i)
        elif character == "）":
            lone.pop()
    return "".join(character for i, character in enumerate(text) if i not in lone)


def allowed_terms(sentence: str, names: Names) -> tuple[str, ...]:
    """The Latin words that may stand in the Chinese of a sentence: its own, and those that its terms are said with."""
    said = " ".join(chinese for _, chinese in terms_told(sentence, names))
    return tuple(dict.fromkeys((*terms(sentence, names.known), *re.findall(r"[A-Za-z][A-Za-z0-9-]*", said))))


def _options(
    model: Model, part: str, names: Names, end: str, temperature: float, lost: Collection[str] = ()
) -> Options:
    """How a part is asked for; names that an earlier try lost have to be said, as its amounts do."""
    said = [*amounts(part), *(Amount(name, (name,), 1) for name in dict.fromkeys(lost) if name in part)]
    return Options(
        max_tokens=_TOKENS_MORE + round(_TOKENS_PER_WORD * len(part.split())),
        temperature=temperature,
        grammar=sentence_grammar(allowed_terms(part, names), said, end=end) if model.takes_grammar else None,
    )


def _remark(wrong: tuple[Fault, ...]) -> str:
    """What a model is told of its last try beside the hints."""
    reasons = [fault.reason for fault in wrong if not fault.hint]
    return f"（注意：{'；'.join(reasons[:2])}）" if reasons else ""


def _parts(source: str, long_words: int) -> list[tuple[str, str]]:
    """What is asked for one after another, long sentences in clauses, each with what joins its Chinese to the next."""
    parts = []
    for start, stop in sentence_bounds(source) or [(0, len(source))]:
        *first, last = clauses(source[start:stop], long_words)
        parts += [(clause, "；" if clause[-1] in ";:" else "，") for clause in first]
        parts.append((last, "。"))
    return parts
