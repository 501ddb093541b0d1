"""Running text: rows, columns, reading order, sentences."""
