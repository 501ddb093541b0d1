"""The command line as a user runs it: another process, its output, its exit status."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.arxiv_papers import ArxivPaper, drawn_pdf
from tests.obliging import obliging
from tests.openai_server import failure

ROOT = Path(__file__).parents[1]


@pytest.fixture
def run(tmp_path, arxiv, openai_server):
    """Runs `python -m summarizer` with its own cache, a local arXiv and a local endpoint under `--model obliging`."""
    openai_server.otherwise = obliging

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess:
        environment = {
            **os.environ,
            "PAPERGLANCE_CACHE": str(tmp_path / "cache"),
            "PAPERGLANCE_ARXIV_API": arxiv.addresses.api,
            "PAPERGLANCE_ARXIV_WEB": arxiv.addresses.web,
            "OBLIGING_KEY": "sk-only-here",
            **variables,
        }
        command = [sys.executable, "-m", "summarizer", *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, timeout=120)

    run.endpoint = ("--model", "obliging", "--base-url", openai_server.base_url, "--api-key-env", "OBLIGING_KEY")
    return run


@pytest.fixture
def pdf(tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(drawn_pdf(ArxivPaper("2403.07860"), 2))
    return path


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from summarizer.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print([m for m in ('gradio', 'pymupdf', 'openai', 'transformers', 'pydantic', 'arxiv') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.stdout.rstrip().endswith("[]"), done.stdout
    assert "summarize" in done.stdout


def test_a_link_is_summarised_as_markdown_with_progress_beside_it(run):
    done = run("summarize", "https://arxiv.org/abs/2403.07860v2", *run.endpoint)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("# Quiet Sorting") and "## 结论" in done.stdout and "[📄1](" in done.stdout
    assert "PDF" in done.stderr and "%]" in done.stderr
    assert "sk-only-here" not in done.stdout + done.stderr


def test_json_is_the_validated_summary_and_the_file_is_written_whole(run, pdf, tmp_path):
    from summarizer.summary import Summary

    target = tmp_path / "out" / "summary.json"
    target.parent.mkdir()
    done = run("summarize", str(pdf), *run.endpoint, "--json", "-o", str(target))
    assert done.returncode == 0 and done.stdout == "", done.stderr
    summary = Summary.model_validate_json(target.read_text())
    assert summary.overview.results and summary.record.origin == "arxiv"
    assert [path.name for path in target.parent.iterdir()] == ["summary.json"]


def test_parse_prints_the_object_for_scoring(run, pdf):
    done = run("parse", str(pdf), "--json")
    facts = json.loads(done.stdout)
    assert facts["title"] == "Quiet Sorting: A Method for O(n log n) Order"
    assert facts["arxiv_id"] == "2403.07860v2" and facts["pages"] == 2 and not facts["scan"]
    assert [section["title"] for section in facts["sections"]][:2] == ["Introduction", "Related Work"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("summarize", ""), "arXiv 编号"),
        (("summarize", "hello world"), "没有认出"),
        (("summarize", "https://example.com/paper"), "其他网站"),
        (("summarize", "2403.99999"), "没有这个编号"),
        (("summarize", "2403.08001"), "撤回"),
        (("summarize", "missing.pdf"), "没有找到"),
        (("parse", "missing.pdf"), "没有找到"),
    ],
)
def test_bad_input_is_one_sentence_and_status_1(run, arguments, words):
    done = run(*arguments, *(run.endpoint if arguments[0] == "summarize" else ()))
    assert done.returncode == 1
    assert words in done.stderr.splitlines()[-1] and "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_model_that_fails_is_one_sentence_without_the_key(run, openai_server):
    openai_server.otherwise = failure(401, "Incorrect API key: sk-only-here")
    done = run("summarize", "2403.07860", *run.endpoint)
    assert done.returncode == 1 and "401" in done.stderr.splitlines()[-1]
    assert "sk-only-here" not in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("summarise", "x"),
        ("summarize", "2403.07860", "--model", "gpt-x"),
        ("summarize", "2403.07860", "--model", "gpt-x", "--base-url", "http://x/v1", "--api-key-env", "NOT_SET"),
        ("summarize", "2403.07860", "--json", "--format", "html"),
    ],
)
def test_wrong_usage_is_status_2(run, arguments):
    assert run(*arguments).returncode == 2
