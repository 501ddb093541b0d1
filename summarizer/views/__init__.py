"""Pure functions from a Summary, or a day of summaries, to what leaves the program.

Markdown, JSON, HTML, BibTeX and RIS of a paper; Hexo post, static site and Atom feed of a day.
"""
