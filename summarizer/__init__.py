"""论文速读 (PaperGlance): a structured Chinese summary of a paper in which every statement leads back to its passage."""
