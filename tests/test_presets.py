import socket
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from summarizer.errors import BadAnswer, ModelError, ModelUnreachable
from summarizer.models import ModelChoice, complete
from summarizer.models.addresses import is_local, is_public
from summarizer.models.checkup import check
from summarizer.models.endpoint import Endpoint
from summarizer.models.presets import (
    ADDRESSES_VARIABLE,
    PRESETS,
    allowed_address,
    allowed_presets,
    operator_addresses,
)
from tests.openai_server import Reply, failure

INSIDE = [
    "http://127.0.0.1:8000/v1",
    "https://localhost/v1",
    "https://127.1/v1",
    "https://2130706433/v1",
    "https://0x7f000001/v1",
    "https://[::1]/v1",
    "https://[::ffff:10.0.0.1]/v1",
    "https://10.1.2.3/v1",
    "https://192.168.1.1/v1",
    "https://169.254.169.254/latest/meta-data",
    "https://[fe80::1%25eth0]/v1",
    "https://[fd00::1]/v1",
    "https://0.0.0.0/v1",
    "https://100.64.0.1/v1",
    "https://metadata.google.internal/v1",
    "https://printer.local/v1",
    "https://intranet/v1",
]
TRICKS = [
    "http://api.openai.com/v1",
    "https://api.openai.com.evil.example/v1",
    "https://evil.example/api.openai.com/v1",
    "https://api.openai.com:8443/v1",
    "https://evil.example\\@api.openai.com/v1",
]
NOT_AN_ADDRESS = [
    "",
    "api.openai.com/v1",
    "file:///etc/passwd",
    "ftp://api.openai.com/",
    "https://",
    "https://[::1/v1",
    "https://api.openai.com:port/v1",
    "https://user:secret@api.openai.com/v1",
    "https://api.openai.com@evil.example/v1",
    "https://api.openai.com/v1?key=secret",
    "https://api.openai.com/v1\r\nHost: evil.example",
]


def test_the_presets_of_the_page_are_there_and_sound():
    names = " ".join(preset.name for preset in PRESETS)
    for wanted in ("Gemini", "DeepSeek", "通义", "智谱", "Kimi", "OpenAI", "OpenRouter", "Hugging Face"):
        assert wanted in names
    for preset in PRESETS:
        assert allowed_address(preset.base_url, "presets" if preset.public else "any") == preset.base_url
        assert preset.model and preset.context_tokens >= 8000
        assert bool(preset.key_url) == preset.public and preset.public != is_local(preset.base_url)


def test_the_operator_decides(monkeypatch):
    monkeypatch.delenv(ADDRESSES_VARIABLE, raising=False)
    monkeypatch.delenv("SPACE_ID", raising=False)
    assert operator_addresses() == "any" and "Ollama" in [preset.name for preset in allowed_presets()]
    monkeypatch.setenv("SPACE_ID", "someone/space")
    assert operator_addresses() == "presets" and all(preset.public for preset in allowed_presets())
    monkeypatch.setenv(ADDRESSES_VARIABLE, "Public ")
    assert operator_addresses() == "public"
    monkeypatch.setenv(ADDRESSES_VARIABLE, "everything")
    assert operator_addresses() == "presets", "a word that is not known must not open anything"


@pytest.mark.parametrize("url", INSIDE)
def test_a_server_never_calls_its_own_network(url):
    with pytest.raises(ModelUnreachable):
        allowed_address(url, "presets")
    if "127.1/" not in url:  # only the resolver can tell; see the rebinding test
        with pytest.raises(ModelUnreachable):
            allowed_address(url, "public")
    assert allowed_address(url, "any")


@pytest.mark.parametrize("url", [*TRICKS, *NOT_AN_ADDRESS])
def test_only_the_presets_own_addresses_pass(url):
    with pytest.raises(ModelError) as caught:
        allowed_address(url, "presets")
    assert "secret" not in str(caught.value) and "evil" not in str(caught.value)


@pytest.mark.parametrize("url", NOT_AN_ADDRESS)
def test_what_is_no_address_is_refused_everywhere(url):
    with pytest.raises(BadAnswer):
        allowed_address(url, "any")


def test_what_users_paste_is_tidied():
    for url in ("https://api.deepseek.com/v1/", " https://api.deepseek.com/v1/chat/completions "):
        assert allowed_address(url, "presets") == "https://api.deepseek.com/v1"


def test_public_addresses():
    assert all(map(is_public, ("8.8.8.8", "2606:4700::1111")))
    assert not any(
        is_public(address)
        for address in (
            "127.0.0.1",
            "10.0.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1%eth0",
            "fc00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "name",
        )
    )


def test_an_endpoint_cannot_be_made_for_an_address_that_is_not_allowed(monkeypatch):
    monkeypatch.setenv("SPACE_ID", "someone/space")
    with pytest.raises(ModelUnreachable):
        Endpoint(ModelChoice("m", "http://127.0.0.1:8000/v1"))


async def test_a_name_that_leads_inside_is_refused_when_connected_to(openai_server, monkeypatch):
    """DNS rebinding: the name looks public, and the DNS says 127.0.0.1."""
    port = urlsplit(openai_server.address).port
    real = socket.getaddrinfo

    def rebound(host, *args, **more):
        return real("127.0.0.1" if host == "api.evil.example" else host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    model = Endpoint(ModelChoice("m", f"https://api.evil.example:{port}/v1"), addresses="public")
    with pytest.raises(ModelUnreachable, match="内部网络"):
        await complete(model, [{"role": "user", "content": "好"}])
    await model.close()
    assert not openai_server.requests


async def test_the_check_says_in_words_what_is_wrong(openai_server):
    openai_server.enqueue("好", failure(401), Reply(("想",), finish="length"))
    choice = ModelChoice("m", openai_server.base_url, SecretStr("sk-test-3b1f0c7de2"))
    fine, refused, cut = [await check(choice) for _ in range(3)]
    assert fine.startswith("✓") and "m 用 0." in fine
    assert refused.startswith("✗") and "密钥" in refused
    assert cut.startswith("✓")
    assert (await check(ModelChoice("m", "http://127.0.0.1:9/v1"))).startswith("✗ 连接不上")
    assert (await check(ModelChoice("m", "nonsense"))).startswith("✗ 接口地址写得不对")
