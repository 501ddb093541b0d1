"""The same engine for programs: named endpoints for gradio_client and curl, which are MCP tools too."""

from __future__ import annotations

from summarizer.engine import Engine


def add_programs(engine: Engine) -> None:
    """Adds the endpoints to the Blocks that is being built."""
