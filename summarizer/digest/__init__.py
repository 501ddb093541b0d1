"""The daily digest: a topic and a day → the new papers → entries → one post. Resumable at any moment."""
