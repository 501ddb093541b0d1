import asyncio
import sys
from contextlib import aclosing
from pathlib import Path

import pytest

from summarizer.errors import BadAnswer, ContextExceeded, MissingPackage, ModelError, ModelUnreachable
from summarizer.models import Completion, ModelChoice, Options, complete, open_model

TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
CONTEXT_TOKENS = 1024
PAPER = [{"role": "system", "content": "论文 " * 20}, {"role": "user", "content": "写"}]


def _tokenizer():
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    specials = ["<pad>", "<|im_start|>", "<|im_end|>"]
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    bytewise = Tokenizer(models.BPE(vocab={s: i for i, s in enumerate(specials + letters)}, merges=[]))
    bytewise.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bytewise.decoder = decoders.ByteLevel()
    bytewise.add_special_tokens(specials)
    return PreTrainedTokenizerFast(
        tokenizer_object=bytewise, pad_token="<pad>", eos_token="<|im_end|>", chat_template=TEMPLATE
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A chat model of 27 thousand random weights, saved as one of the Hub's would be."""
    import torch
    from transformers import Qwen3Config, Qwen3ForCausalLM

    torch.manual_seed(7)
    place = tmp_path_factory.mktemp("models") / "tiny-chat"
    config = Qwen3Config(
        vocab_size=259,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=8,
        max_position_embeddings=CONTEXT_TOKENS,
        eos_token_id=2,
        pad_token_id=0,
        tie_word_embeddings=False,
    )
    model, tokenizer = Qwen3ForCausalLM(config), _tokenizer()
    letters = tokenizer.convert_tokens_to_ids(list("abcdefghijklmnopqrstuvwxyz"))
    with torch.no_grad():
        # It says letters only, and not the same one for ever.
        loud = torch.randn(len(letters), config.hidden_size)
        model.lm_head.weight.zero_()
        model.lm_head.weight[letters] = loud
    model.save_pretrained(place)
    tokenizer.save_pretrained(place)
    return place


@pytest.fixture
async def model(folder):
    opened = await open_model(ModelChoice(f"local:{folder}"))
    yield opened
    await opened.close()


async def _answer(model, messages, **options) -> Completion:
    return await complete(model, messages, Options(max_tokens=24, **options))


@pytest.mark.torch
async def test_it_answers_from_its_chat_template(model):
    said = []
    async with aclosing(model.stream(PAPER, Options(max_tokens=24))) as chunks:
        async for chunk in chunks:
            said.append(chunk)
    text = "".join(chunk.text for chunk in said)
    assert len([chunk for chunk in said if chunk.text]) > 1 and "<|im" not in text
    assert said[-1].finish == "length" and said[-1].usage.completion_tokens == 24
    assert model.name == "tiny-chat" and model.context_tokens == CONTEXT_TOKENS and model.composes


@pytest.mark.torch
async def test_a_growing_conversation_pays_for_its_prefix_once_and_says_the_same(model, folder):
    fresh = await open_model(ModelChoice(f"local:{folder}"))
    first = await _answer(model, PAPER)
    longer = [*PAPER, {"role": "assistant", "content": first.text}, {"role": "user", "content": "再写"}]
    other = [PAPER[0], {"role": "user", "content": "换一个"}]
    for messages in (longer, other, longer, PAPER):
        reused, alone = await _answer(model, messages), await _answer(fresh, messages)
        assert reused.text == alone.text
        assert reused.usage.prompt_tokens == alone.usage.prompt_tokens
        assert reused.usage.cached_tokens > 140
        await fresh.close()
        fresh = await open_model(ModelChoice(f"local:{folder}"))
    await fresh.close()


@pytest.mark.torch
async def test_closing_the_stream_stops_the_generation(model):
    async with aclosing(model.stream(PAPER, Options(max_tokens=800))) as chunks:
        async for _ in chunks:
            break
    held = model._cache.get_seq_length() if model._cache else 0
    assert held < 500, "it went on for hundreds of tokens"
    assert (await _answer(model, PAPER)).text


@pytest.mark.torch
async def test_cancelling_frees_it_for_the_next(model):
    task = asyncio.create_task(complete(model, PAPER, Options(max_tokens=800)))
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    both = await asyncio.gather(_answer(model, PAPER), _answer(model, PAPER))
    assert both[0].text == both[1].text


@pytest.mark.torch
async def test_a_stop_word_ends_the_answer_before_it(model):
    text = (await _answer(model, PAPER)).text
    word = text[len(text) // 2 : len(text) // 2 + 2]
    done = await _answer(model, PAPER, stop=(word,))
    assert done.text == text[: text.index(word)] and done.finish == "stop"


@pytest.mark.torch
async def test_a_paper_that_does_not_fit(model):
    with pytest.raises(ContextExceeded):
        await _answer(model, [{"role": "user", "content": "x" * CONTEXT_TOKENS}])


@pytest.mark.torch
async def test_what_cannot_be_opened_is_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "config.json").write_text("{}")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    for given, error in ((str(tmp_path), BadAnswer), ("no/such/folder", BadAnswer), ("someone/model", ModelError)):
        with pytest.raises(error) as caught:
            await open_model(ModelChoice(f"local:{given}"))
        assert str(tmp_path) not in str(caught.value) and str(caught.value).endswith("。")
    assert isinstance(caught.value, ModelUnreachable)


async def test_without_torch_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingPackage, match=r"requirements-local\.txt"):
        await open_model(ModelChoice("local:someone/model"))
