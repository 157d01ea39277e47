"""The one file by itself: signatures by the vectors of RFC 8032, trees by RFC 9162's, and rubbish is refused."""

import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.modules.audit.providers import signing
from assay.modules.audit.providers import verify_audit as verifier
from assay.modules.audit.providers.verify_audit import is_signed, merkle_root, root_by_proof
from assay.modules.audit.queries.checkpoints import merkle_proof

# RFC 8032, 7.1: public key, message, signature
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_the_vectors_of_rfc_8032_hold_and_their_neighbours_do_not(key: str, message: str, signature: str) -> None:
    who, said, signed = (bytes.fromhex(text) for text in (key, message, signature))

    assert is_signed(who, said, signed)
    assert not is_signed(who, said + b"x", signed)
    assert not is_signed(who, said, signed[:-1] + bytes([signed[-1] ^ 1]))
    assert not is_signed(bytes(32), said, signed)
    assert not is_signed(
        who, said, signed[:32] + (int.from_bytes(signed[32:], "little") + ORDER).to_bytes(32, "little")
    )
    assert not is_signed(b"\xff" * 32, said, signed)
    assert not is_signed(who[:-1], said, signed)


@settings(max_examples=15, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_it_agrees_with_the_library_on_what_is_signed_and_on_what_was_bent(seed: bytes, said: bytes, bit: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    who, signed = key.public_key().public_bytes_raw(), bytearray(key.sign(said))
    assert is_signed(who, said, bytes(signed))
    signed[bit // 8] ^= 1 << bit % 8

    assert is_signed(who, said, bytes(signed)) == signing.is_signed(who, said, bytes(signed)) is False


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40), st.data())
def test_a_leaf_and_its_neighbours_lead_to_the_root_and_no_other_leaf_does(
    leaves: list[bytes], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(leaves) - 1))
    proof = merkle_proof(leaves, at)

    assert merkle_root(leaves) == root_by_proof(leaves[at], proof)
    assert merkle_root(leaves) != root_by_proof(bytes(b ^ 255 for b in leaves[at]), proof)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"type": "entry"}', '{"type": "checkpoint", "statement": {}}'])
def test_rubbish_is_refused_in_words(text: str, tmp_path: Path) -> None:
    (tmp_path / "export").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-S", verifier.__file__, tmp_path / "export"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert 2 == done.returncode
    assert "Traceback" not in done.stderr
