"""A small image as it should be: a tree, and what it says about itself."""

import base64
import hashlib
from pathlib import Path
from typing import Any, Final

PACKAGES: Final = Path("app/lib/python3.13/site-packages")
STATUS: Final = "Package: libssl3t64\nStatus: install ok installed\nSource: openssl\nVersion: 3.5.1-1\n"


def tree(root: Path) -> Path:
    """Write it and return where it is."""
    for folder in ("usr/bin", "app/bin", "etc", "tmp", "var/lib/dpkg", PACKAGES / "assay/web/assets"):
        (root / folder).mkdir(parents=True)
    (root / "tmp").chmod(0o1777)
    (root / "usr/bin/python3").write_text("", encoding="utf-8")
    accounts = "root:*:0:0:root:/root:/usr/sbin/nologin\nassay:x:10001:10001::/nonexistent:/usr/sbin/nologin\n"
    (root / "etc/passwd").write_text(accounts, encoding="utf-8")
    (root / "etc/os-release").write_text('ID=debian\nVERSION_ID="13"\n', encoding="utf-8")
    (root / "var/lib/dpkg/status").write_text(STATUS, encoding="utf-8")
    package(
        root,
        "assay",
        "0.1.0",
        {"assay/web/assets/package-lock.json": '{"packages": {"node_modules/a": {"version": "1"}}}'},
    )
    package(root, "django", "6.1.3", {"django/__init__.py": "VERSION = 6"})
    return root


def package(root: Path, name: str, version: str, files: dict[str, str]) -> None:
    """Install a package as pip does: its files, and the list of them with their digests."""
    home = root / PACKAGES
    lines = []
    for file, text in files.items():
        (home / file).parent.mkdir(parents=True, exist_ok=True)
        (home / file).write_text(text, encoding="utf-8")
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        lines.append(f"{file},sha256={digest},{len(text)}")
    about = home / f"{name}-{version}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
    lines += [f"{about.name}/METADATA,,", f"{about.name}/RECORD,,"]
    (about / "RECORD").write_text("\n".join(lines) + "\n", encoding="utf-8")


def config(**said: Any) -> dict[str, Any]:
    """What an image says about itself; ``said`` replaces some of it."""
    labels = ("title", "description", "licenses", "version", "revision", "created")
    usual = {
        "User": "10001:10001",
        "ExposedPorts": {"8000/tcp": {}},
        "StopSignal": "SIGTERM",
        "Healthcheck": {"Test": ["CMD", "/app/bin/assay", "alive"]},
        "Entrypoint": ["/usr/bin/tini", "--", "/app/bin/assay"],
        "Env": ["PATH=/app/bin", "ENVIRONMENT=production"],
        "Labels": {f"org.opencontainers.image.{label}": "x" for label in labels},
    }
    return {"Config": usual | said}
