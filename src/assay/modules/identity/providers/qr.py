"""A QR code as one SVG path: crisp at any size, and without an attribute that a strict content policy blocks."""

from dataclasses import dataclass

import qrcode  # type: ignore[import-untyped]  # ships no types

QUIET = 4  # modules of white around it, ISO/IEC 18004 section 6.3.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The dark modules as path data, on a square of `size` modules."""

    path: str
    size: int


def picture(text: str) -> Picture:
    """Return the QR code of a text."""
    code = qrcode.QRCode(border=QUIET, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return Picture(path="".join(dark), size=len(rows))
