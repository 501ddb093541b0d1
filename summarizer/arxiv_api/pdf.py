"""The body of an answer → a PDF file: streamed, limited, checked, and put in place in one piece."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import requests

from summarizer.arxiv_api.line import BrokenAnswer, Visit, parts_of
from summarizer.database import disk_full_named
from summarizer.errors import PdfTooLarge

_HEAD_BYTES = 1024
"""A PDF says so somewhere in its first 1024 bytes (ISO 32000-2, annex on implementation limits of older readers)."""

_MEGABYTE = 1_000_000


def saved_pdf(response: requests.Response, to: Path, max_bytes: int, visit: Visit) -> str:
    """SHA-256 of the PDF that is now at `to`. Raises BrokenAnswer if it is none, PdfTooLarge, DiskFull."""
    length = response.headers.get("Content-Length", "")
    total = int(length) if length.isdecimal() and "Content-Encoding" not in response.headers else None
    if total is not None and total > max_bytes:
        raise PdfTooLarge()
    digest, done, head = hashlib.sha256(), 0, b""
    with disk_full_named():
        to.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=to.parent, suffix=".part", delete=False) as file:
            part_file = Path(file.name)
            try:
                for part in parts_of(response, visit):
                    done += len(part)
                    if done > max_bytes:
                        raise PdfTooLarge()
                    if len(head) < _HEAD_BYTES:
                        head += part
                        if len(head) >= _HEAD_BYTES and b"%PDF-" not in head[:_HEAD_BYTES]:
                            raise BrokenAnswer
                    digest.update(part)
                    file.write(part)
                    visit.progress(_downloaded(done, total), done / total if total else 0.0)
                if b"%PDF-" not in head[:_HEAD_BYTES]:
                    raise BrokenAnswer
                file.flush()
                os.fsync(file.fileno())
                file.close()
                part_file.replace(to)
            except BaseException:
                part_file.unlink(missing_ok=True)
                raise
    return digest.hexdigest()


def _downloaded(done: int, total: int | None) -> str:
    of = f" / {total / _MEGABYTE:.1f}" if total else ""
    return f"正在下载 PDF（{done / _MEGABYTE:.1f}{of} MB）"
