"""Charts: a picture that follows the theme, one for paper, a sentence and a table."""

import re
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree as ET

import altair as alt
import pytest

from assay.web import charts, showcase_charts
from assay.web.charts import layout
from assay.web.charts.figure import Figure
from assay.web.charts.palette import Fill, Ink

SVG = "{http://www.w3.org/2000/svg}"
TITLES = [title for title, _figure in showcase_charts.figures()]


@pytest.fixture(scope="module")
def drawn() -> dict[str, Figure]:
    return dict(showcase_charts.figures())


@pytest.mark.parametrize("title", TITLES)
def test_a_picture_is_named_themed_and_free_of_inline_style(drawn: dict[str, Figure], title: str) -> None:
    svg = drawn[title].svg
    assert svg.count("<svg ") == 2, "one for wide places, one for narrow"
    assert svg.count('role="img"') == 2
    assert svg.count("<title ") == svg.count("<desc ") == 2
    assert "style=" not in svg
    assert not re.search(r'"#[0-9a-f]{3,6}"', svg), "every colour follows the theme"
    assert "var(--viz-" in svg or "var(--kind-" in svg
    ET.fromstring(f"<div>{svg}</div>")  # noqa: S314 - our own drawing


@pytest.mark.parametrize("title", TITLES)
def test_the_picture_for_paper_stands_alone(drawn: dict[str, Figure], title: str) -> None:
    paper = drawn[title].print_svg
    root = ET.fromstring(paper)  # noqa: S314 - our own drawing
    assert root.tag == f"{SVG}svg"
    assert "var(" not in paper
    assert "#fe00" not in paper, "stand-in fills must have become patterns"
    assert (root.findtext(f"{SVG}desc") or "").strip() == drawn[title].sentence


@pytest.mark.parametrize("title", TITLES)
def test_text_is_large_enough_in_the_narrow_picture(drawn: dict[str, Figure], title: str) -> None:
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', drawn[title].svg)]
    assert min(sizes) >= 12


@pytest.mark.parametrize("title", TITLES)
def test_the_numbers_stand_in_a_table_too(drawn: dict[str, Figure], title: str) -> None:
    table = drawn[title].table
    assert table.rows
    assert {len(table.headers)} == {len(row) for row in table.rows}
    assert drawn[title].sentence.endswith(".")


def test_the_same_input_draws_the_same_picture(drawn: dict[str, Figure]) -> None:
    assert dict(showcase_charts.figures())["Cash"] == drawn["Cash"]


def test_mail_gets_a_raster_picture(drawn: dict[str, Figure]) -> None:
    assert drawn["Cash"].png().startswith(b"\x89PNG")


def test_a_hostile_label_stays_text() -> None:
    evil = '</text><script>alert(1)</script>" onload="x" style="y'
    strip = charts.Strip(label=evil, unit="share", prior=charts.Span(low=0.1, mid=0.2, high=0.3))
    made = charts.interval_strips(charts.Strips(rows=(strip,)))
    for svg in (made.svg, made.print_svg):
        root = ET.fromstring(f"<div>{svg}</div>")  # noqa: S314 - our own drawing
        names = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert "script" not in names
        assert not any(name in {"onload", "style"} for element in root.iter() for name in element.attrib)


def test_every_spec_obeys_the_grammars_schema(drawn: dict[str, Figure]) -> None:
    for figure in drawn.values():
        wide, narrow = figure.specs
        assert wide["layer"]
        alt.LayerChart.from_dict(narrow, validate=True)


def test_without_evidence_the_belief_is_hatched_only() -> None:
    prior = charts.Span(low=0.1, mid=0.2, high=0.3)
    alone = charts.interval_strips(charts.Strips(rows=(charts.Strip(label="a", unit="share", prior=prior),)))
    assert "var(--viz-main)" not in alone.svg
    assert "<pattern" in alone.svg
    assert alone.table.rows[0][2] == "–"


@pytest.mark.parametrize(
    ("low", "high", "count", "expected"),
    [
        (0, 1, 5, (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)),
        (-7, 43, 5, (0.0, 10.0, 20.0, 30.0, 40.0)),
        (0, 36, 6, (0.0, 10.0, 20.0, 30.0)),
        (5, 5, 4, (5,)),
    ],
)
def test_ticks_are_round(low: float, high: float, count: int, expected: tuple[float, ...]) -> None:
    assert expected == layout.ticks(low, high, count=count)


def test_labels_keep_their_distance_and_stay_inside() -> None:
    places = layout.spread((1.0, 1.1, 0.9), gap=10, low=0, high=100)
    ordered = sorted(places)
    assert all(b - a >= 10 for a, b in pairwise(ordered))
    assert layout.spread((99.0, 99.5), gap=10, low=0, high=100) == (90.0, 100.0)


def test_a_long_label_is_shortened_to_its_room() -> None:
    assert layout.clipped("x" * 100, room=60).endswith("…")
    assert layout.text_width(layout.clipped("x" * 100, room=60)) <= 60
    assert layout.clipped("short", room=60) == "short"


def test_constant_and_degenerate_inputs_still_draw() -> None:
    flat = charts.CashFan(months=(0, 1), p10=(0.0, 0.0), p50=(0.0, 0.0), p90=(0.0, 0.0), currency="USD")
    same = charts.Span(low=0.2, mid=0.2, high=0.2)
    strips = charts.Strips(rows=(charts.Strip(label="a", unit="share", prior=same, bar=0.2),))
    one = charts.Tornado(drivers=(charts.Driver(label="a", at_p10=1.0, at_p90=1.0),), middle=1.0)
    for made in (charts.cash_fan(flat), charts.interval_strips(strips), charts.tornado(one)):
        assert "NaN" not in made.svg
        assert "Infinity" not in made.svg


def test_the_bars_of_a_tornado_meet_in_what_they_have_in_common_even_when_told_otherwise() -> None:
    drivers = (charts.Driver(label="a", at_p10=0.0, at_p90=30.0), charts.Driver(label="b", at_p10=24.0, at_p90=20.0))
    for middle in (None, 3.0, 22.0):
        narrow = charts.tornado(charts.Tornado(drivers=drivers, middle=middle)).specs[1]
        bars = {
            layer["mark"]["color"]: layer["data"]["values"]
            for layer in narrow["layer"]
            if layer["mark"]["type"] == "rect"
        }
        lows, highs = bars[Fill.LOW_SIDE.value], bars[Ink.MAIN.value]
        assert lows[0]["x2"] == pytest.approx(highs[0]["x"]), "the first driver's sides touch"
        assert highs[1]["x2"] == pytest.approx(lows[1]["x"]), "the second runs the other way"
        assert lows[0]["x2"] == pytest.approx(lows[1]["x"]), "and both in the same place"


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (0.13, "The chance of reaching the goal is 13%, as it was on 3 February 2031."),
        (0.4, "Since 3 February 2031 the chance of reaching the goal went from 13% to 40%."),
    ],
)
def test_a_chance_that_did_not_move_is_not_said_to_have_gone_anywhere(last: float, said: str) -> None:
    moments = tuple(
        charts.Moment(day=date(2031, 2, 3 + at), share=share, low=0.1, high=0.5)
        for at, share in enumerate((0.13, last))
    )
    assert said == charts.goal_timeline(charts.Timeline(moments=moments)).sentence
