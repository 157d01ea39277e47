"""How long signing in takes at twenty a second, and what that does to somebody who reads a page: `make bench-sign-in`.

A product of its own is started and asked over HTTP. People come back with browsers it knows, from many networks, at
random moments (a Poisson process); a late answer counts from the moment it was asked for, so a queue shows. The page is
read at the same pace alone and beside the sign-ins; what counts is the ratio of the two, which a busy machine shares.
"""

import http.client
import os
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode, urlsplit

import numpy as np

from assay.launch.places import Places
from assay.launch.servers import scratch_folder
from tests.launch.product import Product, started

SIGN_INS, READS = 20.0, 10.0  # a second
SECONDS: Final = 15
PEOPLE: Final = 120
TARGET: Final = 0.250  # seconds, the 95th percentile of signing in
SLOWER: Final = 3.0  # times a page may take at the 95th percentile beside the sign-ins
PASSWORD: Final = "seven quiet herons waded"
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
PAGE: Final = "/app/ideas/"


@dataclass(frozen=True)
class Answer:
    """What came back, and after how long since it was due."""

    status: int
    seconds: float
    cookies: dict[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True)
class Site:
    """Where the product listens."""

    port: int

    def ask(self, method: str, path: str, *, cookies: dict[str, str], body: str = "", network: int = 0) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        began = time.perf_counter()
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-Forwarded-For": f"10.{network // 250}.{network % 250}.7",
            "Origin": f"http://localhost:{self.port}",
            "Host": f"localhost:{self.port}",
            **(FORM if body else {}),
        }
        line.request(method, path, body=body or None, headers=headers)
        response = line.getresponse()
        text = response.read().decode(errors="replace")
        set_cookies = (value.partition(";")[0].partition("=") for value in response.headers.get_all("Set-Cookie") or [])
        got = {name: value for name, _, value in set_cookies}
        line.close()
        return Answer(response.status, time.perf_counter() - began, got, text)


@dataclass(frozen=True)
class Visitor:
    """Somebody with an account, and the browser they come back with."""

    number: int
    cookies: dict[str, str]
    token: str

    def sign_in(self, site: Site) -> Answer:
        sent = {"login": address(self.number), "password": PASSWORD, "csrfmiddlewaretoken": self.token}
        return site.ask("POST", "/accounts/login/", cookies=self.cookies, body=urlencode(sent), network=self.number)


def address(number: int) -> str:
    return f"visitor-{number}@example.org"


def enroll_people(product: Product) -> None:
    """Store the visitors, as an operator would."""
    code = (
        "import django; django.setup()\n"
        "from assay.kernel.privacy import Email, PersonName, Secret\n"
        "from assay.modules.identity.api import enroll\n"
        f"for n in range({PEOPLE}):\n"
        f"    enroll(Email(f'visitor-{{n}}@example.org'), password=Secret({PASSWORD!r}), name=PersonName(''))\n"
    )
    env = {**os.environ, **product.now.environment, "DJANGO_SETTINGS_MODULE": "assay.config.settings.dev"}
    subprocess.run([sys.executable, "-c", code], check=True, env=env, stdout=subprocess.DEVNULL)


def visitors(site: Site) -> list[Visitor]:
    """Let everybody sign in once, so that their browser is known; whoever comes back brings its cookies."""
    page = site.ask("GET", "/accounts/login/", cookies={})
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.body)
    assert found is not None
    known = []
    for number in range(PEOPLE):
        first = Visitor(number, page.cookies, found[1]).sign_in(site)
        assert first.status == 302, first.status
        kept = {name: value for name, value in first.cookies.items() if "session" not in name and "csrf" not in name}
        known.append(Visitor(number, page.cookies | kept, found[1]))
    return known


def at_random(rate: float, act: Callable[[int], Answer], *, room: ThreadPoolExecutor, seed: int) -> list[Answer]:
    """Act so often a second, at moments that know nothing of one another."""
    chance, began, due, waiting = np.random.default_rng(seed), time.perf_counter(), 0.0, []
    number = 0
    while (due := due + float(chance.exponential(1 / rate))) < SECONDS:
        pause = began + due - time.perf_counter()
        if pause > 0:
            time.sleep(pause)
        waiting.append(room.submit(_from, began + due, act, number))
        number += 1
    return [one.result() for one in waiting]


def _from(due: float, act: Callable[[int], Answer], number: int) -> Answer:
    answer = act(number)
    return Answer(answer.status, time.perf_counter() - due)


def percentiles(answers: Sequence[Answer]) -> tuple[float, float, float]:
    cuts = statistics.quantiles([answer.seconds for answer in answers], n=100, method="inclusive")
    return cuts[49], cuts[94], cuts[98]


def line(name: str, answers: Sequence[Answer], *, good: int) -> tuple[float, float, float]:
    found = percentiles(answers)
    failed = Counter(answer.status for answer in answers if answer.status != good)
    shown = "".join(f"{1000 * seconds:9.0f}" for seconds in found)
    refused = "".join(f", {number} answered {status}" for status, number in sorted(failed.items()))
    sys.stdout.write(f"{name:34}{shown}   {len(answers)} asked{refused}\n")
    return found


@dataclass(frozen=True)
class Stage:
    """The product that is measured, and who asks it."""

    site: Site
    known: list[Visitor]
    reader: dict[str, str]
    room: ThreadPoolExecutor

    def read(self, _: int = 0) -> Answer:
        return self.site.ask("GET", PAGE, cookies=self.reader, network=9_999)

    def enter(self, number: int) -> Answer:
        return self.known[number % PEOPLE].sign_in(self.site)


def measure(stage: Stage) -> bool:
    """Read alone, then beside the sign-ins; say what was found, and whether it is good enough."""
    for _ in range(20):
        stage.read()
    sys.stdout.write(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    sys.stdout.write(f"{'milliseconds':34}{'p50':>9}{'p95':>9}{'p99':>9}\n")
    alone = line(f"a page, {READS:g} a second, alone", at_random(READS, stage.read, room=stage.room, seed=1), good=200)
    beside: list[Answer] = []
    reading = threading.Thread(target=lambda: beside.extend(at_random(READS, stage.read, room=stage.room, seed=2)))
    reading.start()
    signed = at_random(SIGN_INS, stage.enter, room=stage.room, seed=3)
    reading.join()
    found = line(f"signing in, {SIGN_INS:g} a second", signed, good=302)
    loaded = line("the page beside it", beside, good=200)
    ratios = "".join(f"{there / here:9.2f}" for there, here in zip(loaded, alone, strict=True))
    sys.stdout.write(f"{'the page, times its time alone':34}{ratios}\n")
    return found[1] <= TARGET and loaded[1] <= SLOWER * alone[1]


def main() -> int:
    folder = scratch_folder("assay-bench")
    with ExitStack() as stopping, ThreadPoolExecutor(96) as room:
        stopping.callback(shutil.rmtree, folder, ignore_errors=True)
        product = started(Product(Places(folder / "var"), {"TRUSTED_PROXIES": "1"}), stopping)
        site = Site(urlsplit(product.now.address).port or 80)
        enroll_people(product)
        known = visitors(site)
        reader = known[0].cookies | known[0].sign_in(site).cookies
        is_met = measure(Stage(site, known, reader, room))
        sys.stdout.write(
            f"signing in at most {1000 * TARGET:.0f} ms and the page at most {SLOWER:g} times as long, both at p95: "
            f"{'met' if is_met else 'MISSED'} (load {os.getloadavg()[0]:.1f})\n"
        )
        return 0 if is_met else 1


if __name__ == "__main__":
    raise SystemExit(main())
