"""What the command line says, on a terminal and off it, and the files it writes."""

import io
from pathlib import Path

import pytest

from summarizer.errors import PaperGlanceError
from summarizer.events import Step
from summarizer.terminal import ProgressLine, failed, put


class _Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_has_one_line_that_is_rewritten_and_wiped():
    screen = _Screen()
    progress = ProgressLine(screen)
    progress.show(Step("正在阅读 PDF", 0.1))
    progress.show(Step("正在写摘要", 0.5, seconds_left=12.4))
    progress.clear()
    progress.clear()
    lines = screen.getvalue().split("\r\033[K")
    assert lines == ["", "[ 10%] 正在阅读 PDF", "[ 50%] 正在写摘要，约剩 12 秒", ""]


def test_elsewhere_each_new_step_is_a_line_of_its_own():
    log = io.StringIO()
    progress = ProgressLine(log)
    for step in (Step("正在阅读 PDF", 0.1), Step("正在阅读 PDF", 0.2), Step("正在写摘要", 0.5)):
        progress.show(step)
    progress.clear()
    assert log.getvalue() == "[ 10%] 正在阅读 PDF\n[ 50%] 正在写摘要\n"


def test_a_file_is_replaced_whole_or_left_as_it_was(tmp_path, monkeypatch):
    target = tmp_path / "summary.md"
    put("旧的", target)
    put("新的", target)
    assert target.read_text(encoding="utf-8") == "新的"

    def full(self: Path, other: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        put(b"%PDF-1.7", target)
    assert target.read_text(encoding="utf-8") == "新的" and list(tmp_path.iterdir()) == [target]


def test_a_missing_folder_is_said_before_anything_is_written(tmp_path):
    with pytest.raises(PaperGlanceError, match="文件夹"):
        put("x", tmp_path / "missing" / "summary.md")
    assert not list(tmp_path.iterdir())


def test_without_a_file_text_goes_to_stdout_and_failures_to_stderr(capsys):
    put("总结\n", None)
    assert failed("没有找到这个文件。") == 1
    said = capsys.readouterr()
    assert said.out == "总结\n" and said.err == "没有找到这个文件。\n"
