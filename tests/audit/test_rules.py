"""What the log keeps of a fact's fields, as plain values that mean the same to every reader, and in which list."""

import math
from decimal import Decimal

import pytest

from assay.modules.audit.policy import SIGN_INS, details_of, names_of
from assay.modules.audit.types import LOOK, Sort


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("archived", "archived"),
        (None, None),
        (True, True),
        (2**53 - 1, 2**53 - 1),
        (-(2**53), "-9007199254740992"),
        (2**53, "9007199254740992"),
        (0.1, "0.1"),
        (math.inf, "inf"),
        (Decimal("1.20"), "1.20"),
        (["read", "write"], "read, write"),
        ((), ""),
    ],
)
def test_a_value_that_readers_of_json_might_read_differently_is_kept_as_words(value: object, kept: object) -> None:
    found = details_of({"what": value}, objects={})

    assert {"what": kept} == found
    assert type(kept) is type(found["what"])


def test_what_names_an_object_is_no_detail() -> None:
    assert {"by": "rule"} == details_of({"idea_id": "1", "by": "rule"}, objects={"idea_id.ideas": "idea"})


def test_every_fact_stands_in_exactly_one_list_of_the_log() -> None:
    changes, others = names_of(Sort.CHANGES), [names_of(sort) for sort in Sort if sort is not Sort.CHANGES]

    assert not changes[1], "all but the ones named"
    assert all(is_one_of for _, is_one_of in others)
    assert SIGN_INS == names_of(Sort.SIGN_INS)[0]
    assert LOOK in names_of(Sort.READS)[0]
    assert not names_of(Sort.READS)[0] & names_of(Sort.SIGN_INS)[0]
    assert changes[0] >= SIGN_INS | {LOOK}
