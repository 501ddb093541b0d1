"""Questions about one paper."""
