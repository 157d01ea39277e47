"""What is looked at, one line for each; a look that could not look has failed."""

import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final

from django.conf import settings

from assay.modules.supply.api import ReadingIncomplete
from tools.image import bill, building, contents, running, updates, weaknesses
from tools.image.engine import ROOT, Incomplete, ask, config, unpacked

TOOLS: Final = ROOT / "var" / "tools" / "scan" / "bin"
OUTPUT: Final = ROOT / "var" / "scan"
CONTAINERFILE: Final = ROOT / "deploy" / "container" / "Containerfile"

type Look = Callable[[Path], Iterator[str]]


def built() -> Iterator[str]:
    building.build()
    yield from ()


def rules_of_the_file(_: Path) -> Iterator[str]:
    """hadolint's rules over the Containerfile."""
    said = ask(str(TOOLS / "hadolint"), "--no-fail", "--format", "json", str(CONTAINERFILE))
    for found in json.loads(said):
        yield f"Containerfile:{found['line']} {found['code']}: {found['message']}"


def files(root: Path) -> Iterator[str]:
    yield from contents.faults(root)
    yield from contents.said(config())


def secrets(root: Path) -> Iterator[str]:
    """gitleaks over everything that no package of others brought, and over what the image says about itself."""
    about = OUTPUT / "image.json"
    about.write_text(json.dumps(config()), encoding="utf-8")
    (ours,) = root.glob(f"{contents.PACKAGES}/assay")
    for place in (ours, root / "app/bin", root / "app/static", root / "etc", root / "root", root / "tmp", about):
        report = OUTPUT / "image-secrets.json"
        ask(str(TOOLS / "gitleaks"), "dir", "--no-banner", "--redact", "--log-level=error", "--exit-code=0",
            "--report-format=json", f"--report-path={report}", str(place))  # fmt: skip
        for leak in json.loads(report.read_text(encoding="utf-8")):
            yield f"{leak['File']}:{leak['StartLine']} looks like {leak['RuleID']}"


def materials(root: Path) -> Iterator[str]:
    """The bill, which lands in var/scan/, against the lock; every package of it can be asked for."""
    found = bill.parts_of(root)
    bill.written(found, OUTPUT / "image-sbom.json")
    yield from bill.differences(found, lock=ROOT / "requirements" / "run.lock")
    weaknesses.reaches_all(found)


def newer(root: Path) -> Iterator[str]:
    yield from updates.waiting(root, sources=building.sources())


def known(root: Path) -> Iterator[str]:
    """What OSV, or the mirror that OSV_URL names, says of the image."""
    yield from weaknesses.against(bill.parts_of(root), address=settings.OSV_URL)


def runs(_: Path) -> Iterator[str]:
    yield from running.faults()


LOOKS: Final[dict[str, Look]] = {
    "Containerfile": rules_of_the_file,
    "files": files,
    "secrets": secrets,
    "bill of materials": materials,
    "Debian's updates": newer,
    "runs": runs,
}


def main(what: str) -> int:
    """``what``: build, scan, or ask (the list at OSV_URL)."""
    logging.getLogger("assay.sandbox").setLevel(logging.WARNING)
    OUTPUT.mkdir(parents=True, exist_ok=True)
    if what == "build":
        return 0 if passed("image", built) else 1
    looks = LOOKS if what == "scan" else {"known weaknesses": known}
    with ExitStack() as stack:
        try:
            root = stack.enter_context(unpacked())
        except Incomplete as incomplete:
            sys.stdout.write(f"  ✗ there is no image to look at: {incomplete}\n")
            return 1
        verdicts = [passed(name, partial(look, root)) for name, look in looks.items()]
    return 0 if all(verdicts) else 1


def passed(name: str, look: Callable[[], Iterator[str]]) -> bool:
    began = time.monotonic()
    try:
        found = list(look())
    except (Incomplete, ReadingIncomplete, OSError, ValueError, KeyError) as error:
        found = [f"not finished: {error!r}"]
    sys.stdout.write(f"  {'✗' if found else '✓'} {name:<24}{time.monotonic() - began:6.1f} s\n")
    sys.stdout.writelines(f"      {line}\n" for line in found)
    sys.stdout.flush()
    return not found
