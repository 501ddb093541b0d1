"""The configuration file and what is wrong with it, in one sentence."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

from summarizer.digest.topics import ConfigError, Topic, config_of

WHOLE = """
out = "posts"
jobs = 4

[blog]
author = "Ada"
[blog.front_matter]
katex = true

[model]
name = "deepseek-chat"
base_url = "https://api.deepseek.com"
api_key_env = "DEEPSEEK_KEY"

[[topics]]
name = "Diffusion Models"
query = 'cat:cs.CV AND all:"diffusion model"'
exclude = ["heat equation"]

[[topics]]
name = "排序"
query = "cat:cs.DS"
depth = "full"
max = 5
model = { name = "deepseek-reasoner" }

[[topics]]
name = "Local"
query = "cat:cs.DS"
model = { name = "qwen", base_url = "http://127.0.0.1:11434/v1" }
"""


def config(tmp_path, text):
    path = tmp_path / "topics.toml"
    path.write_text(text)
    return config_of(path)


def test_a_file_holds_many_topics_and_one_model_for_all(tmp_path):
    found = config(tmp_path, WHOLE)
    first, second, third = found.topics
    assert (first.depth, first.max, first.model.name) == ("abstract", 40, "deepseek-chat")
    assert second.model.name == "deepseek-reasoner" and second.model.api_key_env == "DEEPSEEK_KEY"
    assert third.model.api_key_env is None, "a key is never sent to another address"
    assert found.out == tmp_path / "posts" and found.jobs == 4 and found.blog.front_matter == {"katex": True}
    assert (first.slug, second.slug) == ("Diffusion-Models", "排序")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "topics"),
        ("[[topics]]\nname = 'x'\nquery = 'y'\ndepht = 'full'", "topics.1.depht：没有这一项"),
        ("[[topics]]\nname = 'x'", "topics.1.query：缺少这一项"),
        ("[[topics]]\nname = 'x'\nquery = 'y'\nmax = 0", "topics.1.max"),
        ("[[topics]]\nname = 'a b'\nquery = 'y'\n[[topics]]\nname = 'a-b'\nquery = 'y'", "名字相同"),
        ("[[topics", "TOML"),
        ("[model]\napi_key = 'sk-1'\n[[topics]]\nname = 'x'\nquery = 'y'", "api_key：没有这一项"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, words):
    with pytest.raises(ConfigError, match=words) as error:
        config(tmp_path, text)
    assert "sk-1" not in str(error.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ConfigError, match="没有找到配置文件"):
        config_of(tmp_path / "none.toml")


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b\\c", ".hidden", "--", "  x  y  "])
def test_a_topics_name_is_a_harmless_file_name(name):
    slug = Topic(name=name, query="q").slug
    assert slug and not set(slug) & set("/\\. ") and not slug.startswith("-")
    assert f"{date(2024, 3, 13)}-{slug}"


def test_the_example_can_be_used_as_it_is():
    root = Path(__file__).parents[1]
    found = config_of(root / ".github" / "topics.example.toml")
    assert len(found.topics) == 2
    assert found.out.resolve() == root / "source" / "_posts" and found.site.resolve() == root / "public-digest"


def test_the_workflow_keeps_what_a_run_with_the_example_writes(tmp_path):
    root = Path(__file__).parents[1]
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github" / "topics.toml").write_bytes((root / ".github" / "topics.example.toml").read_bytes())
    found = config_of(tmp_path / ".github" / "topics.toml")
    for folder in (found.out, found.site):
        folder.resolve().mkdir(parents=True)
        (folder / "post.md").write_text("x")
    workflow = yaml.safe_load((root / ".github" / "workflows" / "digest.yml").read_text("utf-8"))
    keeping, _, _ = workflow["jobs"]["digest"]["steps"][-1]["run"].partition("git diff")
    script = f"git init -q\n{keeping.replace('python -c', f'{sys.executable} -c')}\ngit ls-files"
    done = subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["public-digest/post.md", "source/_posts/post.md"], done.stderr
