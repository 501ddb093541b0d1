"""The endpoints for programs, called as programs call them: gradio_client, plain HTTP and MCP."""

import json
import threading
import urllib.error
import urllib.request
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from tests.arxiv_papers import DEMO, drawn_pdf
from tests.arxiv_server import ArxivServer
from tests.visits import served_page

TOOLS = {"summarize", "ask", "parse", "figures", "digest"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    arxiv = ArxivServer()
    arxiv.add(*DEMO)
    arxiv.start()
    variables = {"PAPERGLANCE_ARXIV_API": arxiv.addresses.api, "PAPERGLANCE_ARXIV_WEB": arxiv.addresses.web}
    with served_page(tmp_path_factory.mktemp("programs"), **variables) as address:
        yield address
    arxiv.stop()


@pytest.fixture(scope="module")
def client(site):
    return Client(site, verbose=False, analytics_enabled=False)


@pytest.fixture
def pdf(tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(drawn_pdf(DEMO[0], 2))
    return path


def test_only_these_endpoints_are_public_and_none_takes_a_key(client):
    described = client.view_api(return_format="dict", print_info=False)
    assert {name.strip("/") for name in described["named_endpoints"]} == TOOLS
    assert described["unnamed_endpoints"] == {}
    parameters = [each for endpoint in described["named_endpoints"].values() for each in endpoint["parameters"]]
    assert {each["parameter_name"] for each in parameters} & {"key", "api_key", "token", "address", "base_url"} == set()


def test_parse_by_id_and_by_upload(client, pdf):
    by_id = client.predict(source="2403.07860", pdf=None, api_name="/parse")
    by_upload = client.predict(source="", pdf=handle_file(pdf), api_name="/parse")
    assert by_id["authors"] == by_upload["authors"] == ["Ada Müller", "Li Wei", "Søren Åkesson"]
    assert by_upload["passages"][0]["page"] == 1


def test_errors_are_the_one_sentence(client):
    with pytest.raises(AppError, match="没有这个编号"):
        client.predict(source="2403.99999", pdf=None, api_name="/parse")


def test_plain_http(site):
    body = json.dumps({"source": "2403.07860", "pdf": None}).encode()
    request = urllib.request.Request(
        f"{site}/gradio_api/call/v2/parse", body, headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        event = json.load(response)["event_id"]
    with urllib.request.urlopen(f"{site}/gradio_api/call/parse/{event}", timeout=60) as response:
        stream = response.read().decode()
    assert "event: complete" in stream and "Quiet Sorting" in stream


def test_no_address_is_fetched_in_place_of_an_upload(site):
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_HEAD = do_GET

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for address in (f"http://127.0.0.1:{server.server_port}/x.pdf", "https://arxiv.org/pdf/2403.07860"):
        file = {"path": address, "meta": {"_type": "gradio.FileData"}}
        request = urllib.request.Request(
            f"{site}/gradio_api/call/parse",
            json.dumps({"data": ["", file]}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            event = json.load(response)["event_id"]
        with urllib.request.urlopen(f"{site}/gradio_api/call/parse/{event}", timeout=60) as response:
            stream = response.read().decode()
        assert "event: error" in stream and "不会下载网址".encode("unicode_escape").decode() in stream
    server.shutdown()
    assert asked == []


def test_a_digest_comes_as_a_zip(client):
    state, path = client.predict(query="cat:cs.DS", day="2024-03-12", depth="list", api_name="/digest")
    assert "Quiet Sorting" in state
    with zipfile.ZipFile(path) as archive:
        assert any(name.endswith(".md") for name in archive.namelist())


async def test_the_same_as_mcp_tools(site):
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async with (
        streamablehttp_client(f"{site}/gradio_api/mcp/") as (read, write, _),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        tools = (await session.list_tools()).tools
        assert {tool.name for tool in tools} == TOOLS
        assert all(len(json.dumps(tool.inputSchema)) < 1500 for tool in tools)
        answer = await session.call_tool("parse", {"source": "2403.07860"})
        assert "Quiet Sorting" in answer.content[0].text


@pytest.mark.model
def test_summarize_ask_and_figures_with_the_small_model(client, pdf):
    job = client.submit(
        source="", pdf=handle_file(pdf), model="embedded-small", language="zh-Hans", api_name="/summarize"
    )
    updates = list(job)
    assert "fraction" in updates[0] and updates[-1]["overview"]["results"]
    answer = client.predict(
        source="", pdf=handle_file(pdf), question="它的局限是什么？", model="embedded-small", api_name="/ask"
    )
    assert answer["passages"] and answer["answer"]
    assert client.predict(source="", pdf=handle_file(pdf), api_name="/figures") == []
