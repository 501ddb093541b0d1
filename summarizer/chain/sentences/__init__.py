"""The chain of a model that only rewrites: the code chooses sentences, the model puts each into Chinese."""
