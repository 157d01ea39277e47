"""A token's end: owners are told in time, and one that is found in public stops at once."""

from datetime import timedelta

import pytest
from django.core import mail

from assay.kernel import clock
from assay.kernel.privacy import Secret
from assay.kernel.testing import published, run_jobs
from assay.modules.directory.events.users import TokenExpires, TokenReported
from assay.modules.directory.services import expiring, tokens
from assay.modules.identity.services import keys
from tests.directory.scim import Directory
from tests.directory.test_tokens import crew, made
from tests.identity.sharing import Team

pytestmark = pytest.mark.django_db
__all__ = ["crew"]


def letters(subject: str) -> int:
    run_jobs()
    return [str(message.subject) for message in mail.outbox].count(subject)


def test_owners_are_written_to_fourteen_and_three_days_before_and_once_each(crew: Team) -> None:
    made(crew)
    told = []
    for left in (15, 13, 12, 2, 1):
        with clock.frozen(clock.now() + tokens.LASTS - timedelta(days=left)):
            expiring.warn()
            expiring.warn()
            told.append(letters("The directory's token expires"))

    assert [0, 1, 1, 2, 2] == told
    assert [14, 3] == [fact.days for fact in published(TokenExpires)]


def test_nobody_is_told_of_a_token_that_was_revoked_or_is_over(crew: Team) -> None:
    token = made(crew)
    assert keys.revoke_found(Secret(token), where="")
    made(crew)
    with clock.frozen(clock.now() + tokens.LASTS + timedelta(days=1)):
        expiring.warn()

    assert 0 == letters("The directory's token expires")


def test_a_token_that_is_found_in_public_stops_at_once_and_the_owners_are_told_once(crew: Team) -> None:
    token, where = made(crew), "https://code.example.com/leaky/config.yml"
    there = Directory(crew=crew, token=token)
    assert 200 == there.ask("GET", "Users").status_code

    assert [True, True] == [keys.revoke_found(Secret(token), where=where) for _ in range(2)]

    assert 401 == there.ask("GET", "Users").status_code
    assert 1 == letters("The directory's token was found in public")
    assert where in str(mail.outbox[-1].body)
    assert token not in str(mail.outbox[-1].body)
    assert 1 == len(published(TokenReported))


@pytest.mark.parametrize("text", ["assay_scim_nothing", "x" * 60, ""])
def test_what_is_no_token_is_not_ours(text: str) -> None:
    assert not keys.revoke_found(Secret(text), where="https://code.example.com")
