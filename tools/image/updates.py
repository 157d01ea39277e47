"""Whether Debian has a newer version of something in the image: apt's own answer, asked with the image's own list."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from tools.image.engine import Incomplete, ask

_KEYS: Final = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def waiting(root: Path, *, sources: Sequence[str], keys: Path = _KEYS) -> Iterator[str]:
    """One line for every package with a newer version. Raises Incomplete when Debian could not be asked."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        options = _options(place, root / "var/lib/dpkg/status", sources, keys)
        ask("apt-get", *options, "-qq", "--error-on=any", "update")
        installed = _installed(root)
        yield from stale(installed, ask("apt-cache", *options, "policy", *sorted(installed)))


def stale(installed: Mapping[str, str], policy: str) -> Iterator[str]:
    """One line for every package of which `apt-cache policy` names another version than the installed one.

    Raises Incomplete for a package that stands in no list: its newest version is then the one that is there.
    """
    newest, listed = _read(policy)
    for name, version in sorted(installed.items()):
        if name not in listed:
            raise Incomplete(f"Debian's lists do not know {name}")
        if newest[name] != version:
            yield f"{name} {version}: {newest[name]} waits"


def _installed(root: Path) -> dict[str, str]:
    said = ask(
        "dpkg-query", f"--admindir={root}/var/lib/dpkg", "-W", "-f", "${Package} ${Version} ${db:Status-Status}\n"
    )
    rows = [line.split() for line in said.splitlines()]
    return {name: version for name, version, standing in rows if standing == "installed"}


def _read(policy: str) -> tuple[dict[str, str], set[str]]:
    """The version that apt would install of each package, and the packages that stand in a list of a source."""
    newest: dict[str, str] = {}
    listed: set[str] = set()
    name = ""
    for line in policy.splitlines():
        if not line.startswith(" "):
            name = line.rstrip(":")
        elif line.startswith("  Candidate: "):
            newest[name] = line.removeprefix("  Candidate: ")
        elif line.endswith(" Packages"):
            listed.add(name)
    return newest, listed


def _options(place: Path, status: Path, sources: Sequence[str], keys: Path) -> tuple[str, ...]:
    """Options that let apt look at another system: its status, its sources, and lists of its own."""
    for folder in ("lists/partial", "archives/partial", "parts"):
        (place / folder).mkdir(parents=True)
    signed = (line.replace("deb ", f"deb [signed-by={keys}] ", 1) for line in sources)
    (place / "sources.list").write_text("\n".join(signed) + "\n", encoding="utf-8")
    settings = {
        "Dir::Etc::SourceList": place / "sources.list",
        "Dir::Etc::SourceParts": place / "parts",
        "Dir::Etc::PreferencesParts": place / "parts",
        "Dir::State::Lists": place / "lists",
        "Dir::State::Status": status,
        "Dir::State::Extended_States": place / "extended",
        "Dir::Cache": place,
        "APT::Sandbox::User": "root",
    }
    return tuple(word for name, value in settings.items() for word in ("-o", f"{name}={value}"))
