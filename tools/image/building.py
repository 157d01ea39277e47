"""`make image`: a base made from Debian's packages of today, and the very Containerfile on top of it.

Where images can be fetched, a base by its digest takes the place of ours (`--build-arg BASE=…`); nothing else differs.
"""

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tools.image.engine import HOME, IMAGE, ROOT, ask, podman

RELEASE: Final = "trixie"
BASE: Final = f"localhost/debian:{RELEASE}-slim"
_KEEPS: Final = 20 * 3600  # seconds: a base is made anew each day, because updates come each day
_INSIDE: Final = "/run/authorities.crt"  # where the machine's own certificates are seen while building


def build() -> None:
    """Make the base unless today's is there, and the image. Raises Incomplete."""
    _base()
    args = {
        "BASE": BASE,
        "VERSION": os.environ.get("VERSION", "0.0.0"),
        "REVISION": ask("git", "-c", "safe.directory=*", "rev-parse", "HEAD").strip(),
        "CREATED": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        **_authorities(),
    }
    podman(
        "build", "--quiet", "--format", "docker", "--isolation", "chroot", "--network", "host", "--pull=never",
        "--signature-policy", str(HOME / "policy.json"), "--ignorefile", ".dockerignore",
        *(word for name, value in args.items() for word in ("--build-arg", f"{name}={value}")),
        *(("--volume", f"{_machines()}:{_INSIDE}:ro") if _machines() else ()),
        "-f", "deploy/container/Containerfile", "-t", IMAGE, str(ROOT),
    )  # fmt: skip


def sources() -> tuple[str, ...]:
    """Debian's release and its updates, from where this machine takes its own packages."""
    said = ask("apt-get", "indextargets", "--format", "$(SITE) $(RELEASE)", "Created-By: Packages")
    sites = [tuple(line.split()) for line in said.splitlines()]
    usual = next(site for site, release in sites if "-" not in release)
    secure = next((site for site, release in sites if release.endswith("-security")), f"{usual}-security")
    return (
        f"deb {usual} {RELEASE} main",
        f"deb {usual} {RELEASE}-updates main",
        f"deb {secure} {RELEASE}-security main",
    )


def _base() -> None:
    packed = HOME / "base.tar"
    HOME.mkdir(parents=True, exist_ok=True)
    if not packed.exists() or time.time() - packed.stat().st_mtime > _KEEPS:
        fresh = packed.with_suffix(".new.tar")
        ask("mmdebstrap", "--variant=minbase", "--quiet", RELEASE, str(fresh), *sources())
        ask("tar", "--delete", "--file", str(fresh), "./dev")
        podman("import", "--quiet", str(fresh), BASE)
        fresh.rename(packed)
    elif BASE not in podman("images", "--format", "{{.Repository}}:{{.Tag}}").split():
        podman("import", "--quiet", str(packed), BASE)


def _machines() -> Path | None:
    """The machine's own file of certificates, where it has to trust somebody in between."""
    named = os.environ.get("SSL_CERT_FILE")
    return Path(named) if named and Path(named).is_file() else None


def _authorities() -> dict[str, str]:
    return {"PIP_CERT": _INSIDE, "NODE_EXTRA_CA_CERTS": _INSIDE} if _machines() else {}
