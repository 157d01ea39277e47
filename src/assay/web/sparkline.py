"""A word-sized line of how a probability moved, drawn by hand: a chart library is too much for a dozen points."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

WIDTH, HEIGHT, MARGIN = 72, 20, 3


def sparkline(shares: Sequence[float], *, label: str) -> SafeString:
    """Shares in [0, 1], oldest first, as an inline picture named ``label``; nothing for fewer than two."""
    if len(shares) < 2:
        return SafeString("")
    step = (WIDTH - 2 * MARGIN) / (len(shares) - 1)
    places = [(MARGIN + i * step, _height(share)) for i, share in enumerate(shares)]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    x, y = places[-1]
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" role="img" aria-label="{}"><polyline points="{}"/>'
        '<circle cx="{}" cy="{}" r="2.2"/></svg>',
        WIDTH, HEIGHT, label, points, f"{x:.1f}", f"{y:.1f}",
    )  # fmt: skip


def _height(share: float) -> float:
    return HEIGHT - MARGIN - min(1.0, max(0.0, share)) * (HEIGHT - 2 * MARGIN)
