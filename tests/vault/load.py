"""People and programs who use a product all the time and write down whatever it refuses them."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import requests

from tests.attack.outsider import PASSWORD, Browser, Person, Target

IDEA = {"archetype": "subscription", "stage": "raw"}


@dataclass
class Load:
    """Runs acts over and over, each in a thread of its own, until it is stopped."""

    target: Target
    done: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    made: list[tuple[Person, str]] = field(default_factory=list)  # an idea's name, whose it is
    asked: list[str] = field(default_factory=list)  # who asked for a mail
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self, name: str, act: Callable[[int], requests.Response], *, status: int, pause: float) -> None:
        """Do it again and again; anything but this status is a failure."""

        def over_and_over() -> None:
            number = 0
            while not self._stop.wait(pause):
                number += 1
                self._once(name, partial(act, number), status)

        thread = threading.Thread(target=over_and_over, name=name)
        self._threads.append(thread)
        thread.start()

    def _once(self, name: str, act: Callable[[], requests.Response], status: int) -> None:
        began = time.strftime("%H:%M:%S")
        try:
            answer = act()
        except (requests.RequestException, OSError, ValueError, KeyError) as error:
            self.failures.append(f"{began} {name}: {type(error).__name__} {error}")
            return
        self.done[name] += 1
        if answer.status_code != status:
            self.failures.append(f"{began} {name}: {answer.status_code} {answer.url} {answer.text[:300]}")

    def end(self) -> None:
        """Stop, and wait until everybody has."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def everybody(self, people: list[Person], returning: list[Person], bearer: dict[str, str]) -> None:
        """Read, write, sign in, call as a program, ask for mail: all at once."""
        for number, person in enumerate(people):
            self.begin(f"read {number}", partial(self._read, person), status=200, pause=0.15)
            self.begin(f"write {number}", partial(self._idea, person), status=201, pause=0.4)
        for number, person in enumerate(returning):
            self.begin(f"sign in {number}", partial(self._enter, person), status=302, pause=1.0)
        program = Browser(self.target, network="127.3.0.1")
        self.begin("program", lambda _: program.get("/api/v1/ideas", headers=bearer), status=200, pause=0.1)
        self.begin("mail", self._ask_for_mail, status=302, pause=0.8)

    def _read(self, who: Person, _number: int) -> requests.Response:
        return who.browser.get("/app/ideas/")

    def _idea(self, who: Person, number: int) -> requests.Response:
        name = f"Idea {number} of {who.address}"
        answer = who.browser.call("POST", "ideas", IDEA | {"name": name})
        if answer.status_code == 201:
            self.made.append((who, name))
        return answer

    def _enter(self, who: Person, number: int) -> requests.Response:
        """Come with a new browser, over one of many networks."""
        return Browser(self.target, network=f"127.4.{number % 200}.{len(who.address)}").sign_in(who.address, PASSWORD)

    def _ask_for_mail(self, number: int) -> requests.Response:
        """Have a stranger sign up: a mail is a job."""
        address = f"stranger-{number}-{time.monotonic_ns()}@example.org"
        browser = Browser(self.target, network=f"127.5.{number % 200}.1")
        answer = browser.post("/accounts/signup/", {"email": address, "password1": PASSWORD})
        if answer.status_code == 302:
            self.asked.append(address)
        return answer
