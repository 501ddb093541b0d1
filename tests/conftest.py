"""What all tests share."""

import sys

# `import pymupdf` would load an ONNX layout model for seconds; the reader does without it, and so do the tests.
sys.modules.setdefault("pymupdf.layout", None)
sys.modules.setdefault("pymupdf4llm", None)

from tests.arxiv_server import arxiv  # noqa: E402, F401
from tests.openai_server import openai_server  # noqa: E402, F401
