"""Write a new module: its standard files, its line in the level list, its place in the wiring, its folder of tests.

``python tools/new_module.py NAME --level N`` (``make new-module``). What the files say is the least that the contracts
and the rules accept; delete a file that the module does not need, the list of names is closed but none is compulsory.
"""

import argparse
import re
import sys
from pathlib import Path
from string import Template

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # this file is run by its path

from tools import levels
from tools.rules.names import BANNED

NAME = re.compile(r"[a-z][a-z]{2,30}")
LEVELS = range(1, 14)
MODULES = Path("src/assay/modules")
WIRING = Path("src/assay/config/modules.py")
CONTRACTS = Path(".importlinter")

TEMPLATES = Path(__file__).parent / "module_template"


class Refused(ValueError):
    """The module cannot be written as asked; the text says why."""


def write(root: Path, *, name: str, level: int) -> list[Path]:
    """Write everything and return the paths, relative to ``root``, that are new or changed.

    Raises Refused before anything is written.
    """
    _guard(root, name=name, level=level)
    wanted = _filled(TEMPLATES / "module", MODULES / name, name=name)
    wanted |= _filled(TEMPLATES / "tests", Path("tests") / name, name=name)
    for path, text in wanted.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    contracts = root / CONTRACTS
    contracts.write_text(levels.inserted(contracts.read_text(encoding="utf-8"), module=name, level=level), "utf-8")
    _wire(root / WIRING, levels.read(contracts), name=name)
    return [*wanted, CONTRACTS, WIRING]


def _guard(root: Path, *, name: str, level: int) -> None:
    if not NAME.fullmatch(name):
        raise Refused(f"{name!r} is no module name: one noun of small letters, as in `billing`")
    if name in BANNED:
        raise Refused(f"{name!r} says nothing; name the domain word")
    if level not in LEVELS:
        raise Refused(f"level {level} does not exist: 1 is the lowest, 13 the highest (ARCHITECTURE.md)")
    if name in levels.read(root / CONTRACTS).of or (root / MODULES / name).exists():
        raise Refused(f"{name} is there already")


def _filled(templates: Path, target: Path, *, name: str) -> dict[Path, str]:
    """What each template becomes, by the path it is written to."""
    words = {"name": name, "title": name.capitalize()}
    return {
        target / str(path.relative_to(templates).with_suffix("")).replace("NAME", name): Template(
            path.read_text(encoding="utf-8")
        ).substitute(words)
        for path in sorted(templates.rglob("*.tmpl"))
    }


def _wire(wiring: Path, order: levels.Levels, *, name: str) -> None:
    """Put the application above all lower ones and below all higher ones."""
    lines = wiring.read_text(encoding="utf-8").splitlines(keepends=True)
    places = {
        at: match[1] for at, line in enumerate(lines) if (match := re.match(r'    "assay\.modules\.(\w+)",', line))
    }
    higher = [at for at, module in places.items() if order.of[module] > order.of[name]]
    lines.insert(min(higher, default=max(places) + 1), f'    "assay.modules.{name}",\n')
    wiring.write_text("".join(lines), encoding="utf-8")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Write the standard files of a new module.")
    parser.add_argument("name")
    parser.add_argument("--level", type=int, required=True, help="1 (lowest) to 13; an import may only point down")
    asked = parser.parse_args(arguments)
    try:
        written = write(Path(__file__).resolve().parents[1], name=asked.name, level=asked.level)
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    sys.stdout.writelines(f"{path}\n" for path in written)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
