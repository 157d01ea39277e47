"""Contrast of the colours, in both themes, measured as the guidelines do (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "src/assay/web/assets/css/tokens.css"
_PAIR = re.compile(r"--([a-z0-9_-]+): light-dark\((#[0-9a-f]{3,6}), (#[0-9a-f]{3,6})\);")
TEXT = ("ink", "ink-2", "ink-3", "accent")
TONES = ("good", "warn", "bad", "info", "calm", "turn", "accent")


def _themes() -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    css = TOKENS.read_text(encoding="utf-8")
    base, contrast = css.split('[data-theme="contrast"]')[0], css.split('[data-theme="contrast"]')[1].split("@media")[0]
    found = {"plain": _PAIR.findall(base), "contrast": _PAIR.findall(base) + _PAIR.findall(contrast)}
    return {
        name: ({n: light for n, light, _dark in pairs}, {n: dark for n, _light, dark in pairs})
        for name, pairs in found.items()
    }


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _ratio(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


PALETTES = [(f"{name}-{side}", pair[i]) for name, pair in _themes().items() for i, side in enumerate(("light", "dark"))]


@pytest.mark.parametrize(("name", "palette"), PALETTES, ids=[name for name, _palette in PALETTES])
def test_text_can_be_read_on_every_surface(name: str, palette: dict[str, str]) -> None:
    for ground in ("paper", "surface", "raised", "sunken", "hover"):
        for ink in TEXT:
            assert _ratio(palette[ink], palette[ground]) >= 4.5, (name, ink, ground)


@pytest.mark.parametrize(("name", "palette"), PALETTES, ids=[name for name, _palette in PALETTES])
def test_pills_and_buttons_can_be_read(name: str, palette: dict[str, str]) -> None:
    assert _ratio(palette["on-accent"], palette["accent"]) >= 4.5, name
    assert _ratio(palette["on-accent"], palette["accent-strong"]) >= 4.5, name
    if not name.startswith("contrast"):
        for tone in TONES:
            assert _ratio(palette[tone], palette[f"{tone}-soft"]) >= 4.5, (name, tone)


@pytest.mark.parametrize(("name", "palette"), PALETTES, ids=[name for name, _palette in PALETTES])
def test_borders_of_fields_focus_and_kinds_stand_out(name: str, palette: dict[str, str]) -> None:
    for thing in ("line-strong", "focus", *(key for key in palette if key.startswith("kind-"))):
        assert _ratio(palette[thing], palette["surface"]) >= 3, (name, thing)


def test_the_high_contrast_theme_has_seven_to_one() -> None:
    for palette in _themes()["contrast"]:
        assert min(_ratio(palette[ink], palette["surface"]) for ink in TEXT) >= 7
