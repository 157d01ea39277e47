"""What every chart gives: a picture for the page, one for paper and mail, a sentence and a table."""

from dataclasses import dataclass

from assay.web.charts.render import to_png
from assay.web.charts.spec import Spec


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """``svg`` follows the page's theme and comes in two widths; ``print_svg`` has literal colours and one."""

    svg: str
    print_svg: str
    sentence: str
    table: Table
    specs: tuple[Spec, ...] = ()  # wide and narrow, for whoever draws again (an interactive upgrade, a test)
    sources: tuple[str, ...] = ()  # ids of the quantities drawn, so that every number in it is bound (Q17)

    def png(self, *, scale: float = 2.0) -> bytes:
        """The picture for mail."""
        return to_png(self.print_svg, scale=scale)
