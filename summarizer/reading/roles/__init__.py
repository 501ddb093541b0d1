"""What each sentence does in the argument."""
