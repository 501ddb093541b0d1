"""What the reader and its worker say to each other: a frame is two lengths, a JSON object and bytes.

Nothing is pickled: a worker that a PDF has taken over can send no more than data.
"""

from __future__ import annotations

import json
import struct

LENGTHS = struct.Struct(">II")
"""Bytes of the JSON object, and bytes that follow it."""


def frame(head: dict, body: bytes = b"") -> bytes:
    text = json.dumps(head).encode("ascii")
    return LENGTHS.pack(len(text), len(body)) + text + body
