"""PDF bytes → Paper: what a person sees on the pages, in reading order, with its place."""
