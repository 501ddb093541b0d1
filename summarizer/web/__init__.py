"""The Gradio page: the only place that imports gradio."""
