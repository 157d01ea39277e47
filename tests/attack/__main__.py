"""Attack a running product as an outsider: `make attack` (ADDRESS=… MAIL=… DNS=… names one; otherwise one is started).

Prints a line for each attack and ends with the count. Everything goes over HTTP to this machine.
"""

import os
import shutil
import sys
from contextlib import ExitStack
from urllib.parse import urlsplit

from assay.launch.places import Places
from assay.launch.servers import scratch_folder
from tests.attack import (
    directory,
    edges,
    federation,
    payments,
    programs,
    races,
    second_factor,
    sessions,
    sign_in,
    staff,
    strangers,
    words,
    workspaces,
)
from tests.attack.book import ATTACKS, Outcome, Scene, carry_out
from tests.attack.outsider import Target, newcomer
from tests.launch.product import Product, started

AREAS = (
    *(sign_in, federation, second_factor, sessions, strangers, staff, words, programs, workspaces, payments),
    *(directory, edges, races),
)
LOOPBACK = {"localhost", "127.0.0.1"}


def main(words: list[str]) -> int:
    with ExitStack() as stopping:
        target = _named() or _started(stopping)
        if any(urlsplit(address).hostname not in LOOPBACK for address in (target.web, target.mail, target.dns)):
            sys.stdout.write("Only a product on this machine is attacked.\n")
            return 2
        scene = Scene(target, alice=newcomer(target, "alice"), mallory=newcomer(target, "mallory", network="127.9.9.9"))
        chosen = [one for one in ATTACKS if not words or any(word in f"{one.area} {one.wants}" for word in words)]
        outcomes = [_told(carry_out(one, scene)) for one in chosen]
    failed = sum(not outcome.is_refused for outcome in outcomes)
    sys.stdout.write(f"\n{len(outcomes) - failed} passed, {failed} failed\n")
    return 1 if failed or not outcomes else 0


def _named() -> Target | None:
    found = [os.environ.get(name, "").rstrip("/") for name in ("ADDRESS", "MAIL", "DNS")]
    return Target(*found) if all(found) else None


def _started(stopping: ExitStack) -> Target:
    folder = scratch_folder("assay-attack")
    stopping.callback(shutil.rmtree, folder, ignore_errors=True)
    product = started(Product(Places(folder / "var")), stopping)
    return Target(product.now.address.rstrip("/"), product.now.mail.rstrip("/"), product.now.dns)


def _told(outcome: Outcome) -> Outcome:
    mark = "refused" if outcome.is_refused else "FAILED "
    sys.stdout.write(f"{mark} {outcome.attack.area:<11} {outcome.attack.wants}  ({outcome.seconds:.1f} s)\n")
    if outcome.fault:
        sys.stdout.write(f"        {outcome.fault}\n")
    sys.stdout.flush()
    return outcome


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
