"""Files that a reader never sees half of."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from summarizer.database import disk_full_named

PART_PREFIX = ".paperglance-part-"
"""Of files being written; those that a killed process left may be deleted while no other writes."""


def write_whole(path: Path, content: bytes) -> bool:
    """Writes the file in one piece or not at all; False if it already had that content. Raises DiskFull."""
    with disk_full_named():
        if path.exists() and path.read_bytes() == content:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=PART_PREFIX, delete=False) as file:
            part = Path(file.name)
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                # A temporary file is its owner's alone; a blog is read by others.
                part.chmod(0o644)
                part.replace(path)
            except BaseException:
                part.unlink(missing_ok=True)
                raise
    return True


def clear_parts(folder: Path) -> None:
    """Deletes what killed processes left half written in a folder."""
    for part in folder.glob(f"{PART_PREFIX}*"):
        part.unlink(missing_ok=True)
