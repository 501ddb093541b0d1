"""The front matter: title, authors, institution, abstract, keywords, stamp, and the authors' own code."""
