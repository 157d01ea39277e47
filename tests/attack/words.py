"""Words that become something else on the way: markup, statements, paths, headers, formulas."""

import gzip
import html
from typing import Final

import requests

from tests.attack.book import Scene, attack, carried_out, each, refused
from tests.attack.outsider import Browser
from tests.attack.strangers import things

AREA: Final = "words"
MARKUP: Final = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "'-alert(1)-'",
    "{{7*7}}${7*7}<%=7*7%>", "javascript:alert(1)", "</title><script>alert(1)</script>",
    '<a href="data:text/html,x">x</a>',
]  # fmt: skip
STATEMENTS: Final = [
    "' OR '1'='1", "1; DROP TABLE ideas_idea", "' UNION SELECT email FROM identity_person --", "1) OR pg_sleep(5)--",
    "\\'; SELECT pg_sleep(5); --", "$$; SELECT 1; $$",
]  # fmt: skip
PATHS: Final = [
    "/static/../../../../etc/passwd", "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/static/..%2f..%2fmanage.py",
    "/.env", "/.git/config", "/var/run.json", "/app/ideas/..%2f..%2fetc%2fpasswd", "/static//etc/passwd",
    "/static/%00/etc/passwd", "/api/v1/../../etc/passwd", "/server-status", "/debug/", "/__debug__/",
    "/.well-known/../.env",
]  # fmt: skip
DEEP: Final = [
    "[" * 5_000,
    '{"a":' * 5_000,
    "[" * 100_000,
    '{"name": ' + '"' + "x" * 990_000 + '"}',
    "1e99999",
    '"\\ud800"',
]


@each(AREA, "have what we typed run in the page of whoever reads it: {}", MARKUP)
def _markup(scene: Scene, word: str) -> None:
    ids, alice = things(scene), scene.alice.browser
    carried_out(alice.call("POST", f"ideas/{ids['idea']}/notes", {"body": word, "tags": ["x"]}), 201)
    made = alice.post("/app/ideas/new/", {"name": word[:60], "archetype": "subscription", "stage": "raw"})
    places = [f"/app/ideas/{ids['idea']}/notes/", "/app/ideas/", "/app/"]
    if made.status_code == 302:
        places.append(made.headers["Location"])
    for place in places:
        page = alice.get(place, allow_redirects=True)
        is_raw = word in page.text and html.escape(word) != word
        refused(when=not is_raw and ">49<" not in page.text, otherwise=f"{place} shows it raw")


@each(AREA, "have what we typed run in the database: {}", STATEMENTS)
def _statements(scene: Scene, word: str) -> None:
    browser = scene.mallory.browser
    for place in ("/api/v1/ideas", "/api/v1/opportunities", "/app/ideas/"):
        for name in ("cursor", "limit", "q", "state", "sort", "sector"):
            answer = browser.get(place, params={name: word})
            refused(when=answer.status_code < 500, otherwise=f"{place}?{name}= broke: {answer.status_code}")
            refused(when=answer.elapsed.total_seconds() < 4, otherwise=f"{place}?{name}= slept")
    answer = browser.get(f"/api/v1/ideas/{word}")
    refused(when=answer.status_code in {404, 422}, otherwise=f"answered {answer.status_code}")


@each(AREA, "read a file of the server: {}", PATHS)
def _paths(scene: Scene, path: str) -> None:
    browser = Browser(scene.target)
    request = browser.session.prepare_request(_raw("GET", scene.target.web))
    request.url = scene.target.web + path  # as it is: the library would tidy it up
    answer = browser.session.send(request, timeout=30, allow_redirects=False)
    is_nothing = answer.status_code in {400, 404} or "/login/" in answer.headers.get("Location", "")
    refused(when=is_nothing and "root:" not in answer.text, otherwise=f"answered {answer.status_code}")


def _raw(method: str, url: str) -> requests.Request:
    return requests.Request(method, url)


@each(AREA, "break the reader of bodies: {}", DEEP)
def _deep(scene: Scene, body: str) -> None:
    token = {"X-CSRFToken": scene.mallory.browser.token("/app/settings/"), "Content-Type": "application/json"}
    answer = scene.mallory.browser.send("POST", "/api/v1/ideas", data=body.encode(), headers=token)
    refused(when=answer.status_code in {400, 413, 422}, otherwise=f"answered {answer.status_code}")
    refused(
        when="application/problem+json" in answer.headers["Content-Type"], otherwise="the answer is no problem document"
    )


@attack(AREA, "send ten megabytes")
def _large(scene: Scene) -> None:
    for place in ("/api/v1/ideas", "/accounts/login/", "/app/ideas/new/"):
        try:
            answer = scene.mallory.browser.send("POST", place, data=b"x" * 10_000_000)
        except requests.ConnectionError:
            continue  # refused before it was read to its end
        refused(when=answer.status_code == 413, otherwise=f"{place} answered {answer.status_code}")


@attack(AREA, "hide a large body in a small one")
def _packed(scene: Scene) -> None:
    packed = gzip.compress(b"[" + b"0," * 5_000_000 + b"0]")
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json",
               "X-CSRFToken": scene.mallory.browser.token("/app/settings/")}  # fmt: skip
    answer = scene.mallory.browser.send("POST", "/api/v1/ideas", data=packed, headers=headers)
    refused(when=answer.status_code in {400, 413, 415, 422}, otherwise=f"answered {answer.status_code}")


@attack(AREA, "put a line of our own into the answer's head")
def _head(scene: Scene) -> None:
    for place in ("/app/ideas/?q=%0d%0aX-Injected:%201", "/theme/?next=%0d%0aX-Injected:1", "/%0d%0aX-Injected:%201"):
        answer = scene.mallory.browser.get(place)
        refused(when="X-Injected" not in answer.headers, otherwise=place)
    answer = scene.mallory.browser.get("/livez", headers={"X-Request-Id": "x" * 300})
    refused(when=len(answer.headers["X-Request-Id"]) <= 64, otherwise="any request id is echoed")


@attack(AREA, "say one key twice and have each reader see another")
def _double(scene: Scene) -> None:
    token = {"X-CSRFToken": scene.mallory.browser.token("/app/settings/"), "Content-Type": "application/json"}
    body = '{"body": "one", "body": "two"}'
    idea = things(scene)["idea"]
    headers = {**token, "X-CSRFToken": scene.alice.browser.token("/app/settings/")}
    answer = scene.alice.browser.send("POST", f"/api/v1/ideas/{idea}/notes", data=body, headers=headers)
    refused(when=answer.status_code in {400, 422}, otherwise=f"answered {answer.status_code}")


@attack(AREA, "learn the shape of the house from an error")
def _errors(scene: Scene) -> None:
    for place in ("/no/such", "/api/v1/none", "/app/ideas/%ff/", "/api/v1/ideas?limit=x", "/accounts/confirm-email/x/"):
        page = scene.mallory.browser.get(place, allow_redirects=True)
        told = [
            word for word in ("Traceback", "django.", "/site-packages/", "psycopg", "DEBUG = True") if word in page.text
        ]
        refused(when=not told and page.status_code < 500, otherwise=f"{place}: {page.status_code} {told}")
