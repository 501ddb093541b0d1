"""A chat model's files, in a folder or from the Hub, and what transformers loads from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from summarizer.errors import BadAnswer, ModelFailed, ModelUnreachable

WEIGHT_FILES = ("*.safetensors", "*.json", "*.model", "*.txt", "*.jinja", "tokenizer*")
"""What is fetched of a repository: no pickled weights, no code."""


def folder_of(given: str) -> Path | None:
    """The folder that is meant, None if there is none of this name: it is a repository of the Hub then."""
    folder = Path(given).expanduser().absolute()
    return folder if folder.is_dir() else None


def snapshot(repo: str) -> Path:
    """The repository's files in the Hub's local cache, fetched if need be. Raises ModelUnreachable, BadAnswer."""
    import httpx2
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import (
        GatedRepoError,
        HfHubHTTPError,
        HFValidationError,
        LocalEntryNotFoundError,
        RepositoryNotFoundError,
    )

    try:
        return Path(snapshot_download(repo, allow_patterns=list(WEIGHT_FILES)))
    except HFValidationError:
        raise BadAnswer("没有这个文件夹，它也不是 Hub 上的仓库名（形如 Qwen/Qwen3-8B），请检查写法。") from None
    except GatedRepoError:
        raise BadAnswer(
            "这个模型需要先在 Hugging Face 上同意其许可并登录（hf auth login），请先办理或换一个模型。"
        ) from None
    except RepositoryNotFoundError:
        raise BadAnswer("Hugging Face Hub 上没有这个模型仓库（或无权访问），请检查仓库名。") from None
    except (LocalEntryNotFoundError, HfHubHTTPError, httpx2.HTTPError, OSError):
        raise ModelUnreachable(
            "连接不上 Hugging Face Hub，本机也没有这个模型；请检查网络（可设置 HF_ENDPOINT），或者给出模型文件夹。"
        ) from None


def loaded(folder: Path) -> tuple[Any, Any]:
    """Model and tokenizer of a folder, on the GPU where there is one. Raises BadAnswer, ModelFailed."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(folder)
        device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
        model = AutoModelForCausalLM.from_pretrained(folder, dtype="auto").to(device).eval()
    except (torch.OutOfMemoryError, MemoryError):
        raise ModelFailed("显存或内存不足，载入不了这个模型，请换一个较小的模型。") from None
    except Exception:  # noqa: BLE001 - whatever a folder of a stranger holds
        raise BadAnswer("这个文件夹或仓库里没有 transformers 能载入的对话模型，请检查后再试。") from None
    if not getattr(tokenizer, "chat_template", None):
        raise BadAnswer("这个模型没有对话模板，请换一个对话（chat / instruct）模型。")
    return model, tokenizer
