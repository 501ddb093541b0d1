"""One small call that tells a user whether an endpoint works."""

from __future__ import annotations

import time

from summarizer.errors import ModelError
from summarizer.models import ModelChoice, Options, complete
from summarizer.models.endpoint import Endpoint

CHECK_TOKENS = 1024
"""Room for a model that thinks first; the others stop after a word."""


async def check(choice: ModelChoice) -> str:
    """One Chinese sentence: how fast the endpoint answered one small call, or what is wrong with it."""
    started = time.monotonic()
    try:
        endpoint = Endpoint(choice)
        try:
            answer = await complete(
                endpoint, [{"role": "user", "content": "请只回答一个字：好"}], Options(max_tokens=CHECK_TOKENS)
            )
        finally:
            await endpoint.close()
    except ModelError as error:
        return f"✗ {error}"
    seconds, tokens = time.monotonic() - started, answer.usage.prompt_tokens + answer.usage.completion_tokens
    return f"✓ 可以使用：{choice.name} 用 {seconds:.1f} 秒作出了回答（{tokens} 个 token）。"
