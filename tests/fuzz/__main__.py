"""Make up requests from the description of the interface and send them to a running product: `make fuzz`.

Schemathesis makes them, what fits the description and what does not: as a program with a key, as a person with a
session, and as nobody. None may end in a 5xx, and each answer must be one that is described, of the described type and
in the described form. The ids are those of things that are there, so that requests get past the door.
"""

import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import redis

from assay.launch.places import Places
from assay.launch.servers import scratch_folder
from tests.attack.book import carried_out
from tests.attack.outsider import PASSWORD, Person, Target, newcomer
from tests.launch.product import Product, started

TOOL: Final = Path.cwd() / "var" / "tools" / "fuzz" / "bin" / "schemathesis"
CHECKS: Final = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"),
    "response_headers_conformance",
)
# They would end the session the run itself is signed in with, or its key.
SPARED: Final = (
    *(("/api/v1/sessions", "delete"), ("/api/v1/sessions/{session_id}", "delete")),
    ("/api/v1/keys/{key_id}", "delete"),
)
RECORD: Final = {"id": "", "type": "X12", "template": "D6", "k": 19, "n": 120}
# Who asks, and how often each operation: a visitor stands before the same few doors everywhere.
ROUNDS: Final = {"key": 10, "person": 8, "nobody": 2}


def main() -> int:
    with ExitStack() as stopping:
        folder = scratch_folder("assay-fuzz")
        stopping.callback(shutil.rmtree, folder, ignore_errors=True)
        product = started(Product(Places(folder / "var")), stopping)
        target = Target(product.now.address.rstrip("/"), product.now.mail.rstrip("/"))
        alice = newcomer(target, "alice")
        alice.browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
        _write(folder, alice)
        headers = {"key": _key(alice), "person": _session(alice), "nobody": {}}
        stopping.enter_context(_unlimited(product.servers()["VALKEY_URL"]))
        failed = [who for who, said in headers.items() if not _passes(folder, target, who, said)]
    sys.stdout.write(f"{len(headers) - len(failed)} passed, {len(failed)} failed\n")
    return 1 if failed else 0


def _key(alice: Person) -> dict[str, str]:
    scopes = alice.browser.call("GET", "key-scopes").json()["scopes"]
    made = alice.browser.call("POST", "keys", {"name": "Fuzz", "scopes": scopes}).json()
    return {"Authorization": f"Bearer {made['key']}"}


def _session(alice: Person) -> dict[str, str]:
    browser = alice.browser
    token = browser.token("/app/settings/")
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.session.cookies)
    back = f"{browser.target.web}/app/"
    return {"Cookie": cookies, "X-CSRFToken": token, "Referer": back, "User-Agent": browser.agent}


def _furnish(alice: Person) -> dict[str, str]:
    """Make one of everything that has an id, through the interface."""

    def made(path: str, body: Any) -> str:
        answer = alice.browser.call("POST", path, body)
        answer.raise_for_status()
        return str(answer.json()["id"])

    carried_out(alice.browser.post("/app/workspace/list/", {"name": "Rota & Co"}), 302)  # and she works there now
    idea = made("ideas", {"name": "Rota for cafés"})
    alice.browser.call("PUT", "profile", {"currency": "EUR"}).raise_for_status()
    return {
        "idea_id": idea,
        "note_id": made(f"ideas/{idea}/notes", {"body": "A note"}),
        "action_id": made(f"ideas/{idea}/actions", {"text": "Call"}),
        "evidence_id": made(f"ideas/{idea}/evidence", {"record": RECORD, "happened_on": "2026-01-20"}),
        "person_id": alice.browser.get("/api/v1/me").json()["person_id"],
        "invitation_id": made("invitations", {"email": "invited@example.org", "role": "viewer"}),
        "entry_id": alice.browser.call("GET", "opportunities").json()[0]["id"],
    }


def _write(folder: Path, alice: Person) -> None:
    """Write down what the tool reads: the description, and the ids of what is there."""
    document = alice.browser.get("/api/v1/openapi.json").json()
    for path, method in SPARED:
        document["paths"].get(path, {}).pop(method, None)
    (folder / "interface.json").write_text(json.dumps(document), encoding="utf-8")
    lines = ["[parameters]", *(f'"path.{name}" = "{value}"' for name, value in _furnish(alice).items())]
    (folder / "schemathesis.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


@contextmanager
def _unlimited(address: str) -> Iterator[None]:
    """Empty the product's counters all the while: how often one may ask is tested elsewhere."""
    counters, is_over = redis.Redis.from_url(address.replace("valkey", "redis", 1)), threading.Event()

    def empty() -> None:
        while not is_over.wait(0.1):
            counters.flushdb()

    emptying = threading.Thread(target=empty, daemon=True)
    emptying.start()
    try:
        yield
    finally:
        is_over.set()
        emptying.join()


def _passes(folder: Path, target: Target, who: str, said: Mapping[str, str]) -> bool:
    words = [str(TOOL), "run", "interface.json", "--url", target.web, "--phases", "fuzzing", "-n", str(ROUNDS[who])]
    words += ["--checks", ",".join(CHECKS), "--seed", "1", "--no-shrink", "--continue-on-failure", "--workers", "2"]
    words += [word for name, value in said.items() for word in ("-H", f"{name}: {value}")]
    began = time.monotonic()
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    took = time.monotonic() - began
    sys.stdout.write(f"{'passed' if done.returncode == 0 else 'FAILED'} as {who} ({took:.0f} s)\n")
    asked = [line.strip() for line in done.stdout.splitlines() if " generated, " in line]
    sys.stdout.write("".join(f"       {line}\n" for line in asked))
    if done.returncode != 0 or not asked:
        sys.stdout.write(done.stdout + done.stderr)
    sys.stdout.flush()
    return done.returncode == 0 and bool(asked)


if __name__ == "__main__":
    sys.exit(main())
