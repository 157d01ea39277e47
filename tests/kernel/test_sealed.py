"""A sealed field is a plain value in Python and a sealed text in its column."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.migrations.state import ModelState, ProjectState
from django.forms import modelform_factory
from django.test.utils import CaptureQueriesContext
from psycopg import sql
from pytest_django.fixtures import Settings

from assay.kernel import crypto, memory
from assay.kernel.crypto import KeyDestroyed, SealBroken
from assay.kernel.ids import new_id
from assay.kernel.sealed import ERASED, ERASED_ADDRESS
from assay.kernel.sealing import SealField
from tests.kernel.aviary import aviary
from tests.owner import as_owner

pytestmark = pytest.mark.django_db
ADDRESS = "canary@example.org"
NEW_INDEX = (2, "another-index-of-the-tests-0123456789")


@pytest.fixture
def birds(db: None) -> Iterator[Any]:
    del db
    with aviary() as model:
        yield model


def bird(birds: Any, **values: Any) -> Any:
    made = birds.objects.create(**({"email": ADDRESS, "name": "Serinus", "diary": {"song": ["tweet"]}} | values))
    return birds.objects.get(pk=made.pk)


def column(name: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT {} FROM kernel_test_bird ORDER BY id").format(sql.Identifier(name)))
        return [value for (value,) in cursor.fetchall()]


def test_values_come_back_and_the_columns_show_nothing(birds: Any) -> None:
    found = bird(birds)

    assert (ADDRESS, "Serinus", {"song": ["tweet"]}) == (found.email, found.name, found.diary)
    shown = " ".join(column("email") + column("name") + column("diary"))
    assert not [word for word in ("canary", "example", "Serinus", "tweet") if word in shown]


def test_empty_texts_and_nothing_at_all_stay_what_they_are(birds: Any) -> None:
    found = bird(birds, name="", diary=None)

    assert ("", None) == (found.name, found.diary)
    assert [""] == column("name")


def test_an_address_is_found_in_any_spelling_people_use(birds: Any) -> None:
    bird(birds, email="Canary@Example.ORG")
    bird(birds, email="other@example.org")

    for spelling in ("canary@example.org", " CANARY@EXAMPLE.org", "ｃanary@example.org"):
        assert ADDRESS == birds.objects.get(email=spelling).email
        assert ADDRESS == birds.objects.get(email__iexact=spelling).email
    assert 1 == birds.objects.filter(email__in=[ADDRESS, "nobody@example.org"]).count()
    assert 0 == birds.objects.filter(email__in=[]).count()
    assert 1 == birds.objects.exclude(email=ADDRESS).count()


@pytest.mark.parametrize(
    "look", ["email__icontains", "email__startswith", "email__gt", "name", "name__in", "diary__song"]
)
def test_nothing_else_can_be_looked_for(birds: Any, look: str) -> None:
    with pytest.raises(FieldError):
        birds.objects.filter(**{look: "canary"}).count()


def test_an_address_is_looked_for_through_its_index(birds: Any) -> None:
    bird(birds)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = birds.objects.filter(email=ADDRESS).explain()

    assert "kernel_test_bird_email_1" in plan


def test_the_same_address_twice_is_refused_by_the_table_and_by_a_form(birds: Any) -> None:
    bird(birds)

    with pytest.raises(IntegrityError), transaction.atomic():
        bird(birds, email="CANARY@example.org")
    form = modelform_factory(birds, fields=["email", "name"])({"email": "Canary@example.org", "name": "x"})
    assert ["email"] == list(form.errors)
    with pytest.raises(ValidationError):
        birds(email=ADDRESS, diary={}).full_clean()
    birds.objects.get().full_clean()  # itself is no other


def test_a_form_refuses_what_is_no_address_and_stores_one_spelling(birds: Any) -> None:
    kind = modelform_factory(birds, fields=["email", "name"])

    assert not kind({"email": "no address", "name": "x"}).is_valid()
    assert not kind({"email": f"{'a' * 250}@example.org", "name": "x"}).is_valid()
    assert ADDRESS == kind({"email": "CANARY@example.org", "name": "x"}).save().email


def test_an_unchanged_value_is_written_back_as_it_was(birds: Any) -> None:
    found = bird(birds)
    before = column("name")
    found.age = 2
    found.save()

    assert before == column("name")


def test_a_change_is_stored_also_one_inside_an_object(birds: Any) -> None:
    found = bird(birds)
    found.name = "Canaria"
    found.diary["song"].append("trill")
    found.save()
    again = birds.objects.get()

    assert ("Canaria", {"song": ["tweet", "trill"]}) == (again.name, again.diary)
    found.refresh_from_db()
    assert "Canaria" == found.name


def test_a_deferred_value_is_fetched_when_it_is_asked_for(birds: Any) -> None:
    bird(birds)

    assert "Serinus" == birds.objects.defer("name").get().name


def test_updating_many_rows_at_once_is_refused(birds: Any) -> None:
    bird(birds)

    with pytest.raises(TypeError, match="save"), transaction.atomic():
        birds.objects.update(name="Canaria")
    assert 1 == birds.objects.update(name="")
    assert [""] == column("name")


def test_rows_made_in_bulk_are_sealed(birds: Any) -> None:
    birds.objects.bulk_create([birds(email=f"{n}@example.org", name="Serinus", diary={}) for n in range(3)])

    assert not [value for value in column("name") if "Serinus" in value]
    assert ["Serinus"] * 3 == [one.name for one in birds.objects.all()]


def test_a_list_of_values_gives_envelopes_that_open_for_their_subject(birds: Any) -> None:
    found = bird(birds)
    ((pk, envelope),) = birds.objects.values_list("pk", "name")

    assert "Serinus" == envelope.open(subject=pk)
    assert "Serinus" not in f"{envelope} {envelope!r}"
    (other,) = birds.objects.values_list("name", flat=True)
    with pytest.raises(SealBroken):
        other.open(subject=new_id())
    assert "Serinus" == found.name


@pytest.mark.parametrize("name", ["email", "name", "diary"])
def test_a_text_copied_from_another_row_does_not_open(birds: Any, name: str) -> None:
    bird(birds)
    thief = bird(birds, email="thief@example.org")
    with as_owner() as cursor:
        cursor.execute("DROP INDEX kernel_test_bird_email_1")
        copy = "UPDATE kernel_test_bird SET {0} = (SELECT {0} FROM kernel_test_bird ORDER BY id LIMIT 1)"
        cursor.execute(sql.SQL(copy).format(sql.Identifier(name)))

    with pytest.raises(SealBroken):
        getattr(birds.objects.get(pk=thief.pk), name)


def test_a_text_copied_from_another_column_does_not_open(birds: Any) -> None:
    bird(birds, name="Serinus", diary="Canaria")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_test_bird SET name = diary")

    with pytest.raises(SealBroken):
        _ = birds.objects.get().name


def test_a_list_with_an_erased_row_is_still_a_list(birds: Any) -> None:
    kept, gone = bird(birds), bird(birds, email="gone@example.org", name="Gone")
    crypto.destroy_key(gone.pk)

    rows = [(one.email, one.name, one.diary) for one in birds.objects.order_by("id")]

    assert [(kept.email, kept.name, kept.diary), (ERASED_ADDRESS, ERASED, {})] == rows
    again = birds.objects.get(pk=gone.pk)
    assert ERASED == again.name
    before = column("name")
    again.age = 3
    again.save()  # what cannot be read is left as it is
    assert before == column("name")
    again.name = "Back"
    with pytest.raises(KeyDestroyed):
        again.save()


def test_a_hundred_rows_cost_one_statement_for_their_keys(birds: Any) -> None:
    birds.objects.bulk_create([birds(email=f"{n}@example.org", name=f"Bird {n}", diary={}) for n in range(100)])
    memory.forget_all()

    with CaptureQueriesContext(connection) as asked:
        names = [one.name for one in birds.objects.order_by("id")]
    assert [f"Bird {n}" for n in range(100)] == names
    assert 2 == len(asked)

    with CaptureQueriesContext(connection) as asked:
        assert names == [one.name for one in birds.objects.order_by("id")]
    assert 1 == len(asked)


def test_a_row_nobody_looks_into_costs_no_key(birds: Any) -> None:
    bird(birds)
    memory.forget_all()

    with CaptureQueriesContext(connection) as asked:
        assert 1 == birds.objects.get().age
    assert 1 == len(asked)


def test_while_the_index_key_is_changed_everybody_is_found_and_nobody_twice(birds: Any, settings: Settings) -> None:
    former = settings.INDEX_KEYS
    old = bird(birds)
    settings.INDEX_KEYS = (NEW_INDEX, *former)
    new = bird(birds, email="new@example.org")

    assert {old.pk, new.pk} == set(
        birds.objects.filter(email__in=[ADDRESS, "new@example.org"]).values_list("pk", flat=True)
    )
    for taken in (ADDRESS, "new@example.org"):
        with pytest.raises(IntegrityError), transaction.atomic():
            bird(birds, email=taken)

    settings.INDEX_KEYS = former  # a process that was not told yet
    with pytest.raises(IntegrityError), transaction.atomic():
        bird(birds, email="new@example.org")


def test_the_description_of_a_field_makes_the_field_again(birds: Any) -> None:
    for name in ("email", "name", "diary"):
        field = birds._meta.get_field(name)
        _, _, args, options = field.deconstruct()
        assert field.subject == type(field)(*args, **options).subject


def test_a_migration_seals_the_rows_that_are_there_and_opens_them_on_the_way_back(birds: Any) -> None:
    keys = [new_id() for _ in range(3)]
    with as_owner() as cursor:
        cursor.execute("DROP INDEX kernel_test_bird_email_1, kernel_test_bird_email_2")
        fill = (
            "INSERT INTO kernel_test_bird (id, created_at, email, name, diary, age) VALUES (%s, now(), %s, %s, %s, 1)"
        )
        cursor.executemany(
            fill, [(key, f"{n}@Example.org", f"Bird {n}", '{"song": [1]}') for n, key in enumerate(keys)]
        )
        cursor.execute("UPDATE kernel_test_bird SET name = '' WHERE id = %s", [keys[0]])
    state = ProjectState()
    state.add_model(ModelState.from_model(birds))
    steps = [SealField("Bird", name) for name in ("email", "name", "diary")]

    with as_owner(), connection.schema_editor() as editor:
        for step in steps:
            step.database_forwards("kernel", editor, state, state)

    rows = [(one.email, one.name, one.diary) for one in birds.objects.order_by("id")]
    names = ["", "Bird 1", "Bird 2"]
    assert [(f"{n}@example.org", name, {"song": [1]}) for n, name in enumerate(names)] == rows
    assert "example" not in "".join(column("email"))
    with as_owner(), connection.schema_editor() as editor:
        for step in steps:
            step.database_backwards("kernel", editor, state, state)
    assert names == column("name")
    assert ["0@example.org", "1@example.org", "2@example.org"] == column("email")
    assert ['{"song":[1]}'] * 3 == column("diary")
