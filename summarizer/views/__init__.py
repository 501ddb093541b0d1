"""Pure functions from a Summary to what leaves the program: Markdown, JSON, HTML, BibTeX and RIS."""
