"""The repository as a Hugging Face Space sees it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from summarizer.models.catalogue import WEIGHTS

ROOT = Path(__file__).parents[1]
FRONT_MATTER = yaml.safe_load((ROOT / "README.md").read_text().split("---\n")[1])
REQUIREMENTS = [
    Requirement(line)
    for line in (ROOT / "requirements.txt").read_text().splitlines()
    if line.strip() and not line.startswith(("#", "-"))
]
ALLOWED = {"app.py", "requirements.txt", "packages.txt", "prompts", "summarizer", "tests", "benchmarks", "README.md"}
ALLOWED |= {"LICENSE", "pyproject.toml"}


def test_front_matter_says_what_a_space_needs():
    assert FRONT_MATTER["sdk"] == "gradio" and (ROOT / FRONT_MATTER["app_file"]).is_file()
    assert FRONT_MATTER["python_version"] in ("3.11", "3.12")
    assert len(FRONT_MATTER["short_description"]) <= 60
    assert FRONT_MATTER["hf_oauth"] is True and "inference-api" in FRONT_MATTER["hf_oauth_scopes"]
    assert "mcp-server" in FRONT_MATTER["tags"]
    assert FRONT_MATTER["license"] == "agpl-3.0" and "AFFERO" in (ROOT / "LICENSE").read_text()[:200]


def test_gradio_of_the_requirements_allows_the_spaces_own():
    gradio = next(each for each in REQUIREMENTS if each.name == "gradio")
    assert gradio.specifier.contains(str(FRONT_MATTER["sdk_version"]))
    assert not any(each.name in ("torch", "vllm") for each in REQUIREMENTS)


def test_the_preloaded_weights_are_those_of_the_built_in_model():
    repository, file, revision = FRONT_MATTER["preload_from_hub"][0].split()
    weights = WEIGHTS["embedded"]
    assert (repository, file, revision) == (weights.hub_repo, weights.file, weights.hub_revision)


def test_nothing_stands_at_the_top_but_what_was_asked_for():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, timeout=30)
    if tracked.returncode:
        pytest.skip("no git checkout")
    top = {path.split("/")[0] for path in tracked.stdout.splitlines()}
    assert {each for each in top if each not in ALLOWED and not re.match(r"\.|requirements-\w+\.txt$", each)} == set()


@pytest.mark.network
def test_what_a_space_installs_resolves():
    """The one pip command of a Space's build."""
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "-r", "requirements.txt"]
    command += [f"gradio[oauth,mcp]=={FRONT_MATTER['sdk_version']}", "uvicorn>=0.14.0", "websockets>=10.4", "spaces"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr[-2000:]
