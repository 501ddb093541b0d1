"""What a page prints and paints, and what of it nobody can see."""
