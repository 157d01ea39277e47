"""What every answer has to carry, and what a browser is told; asked page by page, as a passive scanner does."""

import re
from typing import Final

import requests

from tests.attack.book import Scene, attack, each, refused
from tests.attack.outsider import Browser
from tests.attack.strangers import things

AREA: Final = "headers"
OPEN: Final = [
    "/", "/method/", "/sample/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/api/docs",
    "/no/such/page", "/design/", "/problems/",
]  # fmt: skip
INSIDE: Final = [
    "/app/", "/app/ideas/", "/app/ideas/new/", "/app/profile/", "/app/discover/", "/app/settings/", "/accounts/email/",
    "/accounts/password/change/", "/app/settings/security/", "/app/settings/keys/",
]  # fmt: skip
WANTED: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
ORIGINS: Final = ["https://evil.example", "null", "http://localhost:3000", "https://localhost.evil.example", "file://"]
INLINE: Final = re.compile(
    r"<script(?![^>]*(?:src=|application/json))[^>]*>\s*\S|\son[a-z]+=|\sstyle=|href=\"javascript:", re.IGNORECASE
)


def missing(answer: requests.Response) -> list[str]:
    """What a page does not say that it has to."""
    heads, policy = answer.headers, answer.headers.get("Content-Security-Policy", "")
    lacking = [name for name, value in WANTED.items() if heads.get(name) != value]
    lacking += [
        word for word in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'") if word not in policy
    ]
    lacking += [word for word in ("unsafe-inline", "unsafe-eval", "*") if word in policy]
    lacking += [name for name in ("Permissions-Policy", "X-Request-Id") if name not in heads]
    return lacking + ([f"inline: {found[0]!r}"] if (found := INLINE.search(_markup(answer))) else [])


def _markup(answer: requests.Response) -> str:
    # A drawing's own attributes are no style of the page's, and its renderer is the one place that writes them.
    return re.sub(r"<svg.*?</svg>", "", answer.text, flags=re.DOTALL)


@each(AREA, "find a page that lets others frame, sniff or run something: {}", OPEN)
def _open(scene: Scene, place: str) -> None:
    lacking = missing(Browser(scene.target).get(place))
    refused(when=not lacking, otherwise=f"{lacking}")


@each(AREA, "find such a page behind the door: {}", INSIDE)
def _inside(scene: Scene, place: str) -> None:
    answer = scene.mallory.browser.get(place, allow_redirects=True)
    lacking = missing(answer)
    refused(when=not lacking, otherwise=f"{lacking}")


@attack(AREA, "read somebody's page from a cache that others share")
def _shared_cache(scene: Scene) -> None:
    ids = things(scene)
    for place in (
        "/app/",
        f"/app/ideas/{ids['idea']}/",
        "/app/settings/",
        f"/api/v1/ideas/{ids['idea']}",
        "/api/v1/me",
    ):
        said = scene.alice.browser.get(place).headers.get("Cache-Control", "")
        refused(when="private" in said or "no-store" in said, otherwise=f"{place} says {said!r}")


@each(AREA, "read the interface from a page at {}", ORIGINS)
def _cors(scene: Scene, origin: str) -> None:
    for method in ("GET", "OPTIONS"):
        answer = scene.mallory.browser.send(
            method, "/api/v1/ideas", headers={"Origin": origin, "Access-Control-Request-Method": "PUT"}
        )
        told = [name for name in answer.headers if name.lower().startswith("access-control-allow")]
        refused(when=not told, otherwise=f"{method} answers {told}")


@each(
    AREA,
    "be answered under another name: {}",
    ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "a@b"],
)
def _host(scene: Scene, name: str) -> None:
    answer = Browser(scene.target).get("/accounts/login/", headers={"Host": name})
    refused(when=answer.status_code == 400, otherwise=f"answered {answer.status_code}")


@attack(AREA, "learn which server and framework this is")
def _names(scene: Scene) -> None:
    heads = " ".join(f"{name}: {value}" for name, value in Browser(scene.target).get("/").headers.items()).lower()
    told = [word for word in ("granian", "django", "python", "wsgi", "x-powered-by") if word in heads]
    refused(when=not told, otherwise=f"it says {told}")


@attack(AREA, "flood the address that takes browsers' reports")
def _reports(scene: Scene) -> None:
    browser = Browser(scene.target, network="127.7.7.7")
    kind = {"Content-Type": "application/csp-report"}
    answers = [browser.send("POST", "/reports/browser/", data=b"{}", headers=kind).status_code for _ in range(70)]
    refused(when=429 in answers, otherwise="seventy were taken")
