"""What somebody has who attacks from outside: addresses, a browser's manners, a mailbox, and several networks.

Nothing of ours is imported beyond the words of HTTP: no settings, no tables, no test client.
"""

import re
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final, override
from urllib.parse import urljoin

import requests
import urllib3.util.connection
from requests.adapters import HTTPAdapter

PASSWORD: Final = "violet tractor hums under nine bridges"
FIELD: Final = re.compile(r'name="csrfmiddlewaretoken"\s+value="([^"]+)"')
FIREFOX: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
SAFARI: Final = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"


urllib3.util.connection.HAS_IPV6 = False  # the networks below are loopback addresses of IPv4


class Succeeded(AssertionError):
    """An attack got what it wanted."""


class _From(HTTPAdapter):
    """Calls from one of this machine's own loopback addresses, as if from another network."""

    def __init__(self, address: str) -> None:
        self._source = (address, 0)
        super().__init__(pool_maxsize=60)

    @override
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, source_address=self._source)


@dataclass(frozen=True)
class Target:
    """The product under attack, the mailbox where its letters to the attacker arrive, and the DNS it asks."""

    web: str
    mail: str
    dns: str = ""

    def letters(self, address: str) -> list[dict[str, Any]]:
        """The mails to one address, newest first."""
        found: list[dict[str, Any]] = requests.get(
            f"{self.mail}/api/messages", params={"to": address}, timeout=10
        ).json()
        return found

    def link(self, address: str, *, about: str, patience: float = 20) -> str:
        """Wait for a letter about something and return its first link into the product."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            for letter in self.letters(address):
                if about.lower() in letter["subject"].lower():
                    found = re.search(rf"{re.escape(self.web)}/[^\s\"<>]+", letter["text"])
                    if found:
                        return found[0]
            time.sleep(0.2)
        raise TimeoutError(f"no letter about {about!r} came")


@dataclass
class Browser:
    """One browser: cookies, a name, a network."""

    target: Target
    agent: str = FIREFOX
    network: str = "127.0.0.1"
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.session.headers["User-Agent"] = self.agent
        self.session.trust_env = False
        self.session.mount("http://", _From(self.network))

    def send(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send as it is; redirects are not followed unless asked for."""
        options.setdefault("allow_redirects", False)
        return self.session.request(method, urljoin(self.target.web, path), timeout=30, **options)

    def get(self, path: str, **options: Any) -> requests.Response:
        """Ask for a page."""
        return self.send("GET", path, **options)

    def token(self, path: str) -> str:
        """The token in the form on a page; empty where there is none."""
        found = FIELD.search(self.get(path, allow_redirects=True).text)
        return found[1] if found else ""

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, form: str = "", **options: Any
    ) -> requests.Response:
        """Fill in a form as a person would: with the token from its page (or from another page that has one)."""
        headers = {"Referer": urljoin(self.target.web, path), **options.pop("headers", {})}
        sent = {"csrfmiddlewaretoken": self.token(form or path), **(data or {})}
        return self.send("POST", path, data=sent, headers=headers, **options)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        """Call the interface as our own pages do, with the session and its token."""
        sent = {"X-CSRFToken": self.token("/app/settings/"), "Referer": f"{self.target.web}/app/", **headers}
        return self.send(method, f"/api/v1/{path}", json=body, headers=sent)

    def sign_in(self, address: str, password: str = PASSWORD, **more: str) -> requests.Response:
        """Post the sign-in form."""
        return self.post("/accounts/login/", {"login": address, "password": password, **more})

    @property
    def is_in(self) -> bool:
        """Whether the product takes this browser for somebody."""
        return self.get("/api/v1/me").status_code == 200


@dataclass
class Person:
    """Somebody with a verified account, made the ordinary way."""

    address: str
    browser: Browser
    idea: str = ""
    ids: dict[str, str] = field(default_factory=dict)


def invented(name: str) -> str:
    """An address nobody has yet."""
    return f"{name}-{secrets.token_hex(5)}@example.org"


def newcomer(target: Target, name: str, *, network: str = "127.0.0.1", agent: str = FIREFOX) -> Person:
    """Sign somebody up through the pages and the mail, and let them sign in."""
    address, browser = invented(name), Browser(target, network=network, agent=agent)
    answer = browser.post("/accounts/signup/", {"email": address, "password1": PASSWORD})
    if answer.status_code != 302:
        raise RuntimeError(f"signing up ended with {answer.status_code}")
    link = target.link(address, about="confirm")
    browser.post(link, allow_redirects=True)
    if not browser.is_in:
        browser.sign_in(address)
    if not browser.is_in:
        raise RuntimeError("the account was made and cannot be entered")
    return Person(address=address, browser=browser)


def at_once[T](times: int, act: Any) -> list[Any]:
    """Do something many times in parallel; ``act`` gets its number."""
    with ThreadPoolExecutor(max_workers=times) as pool:
        return list(pool.map(act, range(times)))
