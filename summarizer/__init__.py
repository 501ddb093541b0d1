"""论文速读 (PaperGlance): a structured Chinese summary of a paper, every statement tied to its passage."""
