"""The Space's entry: builds the page and launches it."""

import os

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

from summarizer.engine import Engine
from summarizer.web.page import launch_options, page

demo = page(Engine())

if __name__ == "__main__":
    demo.launch(**launch_options())
