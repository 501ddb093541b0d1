"""The one gate to arXiv."""
