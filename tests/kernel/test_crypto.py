"""What is sealed opens in its place, for its subject, while its key lives; and nowhere else."""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from assay.kernel import crypto, keyring, memory, subject_keys
from assay.kernel.crypto import KeyDestroyed, KeyMissing, MasterKeyMissing, SealBroken
from assay.kernel.ids import new_id
from assay.kernel.models import SubjectKey

PLACE = "birds.song"
OTHER_MASTER = "another-master-of-the-tests-0123456789"


def sealed(*, subject: UUID | None = None, plain: bytes = b"tweet") -> str:
    return crypto.seal(plain, subject=subject or new_id(), context=PLACE)


@pytest.mark.django_db
@pytest.mark.parametrize("plain", [b"", b"tweet", os.urandom(100_000)])
def test_what_was_sealed_opens_and_shows_nothing_before(plain: bytes) -> None:
    text = sealed(plain=plain)

    assert plain == crypto.unseal(text, context=PLACE)
    assert text.isascii()
    assert b"tweet" not in text.encode()


@pytest.mark.django_db
def test_the_same_text_is_sealed_differently_each_time() -> None:
    subject = new_id()

    assert 5 == len({sealed(subject=subject) for _ in range(5)})


@pytest.mark.django_db
def test_a_text_does_not_open_in_another_place_or_for_somebody_else() -> None:
    alice, bob = new_id(), new_id()
    text = sealed(subject=alice)

    assert b"tweet" == crypto.unseal(text, context=PLACE, subject=alice)
    with pytest.raises(SealBroken):
        crypto.unseal(text, context="birds.name")
    with pytest.raises(SealBroken):
        crypto.unseal(text, context=PLACE, subject=bob)


@pytest.mark.django_db
def test_a_text_that_names_somebody_elses_key_does_not_open() -> None:
    alice, bob = sealed(), sealed()
    swapped = f"s1.{crypto.key_of(bob).hex}.{alice.rpartition('.')[2]}"

    with pytest.raises(SealBroken):
        crypto.unseal(swapped, context=PLACE)


@pytest.mark.django_db
@pytest.mark.parametrize("at", [-1, -20, 40, 2, 0])
def test_a_changed_text_does_not_open(at: int) -> None:
    text = sealed()
    letter = "A" if text[at] != "A" else "B"
    changed = f"{text[:at]}{letter}{text[at:][1:]}"

    with pytest.raises((SealBroken, KeyMissing)):
        crypto.unseal(changed, context=PLACE)


@given(st.text(max_size=120))
def test_whatever_is_no_sealed_text_is_called_that(text: str) -> None:
    with pytest.raises(SealBroken):
        crypto.key_of(text)


@pytest.mark.django_db
def test_a_wrong_master_key_opens_nothing(settings: Settings) -> None:
    text = sealed()
    memory.forget_all()
    settings.MASTER_KEYS = (OTHER_MASTER,)

    with pytest.raises(MasterKeyMissing):
        crypto.unseal(text, context=PLACE)


@pytest.mark.django_db
def test_a_former_master_key_still_opens_and_the_first_one_wraps(settings: Settings) -> None:
    text = sealed()
    memory.forget_all()
    settings.MASTER_KEYS = (OTHER_MASTER, *settings.MASTER_KEYS)

    assert b"tweet" == crypto.unseal(text, context=PLACE)
    fresh = SubjectKey.objects.get(pk=crypto.key_of(sealed()))
    assert keyring.current_master().name == fresh.master


@pytest.mark.django_db
def test_a_wrapped_key_moved_to_another_row_does_not_open() -> None:
    one, two = sealed(), sealed()
    memory.forget_all()
    theirs = SubjectKey.objects.get(pk=crypto.key_of(two))
    SubjectKey.objects.filter(pk=crypto.key_of(one)).update(wrapped=theirs.wrapped)

    with pytest.raises(KeyMissing, match="tampered"):
        crypto.unseal(one, context=PLACE)


@pytest.mark.django_db
def test_a_destroyed_key_opens_nothing_and_nothing_more_is_sealed() -> None:
    subject, bystander = new_id(), sealed()
    text = sealed(subject=subject)

    assert 1 == crypto.destroy_key(subject)
    assert 0 == crypto.destroy_key(subject)

    with pytest.raises(KeyDestroyed):
        crypto.unseal(text, context=PLACE)
    with pytest.raises(KeyDestroyed):
        sealed(subject=subject)
    row = SubjectKey.objects.get(subject=subject)
    assert ("", "") == (row.wrapped, row.master)
    assert row.destroyed_at is not None
    assert b"tweet" == crypto.unseal(bystander, context=PLACE)


@pytest.mark.django_db
def test_who_never_had_a_key_gets_none_after_it_was_destroyed() -> None:
    subject = new_id()
    crypto.destroy_key(subject)

    with pytest.raises(KeyDestroyed):
        sealed(subject=subject)


@pytest.mark.django_db
def test_an_address_that_comes_back_gets_a_new_key_and_not_its_old_mail() -> None:
    subject = crypto.subject_for("canary@example.org", purpose="mail")
    before = sealed(subject=subject)
    crypto.destroy_key(subject, is_final=False)

    assert b"tweet" == crypto.unseal(sealed(subject=subject), context=PLACE)
    with pytest.raises(KeyDestroyed):
        crypto.unseal(before, context=PLACE)


@pytest.mark.django_db
def test_a_further_key_seals_and_the_former_still_opens() -> None:
    subject = new_id()
    before = sealed(subject=subject)
    subject_keys.renew(subject)
    after = sealed(subject=subject)

    assert crypto.key_of(before) != crypto.key_of(after)
    assert b"tweet" == crypto.unseal(before, context=PLACE)
    assert 2 == crypto.destroy_key(subject)


@pytest.mark.django_db
def test_a_text_without_its_row_of_keys_says_so() -> None:
    text = sealed()
    SubjectKey.objects.all().delete()
    memory.forget_all()

    with pytest.raises(KeyMissing):
        crypto.unseal(text, context=PLACE)


@pytest.mark.django_db
def test_the_keys_of_many_are_fetched_in_one_statement() -> None:
    subjects = [new_id() for _ in range(20)]
    texts = [sealed(subject=subject) for subject in subjects]
    memory.forget_all()

    with CaptureQueriesContext(connection) as asked:
        crypto.preload(subjects)
        opened = {crypto.unseal(text, context=PLACE) for text in texts}

    assert {b"tweet"} == opened
    assert 1 == len(asked)


@pytest.mark.django_db
def test_sealing_several_things_in_one_transaction_asks_once() -> None:
    subject = new_id()
    sealed(subject=subject)

    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        for _ in range(3):
            sealed(subject=subject)

    assert [] == [one for one in asked if "kernel_subject_key" in one["sql"]]


class Undone(Exception):
    """Takes a transaction back."""


def seal_and_undo(subject: UUID) -> None:
    with suppress(Undone), transaction.atomic():
        sealed(subject=subject)
        raise Undone


@pytest.mark.django_db(transaction=True)
def test_a_key_that_was_rolled_back_with_its_savepoint_is_never_sealed_with() -> None:
    subject = new_id()
    with transaction.atomic():
        seal_and_undo(subject)
        text = sealed(subject=subject)

    assert SubjectKey.objects.filter(pk=crypto.key_of(text)).exists()
    assert b"tweet" == crypto.unseal(text, context=PLACE)


@pytest.mark.django_db(transaction=True)
def test_a_key_that_was_rolled_back_with_its_transaction_is_never_sealed_with() -> None:
    subject = new_id()
    seal_and_undo(subject)

    assert SubjectKey.objects.filter(pk=crypto.key_of(sealed(subject=subject))).exists()


def at_once[T](work: Callable[[], T], *, times: int) -> list[T]:
    """Do it in so many threads, as near to the same moment as can be."""
    gate = threading.Barrier(times)

    def one(_: int) -> T:
        try:
            gate.wait(10)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as crowd:
        return list(crowd.map(one, range(times)))


@pytest.mark.django_db(transaction=True)
def test_eight_that_seal_first_at_once_share_one_key() -> None:
    subject = new_id()
    texts = at_once(lambda: sealed(subject=subject), times=8)

    assert 1 == SubjectKey.objects.filter(subject=subject).count()
    assert 1 == len({crypto.key_of(text) for text in texts})
    assert {b"tweet"} == {crypto.unseal(text, context=PLACE) for text in texts}


@pytest.mark.django_db(transaction=True)
def test_destroying_while_others_seal_leaves_nothing_that_opens() -> None:
    subject = new_id()
    start = threading.Barrier(2)

    def seal_until_gone() -> Iterator[str]:
        start.wait(10)
        with suppress(KeyDestroyed), closing(connection):
            while True:
                yield sealed(subject=subject)

    with ThreadPoolExecutor(1) as other:
        coming = other.submit(lambda: list(seal_until_gone()))
        start.wait(10)
        crypto.destroy_key(subject)
        texts = coming.result()

    memory.forget_all()
    for text in texts:
        with pytest.raises(KeyDestroyed):
            crypto.unseal(text, context=PLACE)


@pytest.mark.django_db
def test_a_new_master_key_takes_the_subject_keys_over_in_batches(settings: Settings) -> None:
    texts = [sealed() for _ in range(5)]
    gone = new_id()
    crypto.destroy_key(gone)
    former = settings.MASTER_KEYS
    settings.MASTER_KEYS = (OTHER_MASTER, *former)

    assert [2, 2, 1, 0] == [subject_keys.rewrap(limit=2) for _ in range(4)]

    memory.forget_all()
    settings.MASTER_KEYS = (OTHER_MASTER,)
    assert {b"tweet"} == {crypto.unseal(text, context=PLACE) for text in texts}


def test_hashes_depend_on_value_purpose_and_key_and_on_nothing_else(settings: Settings) -> None:
    found = crypto.blind("canary", purpose="song")

    assert found == crypto.blind("canary", purpose="song")
    assert 32 == len(bytes.fromhex(found))
    others = {crypto.blind("canarx", purpose="song"), crypto.blind("canary", purpose="name")}
    settings.INDEX_KEYS = ((1, "x" * 40),)
    assert 4 == len({found, crypto.blind("canary", purpose="song"), *others})
    assert crypto.blind("b", purpose="a") != crypto.blind("ab", purpose="")


def test_while_an_index_key_is_changed_both_hashes_are_known(settings: Settings) -> None:
    former = crypto.blind("canary", purpose="song")
    settings.INDEX_KEYS = ((2, "x" * 40), *settings.INDEX_KEYS)

    assert (crypto.blind("canary", purpose="song"), former) == crypto.blinds("canary", purpose="song")


def test_no_key_shows_itself(settings: Settings) -> None:
    shown = f"{keyring.indexes()!r} {keyring.current_master()!r}"

    assert settings.MASTER_KEYS[0] not in shown
    assert "key=" not in shown
    assert AESGCM.__name__ not in shown
