"""From bytes to an open document, or the reason why not."""

from __future__ import annotations

import pymupdf

from summarizer.errors import BrokenPdf, EmptyPdf, EncryptedPdf, NotAPdf, PdfTooLarge
from summarizer.reading.process.limits import MAX_PDF_BYTES

HEADER_BYTES = 1024
"""Within these a reader looks for `%PDF-` (Adobe's implementation note to ISO 32000-1, 7.5.2)."""

OTHER_BEGINNINGS = (
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"<",
    b"{",
)
"""Archives, pictures and web pages, which may hold `%PDF-` too."""

pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)


def opened(data: bytes) -> pymupdf.Document:
    """The PDF, decrypted and with at least one page. Raises NotAPdf, PdfTooLarge, BrokenPdf, EncryptedPdf, EmptyPdf.

    The header is looked for first, since MuPDF would open HTML, EPUB, images and more under any name.
    """
    if not data:
        raise EmptyPdf
    if len(data) > MAX_PDF_BYTES:
        raise PdfTooLarge(f"这个 PDF 超过大小上限（{MAX_PDF_BYTES // 1024**2} MB），请上传较小的文件。")
    if b"%PDF-" not in data[:HEADER_BYTES] or data.lstrip().startswith(OTHER_BEGINNINGS):
        raise NotAPdf
    try:
        document = pymupdf.open(stream=data, filetype="pdf")
    except (pymupdf.FileDataError, pymupdf.mupdf.FzErrorBase) as error:
        raise BrokenPdf from error
    if not document.is_pdf:
        raise NotAPdf
    if document.needs_pass and not document.authenticate(""):
        raise EncryptedPdf
    try:
        count = document.page_count
    except (RuntimeError, pymupdf.mupdf.FzErrorBase) as error:
        raise BrokenPdf from error
    if count == 0:
        raise BrokenPdf if document.is_repaired else EmptyPdf
    return document
