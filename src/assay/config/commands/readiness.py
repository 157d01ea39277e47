"""`assay readiness`: what of the checklist is proven, by evidence that is looked at now."""

import json
import os
import sys
from dataclasses import fields
from pathlib import Path
from typing import Final

import click
import django

import assay
from assay.config.env import Env, Mode, example_of_production, settings_module
from assay.kernel import clock, wire
from assay.launch import places, record
from assay.modules.readiness import api, pages

ROOT: Final = Path(assay.__file__).resolve().parents[2]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write the report as one HTML file.")
@click.option("--run", is_flag=True, help="Run the tests that some evidence rests on first.")
@click.option("--url", help="The running product to probe (default: the one `assay up` started here).")
@click.option("--raise-floor", is_flag=True, help="Write what is proven now into the floor.")
def readiness(*, as_json: bool, html: Path | None, run: bool, url: str | None, raise_floor: bool) -> None:
    """Judge every item of the production checklist; fails when one of the floor is not proven.

    Settings are asserted as production would have them: with this environment where it is production's, else with the
    documented example of each variable.
    """
    place = api.Place(root=ROOT, now=clock.now(), base_url=url or _running())
    if run:
        api.run_tests(place)
    _stand_in_production()
    report = api.assess(place)
    if raise_floor:
        api.raise_floor(report)
    if html:
        html.write_text(pages.page(report), encoding="utf-8")
    click.echo(json.dumps(wire.dump(report), indent=2, ensure_ascii=False) if as_json else pages.table(report))
    sys.exit(1 if report.lost else 0)


def _running() -> str | None:
    """The address of the product that runs from this checkout, if one does. Asked before the environment changes."""
    here = places.here()
    return record.load(here).address or None if record.is_held(here) else None


def _stand_in_production() -> None:
    """Load production's settings; no server is reached by that."""
    if os.environ.get("ENVIRONMENT") != Mode.PRODUCTION:
        for spec in fields(Env):
            os.environ.pop(spec.name.upper(), None)
        os.environ.update(example_of_production())
    os.environ["DJANGO_SETTINGS_MODULE"] = settings_module()
    django.setup()
