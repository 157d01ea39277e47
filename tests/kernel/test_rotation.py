"""Every key can be changed while the product runs, by steps that may stop anywhere."""

from itertools import islice

import pytest
from click.testing import CliRunner, Result
from django.db import connection
from pytest_django.fixtures import Settings

from assay.config.commands.rotate import rotate
from assay.kernel import crypto, memory, rotation
from assay.kernel.models import SubjectKey
from assay.modules.identity.models import Person
from tests.identity.make import person

pytestmark = pytest.mark.django_db
NEW_MASTER = "another-master-of-the-tests-0123456789"
NEW_INDEX = (2, "another-index-of-the-tests-0123456789")


def run(*words: str) -> Result:
    done = CliRunner().invoke(rotate, words)
    assert 0 == done.exit_code, done.output
    return done


def raw(who: Person) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM identity_person WHERE id = %s", [who.pk])
        return str(cursor.fetchone()[0])


def test_a_master_key_is_changed_and_the_former_one_taken_out(settings: Settings) -> None:
    ada = person(email="ada@example.org")
    settings.MASTER_KEYS = (NEW_MASTER, *settings.MASTER_KEYS)

    assert "were wrapped anew" in run("master").output
    assert "0 data keys" in run("master").output

    settings.MASTER_KEYS = (NEW_MASTER,)
    memory.forget_all()
    assert "ada@example.org" == Person.objects.get(pk=ada.pk).email


def test_an_index_key_is_changed_and_the_former_one_taken_out(settings: Settings) -> None:
    ada, gone = person(email="ada@example.org"), person(email="gone@example.org")
    crypto.destroy_key(gone.pk)
    before = raw(gone)
    settings.INDEX_KEYS = (NEW_INDEX, *settings.INDEX_KEYS)
    assert ada == Person.objects.get(email="ada@example.org")

    assert "addresses were hashed anew" in run("index").output
    run("index")

    settings.INDEX_KEYS = (NEW_INDEX,)
    assert ada == Person.objects.get(email="ada@example.org")
    assert not Person.objects.filter(email="gone@example.org").exists()
    assert before == raw(gone)


def test_a_change_of_the_master_key_that_was_stopped_is_taken_up_again(settings: Settings) -> None:
    _ = person(), person()
    every = SubjectKey.objects.count()
    settings.MASTER_KEYS = (NEW_MASTER, *settings.MASTER_KEYS)

    assert [1, 1] == list(islice(rotation.rewrap(batch=1), 2))
    assert every - 2 == sum(rotation.rewrap())
    assert 0 == rotation.count_former()


def test_a_persons_data_is_sealed_under_a_fresh_key() -> None:
    ada, bob = person(email="ada@example.org", name="Ada"), person(email="bob@example.org")
    before, untouched = raw(ada), raw(bob)

    run("data-key", "--subject", str(ada.pk))

    assert crypto.key_of(before.partition(":")[2]) != crypto.key_of(raw(ada).partition(":")[2])
    assert before.partition(":")[0] == raw(ada).partition(":")[0]
    assert untouched == raw(bob)
    memory.forget_all()
    again = Person.objects.get(email="ada@example.org")
    assert ("ada@example.org", "Ada") == (again.email, again.name)
