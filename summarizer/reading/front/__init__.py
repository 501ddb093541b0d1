"""The front matter: title, authors, institution, abstract, keywords, stamp."""
