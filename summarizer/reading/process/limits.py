"""How much one PDF may cost. Each number is far above what papers need and far below what hurts a small machine."""

MAX_PDF_BYTES = 100 * 1024**2
"""arXiv takes submissions of up to 50 MB; twice that leaves room for an uploaded thesis."""

MAX_PAGES = 300
"""Pages read; what comes after is left out with a warning. A long thesis has about 200."""

MAX_CHARACTERS = 3_000_000
"""Characters read; 300 dense pages have about half of it. What comes after is left out with a warning."""

READ_SECONDS = 60.0
"""A paper of 40 pages takes about one second of CPU; the rest is for long ones on a busy machine."""

RENDER_SECONDS = 20.0
"""A page takes about 0.1 s."""

START_SECONDS = 60.0
"""The worker starts in about one second; a cold disk or a busy machine may take many."""

MAX_MEMORY_BYTES = 2 * 1024**3
"""Address space of the worker. It holds about 0.4 GiB when idle; a paper needs 0.1 GiB more."""

SPENT_MEMORY_BYTES = 1 * 1024**3
"""A worker that has once held as much is replaced, so that the next paper finds the whole limit again."""

MAX_ANSWER_BYTES = 160 * 1024**2
"""Of one answer of the worker: a Paper of 300 pages has about 5 MB, a scan with its new text layer is a whole PDF."""

MAX_OCR_PAGES = 60
OCR_SECONDS = 1800.0
"""A page of a scan takes ten to twenty seconds of CPU."""

MAX_OCR_MEMORY_BYTES = 6 * 1024**3
"""Address space of the process that recognises text; it was seen to need 2 GiB, 1 GiB of it resident."""

MIN_DPI, MAX_DPI = 18, 300

MAX_PIXELS = 8_000_000
"""Of one rendered image: an A4 page at 260 dpi. Beyond, the resolution is lowered."""

MAX_SIDE_PIXELS = 10_000
"""Of a rendered image's width or height; WebP ends at 16,383."""
