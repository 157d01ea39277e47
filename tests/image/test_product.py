"""What the image is built from runs without stand-ins, demo data and the start of everything on one machine."""

import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
APART: Final = ("assay/sandbox", "assay/config/seed.py", "assay/config/commands/sandbox.py")
EVERYTHING: Final = """
import importlib, pkgutil
import django
django.setup()
import assay
names = [each.name for each in pkgutil.walk_packages(assay.__path__, "assay.") if "settings" not in each.name]
for name in names:
    importlib.import_module(name)
print(assay.__file__, len(names))
"""

pytestmark = pytest.mark.slow(reason="starts interpreters")


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source as the image's context has it."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    left_out = [line for line in lines if line[:1] not in {"#", "!", "*"}]
    place = tmp_path_factory.mktemp("product")

    def ignored(folder: str, names: list[str]) -> set[str]:
        home = Path(folder).relative_to(ROOT)
        spare = {"__pycache__", "node_modules"}
        return {name for name in names if name in spare or any(fnmatch(str(home / name), line) for line in left_out)}

    shutil.copytree(ROOT / "src", place / "src", ignore=ignored)
    return place / "src"


def run(product: Path, *words: str) -> str:
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(product),
        "DJANGO_SETTINGS_MODULE": "assay.config.settings.typing",
    }
    done = subprocess.run([sys.executable, *words], cwd=product, env=env, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stderr[-2000:]
    return done.stdout


def test_stand_ins_and_demo_data_are_not_there(product: Path) -> None:
    assert [] == [part for part in APART if (product / part).exists()]
    assert (product / "assay/config/commands/serve.py").is_file()


def test_every_module_that_is_left_is_read_without_them(product: Path) -> None:
    said = run(product, "-c", EVERYTHING)

    read = re.search(rf"^{re.escape(str(product))}/assay/__init__\.py (\d+)$", said, re.MULTILINE)
    assert read is not None, said
    assert int(read[1]) > 400


def test_the_commands_of_development_are_gone_and_those_of_a_production_are_not(product: Path) -> None:
    said = run(product, "-m", "assay.cli", "--help")
    shown = {line.split()[0] for line in said.partition("Commands:")[2].splitlines() if line.strip()}

    assert not {"up", "down", "sandbox", "seed"} & shown
    assert {"serve", "worker", "migrate", "check", "alive", "staff", "rotate"} <= shown
