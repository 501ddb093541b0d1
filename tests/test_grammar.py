"""The grammar lets a true sentence through and no other letters, digits or names."""

from __future__ import annotations

import re

import pytest

from summarizer.chain.sentences.grammar import MAX_STATES, list_grammar, sentence_grammar
from summarizer.chain.sentences.kept import Amount, amounts, terms
from summarizer.chain.sentences.plain import plain_sentence


def accepts(grammar: str, text: str) -> bool:
    """Whether the grammar derives the text: all ends that each part can reach, followed side by side."""
    rules = dict(line.split(" ::= ", 1) for line in grammar.strip().splitlines())
    tokens = {name: re.findall(r'"(?:\\.|[^"\\])*"|\[[^\]]*\]|[\w-]+|[()|*+?]', body) for name, body in rules.items()}

    def alternatives(words: list[str], at: int) -> tuple[list[list[tuple[object, str]]], int]:
        ways: list[list[tuple[object, str]]] = [[]]
        while at < len(words) and words[at] != ")":
            word = words[at]
            if word == "|":
                ways.append([])
                at += 1
                continue
            if word == "(":
                part, at = alternatives(words, at + 1)
            else:
                part = word
            at += 1
            sign = words[at] if at < len(words) and words[at] in "*+?" else ""
            at += bool(sign)
            ways[-1].append((part, sign))
        return ways, at

    parsed = {name: alternatives(words, 0)[0] for name, words in tokens.items()}
    memo: dict[tuple[str, int], frozenset[int]] = {}

    def ends(part: object, start: int) -> frozenset[int]:
        if isinstance(part, list):
            return frozenset().union(*(chain(way, start) for way in part))
        if part[0] == '"':
            literal = re.sub(r"\\(.)", r"\1", part[1:-1])
            return frozenset({start + len(literal)} if text.startswith(literal, start) else ())
        if part[0] == "[":
            found = re.compile(part).match(text, start)
            return frozenset({found.end()} if found else ())
        if (part, start) not in memo:
            memo[part, start] = ends(parsed[part], start)
        return memo[part, start]

    def chain(way: list[tuple[object, str]], start: int) -> frozenset[int]:
        here = frozenset({start})
        for part, sign in way:
            once = frozenset().union(*(ends(part, at) for at in here))
            reached = once | here if sign in ("*", "?") else once
            if sign in ("*", "+"):
                new = once
                while new := frozenset().union(*(ends(part, at) for at in new)) - reached:
                    reached |= new
            here = reached
        return here

    return len(text) in ends("root", 0)


def grammar_of(sentence: str, names: tuple[str, ...] = (), end: str = "。") -> str:
    plain = plain_sentence(sentence)
    return sentence_grammar(terms(plain, names), amounts(plain), end=end)


SCORES = "TwinNet reaches 92.1% on VQA-v2 with 3.4M parameters, 10x fewer than BERT."


@pytest.mark.parametrize(
    "chinese",
    [
        "TwinNet 用 3.4M 参数在 VQA-v2 上达到 92.1%，参数量比 BERT 少 10 倍。",
        "参数量比 BERT 少 10× 的 TwinNet 以 3.4M 参数达到 92.1%（VQA-v2）。",
    ],
)
def test_true_sentences_are_accepted_in_any_order(chinese):
    assert accepts(grammar_of(SCORES), chinese)


@pytest.mark.parametrize(
    "chinese",
    [
        "TwinNet 用 3.4M 参数在 VQA-v2 上达到 92.1%。",  # an amount is missing
        "TwinNet 用 3.4M 参数达到 92.1%，比 BERT 少 10 倍，高 92.1%。",  # one is said twice
        "TwinNet 用 3.5M 参数达到 92.1%，比 BERT 少 10 倍。",  # one is changed
        "TwinNet 用 3.4M 参数达到 92.1%，比 BERT 少 10 倍，高 7。",  # one is invented
        "TwinNet 用 3.4M 参数达到 92.1%，比 GPT 少 10 倍。",  # a name is invented
        "TwinNet 用 3.4M parameters 达到 92.1%，比 BERT 少 10 倍。",  # English prose
        "TwinNet 用 3.4M 参数达到 92.1%，比 BERT 少 10 倍",  # no full stop
        "TwinNet 用 3.4M 参数达到 92.1%10 倍，比 BERT 少。",  # two amounts run together
    ],
)
def test_false_sentences_are_refused(chinese):
    assert not accepts(grammar_of(SCORES), chinese)


def test_an_amount_printed_twice_has_to_be_said_twice():
    grammar = grammar_of("It gains 2 points on the first task and 2 points on the last one.")
    assert accepts(grammar, "它在第一个任务上高 2 分，在最后一个任务上高 2 分。")
    assert not accepts(grammar, "它在两个任务上都高 2 分。")


def test_a_number_that_begins_another_is_no_part_of_it():
    grammar = grammar_of("The score rises from 28 to 28.4.")
    assert accepts(grammar, "分数从 28 升到 28.4。")
    assert not accepts(grammar, "分数从 28.4 升到 28.4。")


def test_a_title_has_no_full_stop():
    grammar = grammar_of("Adam: A Method for Stochastic Optimization", ("Adam",), end="")
    assert accepts(grammar, "Adam：一种随机优化方法")
    assert not accepts(grammar, "Adam：一种随机优化方法。")


def test_many_amounts_are_left_to_the_checks_but_stay_the_only_digits():
    many = [Amount(str(10 + i), (str(10 + i),), 1) for i in range(8)]
    assert 2 ** len(many) > MAX_STATES
    grammar = sentence_grammar((), many)
    assert accepts(grammar, "从 10 到 17。")
    assert not accepts(grammar, "从 10 到 18。")


def test_quotes_and_backslashes_of_a_source_do_not_break_out_of_a_literal():
    grammar = sentence_grammar(('a"b', "c\\d"), [Amount('5" ', ('5"',), 1)])
    assert accepts(grammar, '长 5"，即 a"b 与 c\\d。')


def test_a_list_has_exactly_so_many_names():
    grammar = list_grammar(3, ("LSTM",))
    assert accepts(grammar, "强化学习；稀疏编码；双向 LSTM")
    assert not accepts(grammar, "强化学习；稀疏编码")
    assert not accepts(grammar, "强化学习；稀疏编码；机器人；抓取")


@pytest.mark.model
async def test_the_engine_takes_every_kind_of_grammar():
    from summarizer.models import ModelChoice, Options, complete, open_model

    model = await open_model(ModelChoice("embedded-small"))
    try:
        for grammar in (grammar_of(SCORES), sentence_grammar(('a"b', "c\\d", "∥x∥"), []), list_grammar(2, ("LSTM",))):
            answer = await complete(
                model, [{"role": "user", "content": "译成中文：" + SCORES}], Options(max_tokens=80, grammar=grammar)
            )
            assert answer.finish == "length" or accepts(grammar, answer.text)
    finally:
        await model.close()
