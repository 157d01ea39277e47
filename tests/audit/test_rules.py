"""What the log keeps of a fact's fields: plain values that mean the same to every reader."""

import math
from decimal import Decimal

import pytest

from assay.modules.audit.policy import details_of


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
