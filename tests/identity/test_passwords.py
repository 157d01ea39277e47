"""Which passwords are taken, what happens to one that leaked, and how they are kept."""

import re
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.test import Client, override_settings
from hypothesis import given
from hypothesis import strategies as st

from assay.config.settings import accounts
from assay.kernel import clock
from assay.kernel.jobs import find, give_up
from assay.kernel.privacy import Secret
from assay.kernel.testing import JobFailed, captured, published, run_jobs
from assay.modules.identity.errors import BreachListLost, HashingBusy
from assay.modules.identity.events import BreachCheckSkipped, BreachedPasswordFound, HashRenewed, PasswordChanged
from assay.modules.identity.models import FormerPassword, PasswordStanding, Person
from assay.modules.identity.providers import breaches
from assay.modules.identity.providers.hashing import Argon2id, Gate, gate, gate_for
from assay.modules.identity.providers.strength import strength
from assay.modules.identity.queries.passwords import KEPT
from assay.modules.identity.tasks import look_again
from assay.modules.identity.types import Weakness
from tests.identity.breach_list import breach_list, lost_list
from tests.identity.make import PASSWORD, client_for, person
from tests.identity.test_journey import ADA, is_in, link_in_last_mail, sign_in, sign_up, subjects
from tests.identity.test_refusals import text

FRESH = "four patient otters sang"
ARGON = accounts.PASSWORD_HASHERS


def change(client: Client, *, old: str = PASSWORD, new: str = FRESH) -> str:
    """Change a password; return where that leads, or what the page says."""
    answer = client.post("/accounts/password/change/", {"oldpassword": old, "password1": new})
    return answer.headers.get("Location") or " ".join(re.findall(r"<li>(.*?)</li>", text(answer)))


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("password1234", Weakness.COMMON),
        ("ada.lovelace1", Weakness.YOURS),
        ("AdaLovelace!", Weakness.YOURS),
        ("analyticalengine", Weakness.YOURS),
        ("assay-assay-", Weakness.REPEAT),
        ("qwertyuiop[]", Weakness.KEYS),
        ("hamburgercinema", Weakness.WORD),
        ("aaaaaaaaaaaaaaaa", Weakness.REPEAT),
        ("abcdefghijklmnop", Weakness.SEQUENCE),
        ("19.05.1990 2", Weakness.YEAR),
    ],
)
def test_what_is_guessed_quickly_is_weak_and_the_reason_is_named(password: str, weakness: Weakness) -> None:
    found = strength(password, own=("ada.lovelace@example.org", "Ada Lovelace", "Analytical Engine"))
    assert found.score < 3
    assert weakness == found.weakness


@pytest.mark.parametrize(
    "password", [PASSWORD, FRESH, "gL4#vq9TmzWk", "пять синих цапель летят", "x7" * 3 + FRESH * 40]
)
def test_what_is_hard_to_guess_is_taken_in_any_script_and_length(password: str) -> None:
    assert 3 <= strength(password).score


def test_one_persons_words_do_not_reach_anothers_judgement() -> None:
    weak = strength("zorblatt quxify", own=["zorblatt quxify"])
    assert (0, Weakness.YOURS) == (weak.score, weak.weakness)
    assert 3 <= strength("zorblatt quxify").score


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3))
def test_every_text_can_be_judged(password: str, own: list[str]) -> None:
    assert strength(password, own=own).score in range(5)


@pytest.mark.slow  # measures the worst input anybody found
def test_no_input_makes_judging_slow() -> None:
    began = clock.now()
    for nasty in ("4@8({[</369!1|7+0$5%2" * 60, "1|!7" * 200, "a" * 1024, "p4$$w0rd" * 100):
        strength(nasty)
    assert clock.now() - began < timedelta(seconds=4)


@pytest.mark.django_db
def test_none_of_the_last_ten_passwords_is_taken_again_and_older_ones_are() -> None:
    ada = person(email=ADA)
    client = client_for(ada)
    words = [f"{n} patient otters sang {n}" for n in range(KEPT)]
    with override_settings(ACCOUNT_RATE_LIMITS=False):
        for old, new in zip([PASSWORD, *words], words, strict=False):
            assert "/app/settings/" == change(client, old=old, new=new)
        for used in words:
            assert "You have used this password before" in change(client, old=words[-1], new=used)
        assert "/app/settings/" == change(client, old=words[-1], new=PASSWORD)
    assert KEPT == FormerPassword.objects.filter(person=ada).count()
    assert [PASSWORD not in row.password for row in FormerPassword.objects.all()]


@pytest.mark.django_db
def test_a_reset_cannot_bring_an_old_password_back_either() -> None:
    person(email=ADA)
    client = Client()
    client.post("/accounts/password/reset/", {"email": ADA})
    form = client.get(link_in_last_mail()).headers["Location"]
    assert "used this password before" in text(client.post(form, {"password1": PASSWORD}))
    client.post(form, {"password1": FRESH})
    assert ["reset"] == [fact.by for fact in published(PasswordChanged)]


@pytest.mark.django_db
def test_a_change_is_a_fact_and_ends_the_sessions_of_other_devices() -> None:
    ada = person(email=ADA)
    here, elsewhere = client_for(ada), client_for(ada)
    change(here)
    assert [PasswordChanged(person_id=ada.pk, by="owner")] == published(PasswordChanged)
    assert (True, False) == (is_in(here), is_in(elsewhere))


@pytest.mark.django_db
def test_a_leaked_password_is_refused_wherever_one_is_chosen(tmp_path: Path) -> None:
    ada = person(email=ADA)
    with breach_list(tmp_path) as leaked:
        leaked.add(FRESH, 3)
        refused = sign_up(Client(), email="bob@example.org", password=FRESH)
        assert "list of leaked ones" in text(refused)
        assert not Person.objects.filter(email="bob@example.org").exists()
        assert "list of leaked ones" in change(client_for(ada))
        assert "/app/settings/" == change(client_for(ada), new="three loud geese hummed")
    assert PasswordStanding.objects.get(person=ada).checked_at is not None


@pytest.mark.django_db
def test_a_list_that_does_not_answer_keeps_nobody_out_and_is_asked_again_at_the_next_sign_in(tmp_path: Path) -> None:
    ada = person(email=ADA)
    with lost_list(), captured() as lines:
        assert "/app/settings/" == change(client_for(ada))
    assert [BreachCheckSkipped(person_id=ada.pk)] == published(BreachCheckSkipped)
    assert lines.named("breach check skipped")
    assert PasswordStanding.objects.get(person=ada).checked_at is None
    with breach_list(tmp_path) as leaked:
        leaked.add(FRESH, 1)
        assert "/accounts/password/withdrawn/" == sign_in(Client(), password=FRESH).headers["Location"]


@pytest.mark.django_db
@pytest.mark.parametrize("has_leaked", [True, False])
def test_a_list_that_comes_back_is_asked_by_a_job_and_what_it_was_to_be_asked_is_forgotten(
    tmp_path: Path, *, has_leaked: bool
) -> None:
    ada = person(email=ADA)
    with lost_list():
        change(client_for(ada))
        with pytest.raises(JobFailed):
            run_jobs()
    standing = PasswordStanding.objects.get(person=ada)
    assert breaches.digest(Secret(FRESH)).reveal() == standing.asked
    with connection.cursor() as cursor:
        cursor.execute("SELECT asked FROM identity_password_standing")
        assert standing.asked not in cursor.fetchone()[0], "sealed"
    with breach_list(tmp_path) as leaked:
        if has_leaked:
            leaked.add(FRESH, 1)
        look_again(person_id=str(ada.pk))
    standing.refresh_from_db()
    assert ("", not has_leaked) == (standing.asked, standing.checked_at is not None)
    ada.refresh_from_db()
    assert has_leaked is not ada.has_usable_password()


@pytest.mark.django_db
def test_a_list_that_stays_away_is_not_asked_for_ever() -> None:
    ada = person(email=ADA)
    with lost_list():
        change(client_for(ada))
        give_up(find("identity.look_again"), {"person_id": str(ada.pk)})
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'identity.look_again'")
        run_jobs()
    assert "" == PasswordStanding.objects.get(person=ada).asked


@pytest.mark.django_db
def test_an_answer_that_comes_after_another_change_counts_for_nothing(tmp_path: Path) -> None:
    ada = person(email=ADA)
    with lost_list():
        change(client_for(ada))
    with breach_list(tmp_path) as leaked:
        leaked.add(FRESH, 1)
        change(client_for(Person.objects.get(pk=ada.pk)), old=FRESH, new="three loud geese hummed")
        look_again(person_id=str(ada.pk))
    ada.refresh_from_db()
    assert ada.check_password("three loud geese hummed")


@pytest.mark.django_db
def test_a_password_that_leaked_since_is_withdrawn_at_sign_in_and_the_mailbox_is_the_way_on(tmp_path: Path) -> None:
    ada = person(email=ADA)
    before, thief = client_for(ada), Client()
    with breach_list(tmp_path) as leaked:
        leaked.add(PASSWORD, 12)
        assert "/accounts/password/withdrawn/" == sign_in(thief).headers["Location"]
        assert "has leaked" in text(thief.get("/accounts/password/withdrawn/"))
        assert (False, False) == (is_in(thief), is_in(before))
        assert [BreachedPasswordFound(person_id=ada.pk)] == published(BreachedPasswordFound)
        assert 200 == sign_in(thief).status_code, "the right password is no longer one"
        owner = Client()
        form = owner.get(link_in_last_mail()).headers["Location"]
        assert [(ADA, "Your password has leaked: choose a new one")] == subjects()
        assert "used this password before" in text(owner.post(form, {"password1": PASSWORD}))
        owner.post(form, {"password1": FRESH})
        assert "/app/" == sign_in(owner, password=FRESH).headers["Location"]


@pytest.mark.django_db
def test_a_password_is_looked_for_once_a_week_and_not_at_every_sign_in(tmp_path: Path) -> None:
    ada = person(email=ADA)
    with breach_list(tmp_path) as leaked:
        sign_in(Client())
        leaked.add(PASSWORD, 1)
        assert "/app/" == sign_in(Client()).headers["Location"]
        PasswordStanding.objects.filter(person=ada).update(checked_at=clock.now() - timedelta(days=8))
        assert "/accounts/password/withdrawn/" == sign_in(Client()).headers["Location"]


def test_the_list_learns_five_digits_and_the_answer_is_read_to_its_end(tmp_path: Path) -> None:
    with breach_list(tmp_path) as leaked, captured() as lines:
        leaked.add(FRESH, 0)  # as a padded answer names what nobody has seen
        known = breaches.current()
        assert known is not None
        assert known.holds(breaches.digest(Secret("password1234")))
        assert not known.holds(breaches.digest(Secret(PASSWORD)))
        assert not known.holds(breaches.digest(Secret(FRESH)))
    assert "password1234" not in lines.text


def test_a_lost_list_is_left_alone_for_a_while() -> None:
    with lost_list(), captured() as lines:
        known = breaches.current()
        assert known is not None
        for _ in range(3):
            with pytest.raises(BreachListLost):
                known.holds(breaches.digest(Secret(PASSWORD)))
    assert 1 == len(lines.named("breach list lost"))


@pytest.mark.django_db
def test_weaker_hashes_are_made_anew_at_sign_in_and_only_then() -> None:
    with override_settings(PASSWORD_HASHERS=ARGON):
        ada = person(email=ADA)
        assert ada.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
        weaker = Argon2id()
        weaker.memory_cost, weaker.time_cost = 1024, 1
        old = weaker.encode(PASSWORD, "0123456789abcdef012345")
        Person.objects.filter(pk=ada.pk).update(password=old)
        FormerPassword.objects.filter(person=ada).update(password=old)
        sign_in(Client(), password="not the password at all")
        ada.refresh_from_db()
        assert old == ada.password
        assert "/app/" == sign_in(Client()).headers["Location"]
        ada.refresh_from_db()
        assert "m=19456,t=2,p=1" in ada.password
        assert [ada.password] == list(FormerPassword.objects.values_list("password", flat=True))
        sign_in(Client())
        assert [HashRenewed(person_id=ada.pk)] == published(HashRenewed)


def test_one_password_is_one_whatever_keyboard_wrote_it() -> None:
    with override_settings(PASSWORD_HASHERS=ARGON):
        composed, decomposed, ligature = (
            "caf\u00e9 fianc\u00e9 office",
            "cafe\u0301 fiance\u0301 office",
            "café fiancé o\ufb03ce",
        )
        made = make_password(composed)
        assert all(check_password(typed, made) for typed in (composed, decomposed, ligature))
        assert not check_password("cafe fiance office", made)
        assert not check_password(composed.upper(), made)
        assert not check_password(f"{composed} ", made)


def test_so_many_hash_at_once_so_many_wait_and_the_rest_is_told_at_once() -> None:
    gate, inside, leave = Gate(at_once=1, in_line=1, patience=5), threading.Event(), threading.Event()
    passed = []

    def stand(name: str) -> None:
        with gate.entered():
            passed.append(name)
            inside.set()
            leave.wait(5)

    first = threading.Thread(target=stand, args=("first",))
    first.start()
    inside.wait(5)
    second = threading.Thread(target=stand, args=("second",))
    second.start()
    while gate._places._value:
        pass
    with pytest.raises(HashingBusy), gate.entered():
        pass
    assert ["first"] == passed
    leave.set()
    first.join()
    second.join()
    assert ["first", "second"] == passed
    with gate.entered():
        pass


def test_a_line_that_does_not_move_is_left() -> None:
    gate = Gate(at_once=1, in_line=1, patience=0.01)
    with gate.entered(), pytest.raises(HashingBusy), gate.entered():
        pass


@pytest.mark.parametrize(("processors", "threads"), [(1, 2), (2, 8), (4, 8), (64, 8), (2, 128)])
def test_a_third_of_the_threads_never_wait_for_a_hash(processors: int, threads: int) -> None:
    gate = gate_for(processors=processors, threads=threads)
    places, at_once = gate._places._value, gate._room._value
    assert places <= max(2, threads * 2 // 3)
    assert 1 <= at_once <= max(1, processors // 2)


@pytest.mark.django_db
def test_a_busy_moment_keeps_the_address_and_counts_no_failure() -> None:
    with override_settings(PASSWORD_HASHERS=ARGON):
        person(email=ADA)
        taken = 0
        while gate._places.acquire(blocking=False):
            taken += 1
        try:
            answers = [sign_in(Client()) for _ in range(8)]
        finally:
            gate._places.release(taken)
        assert {503} == {answer.status_code for answer in answers}
        assert "1" == answers[0].headers["Retry-After"]
        assert "Many people are signing in" in text(answers[0])
        assert f'value="{ADA}"' in text(answers[0])
        assert "/app/" == sign_in(Client()).headers["Location"], "none of these counted as a failure"


@pytest.mark.django_db
def test_no_password_grows_too_old() -> None:
    """ASVS V6.2.10: after ten years it opens as before, and nothing asks for another."""
    ada = person(email=ADA)
    with clock.frozen(clock.now() + timedelta(days=3_650)):
        client = Client()
        answer = sign_in(client, email=ADA)
        assert (302, "/app/") == (answer.status_code, answer.headers["Location"])
        assert 200 == client.get("/app/ideas/").status_code
    assert ada.pk
