"""What the code checks in a model's words: numbers, terms, form, citations."""
