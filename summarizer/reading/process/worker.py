# ruff: noqa: E402 - a module is put out of the way before the imports
"""The process in which PDFs are opened: `python -m summarizer.reading.process.worker BYTES`, driven by `Reader`.

It takes one task after another from standard input, answers on standard output, and ends with its input.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import BinaryIO

# Importing pymupdf loads an ONNX layout model, unless it finds these missing: 0.4 s instead of 3 s.
sys.modules["pymupdf.layout"] = sys.modules["pymupdf4llm"] = None  # type: ignore[assignment]

import pymupdf

from summarizer.errors import BrokenPdf, ReaderCrashed, ReadingError
from summarizer.paper import Box
from summarizer.reading.document import paper_from_pdf
from summarizer.reading.process.limits import MAX_PDF_BYTES, SPENT_MEMORY_BYTES
from summarizer.reading.process.pipe import LENGTHS, frame
from summarizer.reading.process.render import page_image

try:
    import resource
except ImportError:  # Windows has none: there the wall time alone is limited
    resource = None  # type: ignore[assignment]


def main(memory_bytes: int) -> None:
    tasks, answers = _own_pipes()
    _limit_process(memory_bytes)
    answers.write(frame({"ready": True}))
    answers.flush()
    while (lengths := tasks.read(LENGTHS.size)) and len(lengths) == LENGTHS.size:
        task = json.loads(tasks.read(LENGTHS.unpack(lengths)[0]))
        _limit_cpu(task["seconds"])
        head, body = _answer(task)
        pymupdf.TOOLS.store_shrink(100)
        pymupdf.TOOLS.mupdf_warnings()
        head["spent"] = head.get("spent", False) or _peak_bytes() > SPENT_MEMORY_BYTES
        answers.write(frame(head, body))
        answers.flush()


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The ends of the two pipes, moved away from where a C library might print into them."""
    tasks, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return tasks, answers


def _limit_process(memory_bytes: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the parent decides
    if resource is None:
        return
    limits = {"RLIMIT_AS": memory_bytes, "RLIMIT_CORE": 0, "RLIMIT_FSIZE": 0}
    for name, most in limits.items():
        try:
            resource.setrlimit(getattr(resource, name), (most, most))
        except (AttributeError, ValueError, OSError) as error:  # macOS refuses some of them
            logging.getLogger(__name__).debug("%s: %s", name, error)


def _limit_cpu(seconds: float) -> None:
    """Ends this process by SIGXCPU should it outlive its parent in an endless loop."""
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = used.ru_utime + used.ru_stime
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(spent + seconds * (os.cpu_count() or 1)) + 2, hard))


def _peak_bytes() -> int:
    if resource is None:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _answer(task: dict) -> tuple[dict, bytes]:
    """Head and body. An error has its class name in `summarizer.errors`, a sentence, and a detail for the log."""
    try:
        return {"done": True}, _work(task)
    except ReadingError as error:
        cause = error.__cause__
        return _failure(error, f"{type(cause).__name__}: {cause}" if cause else ""), b""
    except pymupdf.mupdf.FzErrorBase as error:
        memory = "alloc" in str(error)
        return _failure(ReaderCrashed() if memory else BrokenPdf(), repr(error)) | {"spent": memory}, b""
    except (MemoryError, RecursionError) as error:
        return _failure(ReaderCrashed(), type(error).__name__) | {"spent": True}, b""
    except Exception:  # noqa: BLE001 - a PDF finds every weakness; none may reach the user as a traceback
        return _failure(ReadingError(), traceback.format_exc()), b""


def _failure(error: ReadingError, detail: str) -> dict:
    return {"error": type(error).__name__, "sentence": str(error), "detail": detail[-4000:]}


def _work(task: dict) -> bytes:
    with Path(task["path"]).open("rb") as file:
        data = file.read(MAX_PDF_BYTES + 1)
    match task["name"]:
        case "read":
            return paper_from_pdf(data).model_dump_json().encode()
        case "render":
            clip = task["clip"] and Box(*task["clip"])
            marks = [Box(*mark) for mark in task["marks"]]
            return page_image(data, task["page"], dpi=task["dpi"], clip=clip, marks=marks, form=task["form"])
        case "recognise":
            from summarizer.reading.process.ocr import with_text_layer

            return with_text_layer(data)
    raise ValueError(task["name"])


if __name__ == "__main__":
    main(int(sys.argv[1]))
