"""What a page makes a reader download, and that it can be built again from the lock."""

import gzip
import json
import re
import shutil
import subprocess
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.utils.module_loading import import_string

from tests.identity.make import client_for, person

WEB = Path(__file__).resolve().parents[2] / "src" / "assay" / "web"
ASSETS, BUILT = WEB / "assets", WEB / "static" / "built"
KB = 1000
PAGES = ("wizard", "progress", "evidence", "reference")


def _is_stale() -> bool:
    made = BUILT / "palette.js"  # written last
    sources = [*ASSETS.glob("ts/*.ts"), *ASSETS.glob("css/*.css"), ASSETS / "package-lock.json", ASSETS / "build.mjs"]
    return not made.is_file() or max(source.stat().st_mtime for source in sources) > made.stat().st_mtime


@pytest.fixture(scope="session")
def built() -> Path:
    """The built files; built here when they are missing or older than their sources."""
    if _is_stale():
        npm = shutil.which("npm")
        assert npm is not None, "the assets are not built and there is no npm to build them: run `make ready`"
        if not (ASSETS / "node_modules").is_dir():
            subprocess.run([npm, "ci"], cwd=ASSETS, check=True, capture_output=True)
        subprocess.run([npm, "run", "build"], cwd=ASSETS, check=True, capture_output=True)
    return BUILT


def _size(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def test_the_sign_in_page_loads_at_most_20_kb_of_script(built: Path) -> None:
    assert sum(_size(built / f"{name}.js") for name in ("base", "passkey", "password", "work")) <= 20 * KB


@pytest.mark.parametrize("page", PAGES)
def test_no_page_loads_more_than_60_kb_of_script_before_somebody_acts(built: Path, page: str) -> None:
    assert _size(built / "app.js") + _size(built / f"{page}.js") <= 60 * KB


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "scripts"),
    [
        ("/accounts/confirm-email/", {"base"}),
        ("/api/docs", {"base", "reference"}),
        ("/app/ideas/", {"app"}),
        ("/app/ideas/new/", {"base", "wizard"}),
    ],
)
def test_each_page_loads_its_own_script_and_nobody_elses(address: str, scripts: set[str]) -> None:
    client: Any = client_for(person()) if address.startswith("/app/") else Client()

    assert scripts == set(re.findall(r'<script[^>]+src="[^"]*built/(\w+)[^"]*\.js"', client.get(address).text))


@pytest.mark.django_db
def test_the_palette_is_named_for_whoever_reaches_for_it_and_loaded_by_nothing_else(built: Path) -> None:
    client: Any = client_for(person())
    page = client.get("/app/ideas/").text
    offered = re.findall(r'data-palette="/static/built/([^"]+)"', page)

    assert ["palette.js"] == offered
    assert (built / "palette.js").stat().st_size
    assert 1 == page.count("palette.js")
    assert "import(" in (built / "app.js").read_text()


def test_all_style_fits_in_25_kb(built: Path) -> None:
    assert _size(built / "assay.css") <= 25 * KB


def test_nothing_built_reaches_for_another_host(built: Path) -> None:
    css = (built / "assay.css").read_text()
    assert "http" not in css
    assert "./inter.woff2" in css
    assert (built / "inter.woff2").stat().st_size < 100 * KB


def test_no_script_evaluates_text_of_ours(built: Path) -> None:
    for name in ("base", *PAGES, "palette"):
        code = (built / f"{name}.js").read_text()
        assert "eval(" not in code
        assert "new Function" not in code


def test_the_lock_names_no_address_and_pins_every_package() -> None:
    lock = json.loads((ASSETS / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert all("resolved" not in entry and entry["integrity"] for entry in packages.values())


def test_the_manifest_pins_exact_versions() -> None:
    wanted = json.loads((ASSETS / "package.json").read_text())["devDependencies"]
    assert all(version[0].isdigit() for version in wanted.values())


def test_the_fonts_come_with_their_licence() -> None:
    fonts = WEB / "static" / "fonts"
    assert sum(font.stat().st_size for font in fonts.glob("*.ttf")) < 1000 * KB
    assert "SIL Open Font License" in (fonts / "OFL.txt").read_text()


@pytest.mark.django_db
def test_assets_that_are_built_again_under_a_running_product_are_served_as_they_are_now(tmp_path: Path) -> None:
    settings = import_module("assay.config.settings.dev")
    asked = {name: getattr(settings, name) for name in dir(settings) if name.startswith("WHITENOISE_")}
    with override_settings(**asked, STATICFILES_DIRS=[tmp_path]):
        serve, seen = (
            import_string("whitenoise.middleware.WhiteNoiseMiddleware")(lambda _request: HttpResponse(status=404)),
            [],
        )
        for text in ("short", "much longer than before"):
            (tmp_path / "part.js").write_text(text)
            answer = serve(RequestFactory().get("/static/part.js"))
            seen.append((b"".join(answer).decode(), answer["Content-Length"]))
            answer.close()

    assert [("short", "5"), ("much longer than before", "23")] == seen
