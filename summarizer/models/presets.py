"""Endpoints that a user can pick by name, and which addresses the operator of a server lets them call."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from summarizer.errors import BadAnswer, ModelUnreachable
from summarizer.models.addresses import is_local

Addresses = Literal["presets", "public", "any"]
"""`presets`: only the https addresses below. `public`: any https address of the open Internet, checked when it is
connected to. `any`: also this machine and its network, for a program on the user's own computer."""

ADDRESSES_VARIABLE = "PAPERGLANCE_ADDRESSES"
"""Environment variable by which an operator chooses; without it a Space allows `presets`, any other machine `any`."""


@dataclass(frozen=True, slots=True)
class Preset:
    name: str
    """As shown."""
    base_url: str
    model: str
    """A model to start with; the provider's list changes, so the field stays free."""
    context_tokens: int
    key_url: str = ""
    """Where a key is had; empty if none is needed."""

    @property
    def public(self) -> bool:
        """Whether a server may call it for a visitor: an https address of the open Internet."""
        return self.base_url.startswith("https://")


PRESETS: tuple[Preset, ...] = (
    Preset(
        "Gemini",
        "https://generativelanguage.googleapis.com/v1beta/openai",
        "gemini-2.5-flash",
        1_000_000,
        "https://aistudio.google.com/apikey",
    ),
    Preset(
        "DeepSeek", "https://api.deepseek.com/v1", "deepseek-chat", 128_000, "https://platform.deepseek.com/api_keys"
    ),
    Preset(
        "通义千问",
        "https://dashscope.aliyuncs.com/compatible-mode/v1",
        "qwen-plus",
        128_000,
        "https://bailian.console.aliyun.com/?tab=model#/api-key",
    ),
    Preset(
        "智谱 GLM",
        "https://open.bigmodel.cn/api/paas/v4",
        "glm-4-flash",
        128_000,
        "https://open.bigmodel.cn/usercenter/apikeys",
    ),
    Preset(
        "Kimi",
        "https://api.moonshot.cn/v1",
        "kimi-latest",
        128_000,
        "https://platform.moonshot.cn/console/api-keys",
    ),
    Preset("OpenAI", "https://api.openai.com/v1", "gpt-4.1-mini", 1_000_000, "https://platform.openai.com/api-keys"),
    Preset(
        "OpenRouter",
        "https://openrouter.ai/api/v1",
        "deepseek/deepseek-chat-v3-0324",
        128_000,
        "https://openrouter.ai/settings/keys",
    ),
    Preset(
        "Hugging Face",
        "https://router.huggingface.co/v1",
        "Qwen/Qwen2.5-72B-Instruct",
        32_000,
        "https://huggingface.co/settings/tokens",
    ),
    Preset("Ollama", "http://127.0.0.1:11434/v1", "qwen2.5:7b", 32_000),
    Preset("vLLM", "http://127.0.0.1:8000/v1", "Qwen/Qwen2.5-7B-Instruct", 32_000),
    Preset("llama.cpp", "http://127.0.0.1:8080/v1", "default", 32_000),
)

_PRESET_HOSTS = {urlsplit(preset.base_url).hostname for preset in PRESETS if preset.public}


def operator_addresses() -> Addresses:
    """Which addresses the operator of this process allows."""
    wanted = os.environ.get(ADDRESSES_VARIABLE, "").strip().lower()
    if wanted in ("presets", "public", "any"):
        return wanted
    return "presets" if wanted or os.environ.get("SPACE_ID") else "any"


def allowed_presets(addresses: Addresses | None = None) -> tuple[Preset, ...]:
    """The presets that a user of this process can pick."""
    addresses = addresses or operator_addresses()
    return tuple(preset for preset in PRESETS if preset.public or addresses == "any")


def allowed_address(url: str, addresses: Addresses | None = None) -> str:
    """The address as it will be called: without a trailing slash or `/chat/completions`.

    Raises ModelUnreachable if the operator does not allow it, BadAnswer if it is no http address. A name that the DNS
    leads into a private network is refused when it is connected to (addresses.guarded_transport).
    """
    addresses = addresses or operator_addresses()
    url = url.strip()
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise BadAnswer("接口地址写得不对，请填写形如 https://api.example.com/v1 的地址。") from None
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment or not url.isprintable():
        raise BadAnswer("接口地址写得不对，请填写形如 https://api.example.com/v1 的地址。")
    if parts.username is not None or parts.password is not None:
        raise BadAnswer("接口地址里不能带用户名和密码，请把密钥填在密钥栏里。")
    if addresses != "any":
        if parts.scheme != "https":
            raise ModelUnreachable("这里只能使用 https 开头的公开接口地址。")
        if is_local(url):
            raise ModelUnreachable("这里不能使用本机或内部网络的地址，请换一个公开的 https 地址。")
        if addresses == "presets" and (host not in _PRESET_HOSTS or port not in (None, 443)):
            raise ModelUnreachable("这里只能使用预设的模型服务，请从列表中选择；自己的接口请在自己的电脑上运行本程序。")
    return url.rstrip("/").removesuffix("/chat/completions").rstrip("/")
