"""Every keeper of secrets keeps the same promises."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import override
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from assay.kernel.privacy import Secret
from assay.kernel.vault.aws import Aws
from assay.kernel.vault.documents import Document, first
from assay.kernel.vault.environ import Environ
from assay.kernel.vault.faults import ChangedMeanwhile, DocumentMalformed, NotWritable, VaultAway, VaultRefused
from assay.kernel.vault.openbao import OpenBao, Proof
from assay.kernel.vault.provider import Provider
from tests.vault.keepers import Bao

NOW = datetime.now(UTC).replace(microsecond=0)
NAMES = ("secret-key", "smtp-url")


@pytest.fixture(
    params=["env", pytest.param("openbao", marks=pytest.mark.drill), pytest.param("aws", marks=pytest.mark.drill)]
)
def keeper(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """Each of them, empty."""
    if request.param == "openbao":
        yield OpenBao(request.getfixturevalue("bao").place())
    elif request.param == "aws":
        for name, value in request.getfixturevalue("aws").items():
            monkeypatch.setenv(name, value)
        yield Aws(region="eu-central-1", prefix=f"assay-{uuid4()}")
    else:
        yield Environ({f"{name.upper().replace('-', '_')}_FILE": str(tmp_path / name) for name in NAMES})


def test_what_is_stored_is_what_is_fetched(keeper: Provider) -> None:
    kept = first(Secret("one"), at=NOW).offering(Secret('two, with: odd "signs" ü'), at=NOW + timedelta(seconds=1))

    keeper.store("secret-key", kept)
    found = keeper.fetch(NAMES)

    assert {"secret-key": kept} == dict(found)
    assert kept.mark == found["secret-key"].mark


def test_a_change_is_carried_through_all_its_forms(keeper: Provider) -> None:
    keeper.store("secret-key", first(Secret("one"), at=NOW))
    changes: tuple[Callable[[Document], Document], ...] = (
        lambda held: held.offering(Secret("two"), at=NOW),
        lambda held: held.switching(at=NOW),
        lambda held: held.retiring(remember=("public half",)),
    )
    for change in changes:
        keeper.store("secret-key", change(keeper.fetch(NAMES)["secret-key"]))

    found = keeper.fetch(NAMES)["secret-key"]
    assert ("2>2", "two", ("public half",)) == (found.mark, found.used.value.reveal(), found.former)


def test_of_two_who_change_at_once_the_second_is_told(keeper: Provider) -> None:
    keeper.store("secret-key", first(Secret("one"), at=NOW))
    mine, theirs = keeper.fetch(NAMES)["secret-key"], keeper.fetch(NAMES)["secret-key"]
    keeper.store("secret-key", theirs.offering(Secret("theirs"), at=NOW))

    with pytest.raises(ChangedMeanwhile):
        keeper.store("secret-key", mine.offering(Secret("mine"), at=NOW))
    with pytest.raises(ChangedMeanwhile):
        keeper.store("secret-key", first(Secret("first again"), at=NOW))
    assert "theirs" == keeper.fetch(NAMES)["secret-key"].versions[0].value.reveal()


def test_it_says_where_a_secret_is_and_never_what_it_is(keeper: Provider) -> None:
    keeper.store("secret-key", first(Secret("hunter2hunter2"), at=NOW))
    assert "secret-key" in keeper.where("secret-key").lower().replace("_", "-")
    assert "hunter2" not in f"{keeper.fetch(NAMES)!r}{keeper.where('secret-key')}"


def test_a_variable_is_read_and_not_written() -> None:
    keeper = Environ({"SECRET_KEY": "from the shell"})
    found = keeper.fetch(NAMES)["secret-key"]
    assert ("from the shell", None) == (found.used.value.reveal(), found.used.made)
    with pytest.raises(NotWritable, match="SECRET_KEY_FILE"):
        keeper.store("secret-key", found.offering(Secret("two"), at=NOW))


def test_a_file_may_hold_the_bare_value_as_people_write_it(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("bare\n")
    found = Environ({"SECRET_KEY_FILE": str(tmp_path / "key")}).fetch(NAMES)["secret-key"]
    assert "bare" == found.used.value.reveal()
    assert found.used.made is not None


@pytest.mark.parametrize(
    "text",
    ["", '{"value": ""}', '{"versions": 7}', '{"versions": [], "current": 1}',
     json.dumps({"versions": [{"number": 1, "value": "hunter2"}], "current": 2}),
     json.dumps({"versions": [{"number": 1, "value": "hunter2", "made": "2026-01-01"}], "current": 1}),
     json.dumps({"versions": [{"number": n, "value": "hunter2"} for n in (1, 2)], "current": 1})],
)  # fmt: skip
def test_what_is_no_document_is_refused_without_repeating_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "key").write_text(text)
    with pytest.raises(DocumentMalformed) as refused:
        Environ({"SECRET_KEY_FILE": str(tmp_path / "key")}).fetch(NAMES)
    assert "hunter2" not in str(refused.value)


@pytest.mark.drill
def test_openbao_is_asked_with_a_credential_that_may_be_replaced_and_a_policy_that_may_not_be_passed(bao: Bao) -> None:
    OpenBao(bao.place()).store("secret-key", first(Secret("one"), at=NOW))
    place = bao.place(who="reader")
    reader = OpenBao(place)
    held = reader.fetch(NAMES)["secret-key"]
    with pytest.raises(VaultRefused):
        reader.store("secret-key", held.offering(Secret("two"), at=NOW))

    # Everything we were let in with is revoked; a new secret id lies in the same file.
    bao.root.auth.approle.create_or_update_approle("reader", token_policies=["reader"])
    bao.root.sys.revoke_prefix("auth/approle/login")
    Path(place.credential).write_text(bao.root.auth.approle.generate_secret_id("reader")["data"]["secret_id"])
    assert "one" == reader.fetch(NAMES)["secret-key"].used.value.reveal()

    Path(place.credential).write_text("of-somebody-else")
    with pytest.raises(VaultRefused, match="closed to us"):
        OpenBao(place).fetch(NAMES)


@pytest.mark.drill
def test_the_secrets_of_one_environment_are_closed_to_another(bao: Bao) -> None:
    OpenBao(bao.place()).store("secret-key", first(Secret("one"), at=NOW))
    for who in ("reader", "writer"):
        staging = OpenBao(bao.place(who=who, prefix="staging"))
        with pytest.raises(VaultRefused):
            staging.fetch(NAMES)
        with pytest.raises(VaultRefused):
            staging.store("secret-key", first(Secret("two"), at=NOW))


@pytest.mark.drill
def test_openbao_is_believed_only_with_a_certificate_of_its_authority(bao: Bao, tmp_path: Path) -> None:
    with pytest.raises(VaultAway, match="does not answer"):
        OpenBao(bao.place(authority="")).fetch(NAMES)
    token = tmp_path / "token"
    token.write_text("root-of-a-test\n")
    assert {} == dict(OpenBao(bao.place(proof=Proof.TOKEN, credential=str(token))).fetch(NAMES))


@pytest.mark.drill
def test_openbao_lets_a_pod_in_by_its_service_account(bao: Bao, tmp_path: Path) -> None:
    signer = generate_private_key(SECP256R1())
    claims = {
        "kubernetes.io": {"namespace": "assay", "serviceaccount": {"name": "web", "uid": "7"}},
        "sub": "system:serviceaccount:assay:web",
        "nbf": NOW - timedelta(minutes=1),
        "exp": NOW + timedelta(hours=1),
    }
    token = jwt.encode(claims | {"iat": NOW}, signer, algorithm="ES256")
    (tmp_path / "token").write_text(token)
    with Cluster(token) as address:
        _trust(bao, address)
        OpenBao(bao.place()).store("secret-key", first(Secret("one"), at=NOW))
        place = bao.place(proof=Proof.KUBERNETES, role="web", credential=str(tmp_path / "token"))
        assert "one" == OpenBao(place).fetch(NAMES)["secret-key"].used.value.reveal()
        (tmp_path / "token").write_text(token + "x")
        with pytest.raises(VaultRefused):
            OpenBao(place).fetch(NAMES)


def _trust(bao: Bao, address: str) -> None:
    if "kubernetes/" not in bao.root.sys.list_auth_methods()["data"]:
        bao.root.sys.enable_auth_method("kubernetes")
    bao.root.auth.kubernetes.configure(
        kubernetes_host=address,
        kubernetes_ca_cert=bao.authority.read_text(),
        token_reviewer_jwt="x",
        disable_local_ca_jwt=True,
    )
    bao.root.auth.kubernetes.create_role(
        "web", ["web"], ["assay"], policies=["reader"], alias_name_source="serviceaccount_uid"
    )


class Cluster:
    """Stands in for the one address of a Kubernetes that OpenBao asks: is this token one of yours?"""

    def __init__(self, token: str) -> None:
        class Review(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["spec"]["token"]
                user = {"username": "system:serviceaccount:assay:web", "uid": "7"}
                status = {"authenticated": True, "user": user} if asked == token else {"authenticated": False}
                body = json.dumps({"kind": "TokenReview", "status": status}).encode()
                self.send_response(201)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            @override
            def log_message(self, *_: object) -> None:
                """Stay silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Review)

    def __enter__(self) -> str:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def _nobody() -> str:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{line.getsockname()[1]}"


def test_a_keeper_that_is_away_says_so_soon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text("t")
    monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", _nobody())
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "invented")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "invented-too")
    with pytest.raises(VaultAway, match="assay/secret-key does not answer"):
        Aws(region="eu-central-1", prefix="assay").fetch(NAMES)
