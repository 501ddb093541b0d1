"""The chain of a model that composes: one conversation, paper first, then field after field."""
