"""The Containerfile builds in stages, and only what runs is copied into the image."""

import re
from pathlib import Path

import pytest

from tools.image.building import RELEASE

STAGE = re.compile(r"^FROM (?P<base>\S+)(?: AS (?P<name>\w+))?$", re.MULTILINE)
COPIED = re.compile(r"^COPY (?:--from=(?P<stage>\w+) )?(?P<words>.+)$", re.MULTILINE)


@pytest.fixture
def root() -> Path:
    return Path(__file__).parents[2]


def stages(root: Path) -> dict[str, tuple[str, str]]:
    """By name: what each begins with, and its lines; the last one, which is the image, has none."""
    text = (root / "deploy/container/Containerfile").read_text(encoding="utf-8")
    heads = list(STAGE.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return {head["name"] or "": (head["base"], text[head.end() : end]) for head, end in zip(heads, ends, strict=True)}


def test_the_image_begins_with_nothing_and_takes_over_the_system_and_the_product_alone(root: Path) -> None:
    base, lines = stages(root)[""]

    assert "scratch" == base
    assert [("system", "/ /"), ("product", "/app /app")] == COPIED.findall(lines)
    assert "RUN" not in lines


def test_what_builds_stands_in_stages_that_no_line_of_the_image_copies(root: Path) -> None:
    found = stages(root)

    assert ["system", "tools", "assets", "product", ""] == list(found)
    assert ("tools", "tools") == (found["assets"][0], found["product"][0])
    assert "python3-venv" not in found["system"][1]
    assert "sh /shrink" in found["system"][1]


def test_everything_that_is_installed_is_pinned_by_hash(root: Path) -> None:
    installs = [re.sub(r"\\\n\s*", "", lines) for _, lines in stages(root).values() if "pip" in lines]
    commands = [line for text in installs for line in re.split(r"\n|&&", text) if "install -q" in line]

    assert 3 == len(commands)
    assert all("--require-hashes" in line or "--no-index" in line for line in commands)
    assert "npm ci --ignore-scripts" in stages(root)["assets"][1]


def test_the_base_is_the_release_that_is_built_here(root: Path) -> None:
    text = (root / "deploy/container/Containerfile").read_text(encoding="utf-8")

    assert f"\nARG BASE=debian:{RELEASE}-slim\n" in text


def test_nothing_is_in_the_context_that_was_not_let_in(root: Path) -> None:
    lines = [line for line in (root / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    let_in = {line[1:] for line in lines if line.startswith("!")}

    assert "*" == lines[0]
    assert {"src", "requirements/*.lock", "pyproject.toml", "README.md", "LICENSE", "deploy/container/shrink"} == let_in
