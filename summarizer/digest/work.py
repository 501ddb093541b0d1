"""What one paper of a topic is to be done as."""

from __future__ import annotations

from urllib.parse import urlsplit

from summarizer.digest.state import Work
from summarizer.digest.topics import Topic
from summarizer.paper import Record


def work_of(record: Record, topic: Topic) -> Work:
    """What the paper's Outcome depends on, for this topic: topics that want the same share it."""
    if topic.depth == "list":
        return Work(record.arxiv_id, "list")
    host = urlsplit(topic.model.base_url).hostname if topic.model.base_url else None
    return Work(record.arxiv_id, f"{topic.depth} {topic.language} {topic.model.name}{f'@{host}' if host else ''}")
