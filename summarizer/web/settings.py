"""The model panel: what a visitor can choose, and what of it the operator offers."""

from __future__ import annotations

import datetime
import hashlib
import os
from collections import Counter
from dataclasses import dataclass, field

import gradio as gr
from pydantic import SecretStr

from summarizer.errors import KeyRefused, UsageLimit
from summarizer.models import ModelChoice
from summarizer.models.checkup import check
from summarizer.models.presets import PRESETS, Preset, allowed_presets, operator_addresses
from summarizer.web.words import label

HUB = next(preset for preset in PRESETS if preset.name == "Hugging Face")
OTHER = "其他地址 / other"
BUILT_IN, SMALL, OFFERED, HUGGING_FACE, ENDPOINT = "embedded", "embedded-small", "offered", "hub", "endpoint"


@dataclass
class Offer:
    """The operator's own endpoint, lent to visitors so many times a day each; read from the environment (a Secret).

    PAPERGLANCE_OFFER_URL, PAPERGLANCE_OFFER_MODEL, PAPERGLANCE_OFFER_KEY, PAPERGLANCE_OFFER_PER_DAY (20).
    """

    choice: ModelChoice
    per_day: int
    _used: Counter[tuple[datetime.date, str]] = field(default_factory=Counter, repr=False)

    def taken(self, visitor: str) -> ModelChoice:
        """The endpoint, and one use of the visitor's for today gone. Raises UsageLimit when none is left."""
        today = datetime.datetime.now(datetime.UTC).date()
        for old in [key for key in self._used if key[0] != today]:
            del self._used[old]
        # Addresses are personal data: only a digest is kept, and only for the day.
        key = (today, hashlib.sha256(visitor.encode()).hexdigest())
        if self._used[key] >= self.per_day:
            raise UsageLimit(f"今天的免费次数（{self.per_day} 次）已用完，请明天再来，或者改用内置模型。")
        self._used[key] += 1
        return self.choice


def offer_of_environment() -> Offer | None:
    """What the operator lends, or None."""
    url, model = os.environ.get("PAPERGLANCE_OFFER_URL"), os.environ.get("PAPERGLANCE_OFFER_MODEL")
    if not url or not model:
        return None
    key = os.environ.get("PAPERGLANCE_OFFER_KEY")
    choice = ModelChoice(name=model, base_url=url, api_key=SecretStr(key) if key else None)
    return Offer(choice, int(os.environ.get("PAPERGLANCE_OFFER_PER_DAY", "20")))


@dataclass(frozen=True)
class ModelPanel:
    kind: gr.Radio
    provider: gr.Dropdown
    model: gr.Textbox
    address: gr.Textbox
    key: gr.Textbox
    language: gr.Radio

    def inputs(self) -> list:
        """The components whose values make a ModelChoice, in the order of `choice_of`."""
        return [self.kind, self.provider, self.model, self.address, self.key]


def model_panel(offer: Offer | None) -> ModelPanel:
    """The panel's components with their own events. The key never leaves the events' inputs."""
    presets = [preset for preset in allowed_presets() if preset is not HUB]
    free = operator_addresses() != "presets"
    kinds = [
        (label("model_built_in"), BUILT_IN),
        (label("model_small"), SMALL),
        *([(offer.choice.name, OFFERED)] if offer else []),
        (label("model_hub"), HUGGING_FACE),
        (label("model_endpoint"), ENDPOINT),
    ]
    kind = gr.Radio(kinds, value=OFFERED if offer else BUILT_IN, label=label("model"), elem_id="pg-kind")
    if os.getenv("OAUTH_CLIENT_ID"):
        gr.LoginButton(label("sign_in"))
    provider = gr.Dropdown(
        [preset.name for preset in presets] + ([OTHER] if free else []),
        value=presets[0].name,
        label=label("provider"),
        visible=False,
        elem_id="pg-provider",
    )
    address = gr.Textbox(label=label("address"), visible=False, max_length=300, elem_id="pg-address")
    model = gr.Textbox(label=label("model_id"), visible=False, max_length=120, elem_id="pg-model")
    key = gr.Textbox(
        label=label("key"),
        info=label("key_note"),
        type="password",
        visible=False,
        max_length=500,
        elem_id="pg-key",
        html_attributes=gr.InputHTMLAttributes(autocomplete="off"),
    )
    test = gr.Button(label("check"), visible=False, size="sm", elem_id="pg-check")
    verdict = gr.Markdown(elem_id="pg-verdict")
    language = gr.Radio(
        [("简体中文", "zh-Hans"), ("繁體中文", "zh-Hant"), ("English", "en")],
        value="zh-Hans",
        label=label("language"),
        elem_id="pg-language",
    )
    panel = ModelPanel(kind, provider, model, address, key, language)

    def shown(kind: str, provider: str):
        preset = HUB if kind == HUGGING_FACE else _preset(provider)
        remote = kind in (HUGGING_FACE, ENDPOINT)
        own = kind == ENDPOINT and preset is None
        return (
            gr.update(visible=kind == ENDPOINT),
            gr.update(visible=own),
            gr.update(visible=remote, value=preset.model if preset else ""),
            gr.update(visible=remote, value=""),
            gr.update(visible=remote),
            "",
        )

    for changed in (kind, provider):
        changed.input(
            shown,
            [kind, provider],
            [provider, address, model, key, test, verdict],
            show_progress="hidden",
            api_visibility="private",
        )

    async def checked(kind, provider, model, address, key, token: gr.OAuthToken | None):
        try:
            choice = choice_of(kind, provider, model, address, key, token, None, "")
        except KeyRefused as error:
            return f"✗ {error}"
        return await check(choice)

    test.click(checked, panel.inputs(), verdict, show_progress="minimal", api_visibility="private")
    return panel


def choice_of(
    kind: str,
    provider: str,
    model: str,
    address: str,
    key: str,
    token: gr.OAuthToken | None,
    offer: Offer | None,
    visitor: str,
) -> ModelChoice:
    """The ModelChoice that the panel's values mean. Raises KeyRefused, UsageLimit."""
    if kind in (BUILT_IN, SMALL):
        return ModelChoice(name=kind)
    if kind == OFFERED and offer:
        return offer.taken(visitor)
    preset = HUB if kind == HUGGING_FACE else _preset(provider)
    secret = (key or "").strip() or (token.token if token and kind == HUGGING_FACE else "")
    if kind == HUGGING_FACE and not secret:
        raise KeyRefused("使用 Hugging Face 的模型需要先登录，或者填入访问令牌（hf_ 开头）。")
    return ModelChoice(
        name=(model or "").strip() or (preset.model if preset else "default"),
        base_url=preset.base_url if preset else (address or "").strip(),
        api_key=SecretStr(secret) if secret else None,
        context_tokens=preset.context_tokens if preset else None,
    )


def visitor_of(request: gr.Request) -> str:
    """The visitor's address: behind a Space's proxy the first that it forwards, else that of the connection."""
    forwarded = request.headers.get("x-forwarded-for", "") if os.environ.get("SPACE_ID") else ""
    return forwarded.split(",")[0].strip() or (request.client.host if request.client else "")


def _preset(name: str) -> Preset | None:
    return next((preset for preset in allowed_presets() if preset.name == name), None)
