"""The process that opens strangers' files, and its limits."""
