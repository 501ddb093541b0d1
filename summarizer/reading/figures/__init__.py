"""Figures and tables, from their captions."""
