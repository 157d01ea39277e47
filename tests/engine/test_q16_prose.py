"""Q16: numbers never depend on what a text says, only on whether it is there."""

from dataclasses import replace

import pytest

from assay.engine.inputs import IdeaInput
from assay.engine.result import ValidationResult
from assay.engine.snapshot import input_hash, seed_of, structure
from assay.engine.types import Quantity
from assay.engine.validate import validate
from tests.engine.ideas import NAMES, example

LONGER = "Written quite differently, with 1,000 % conviction"


def reworded(idea: IdeaInput) -> IdeaInput:
    """Every free text replaced by another one that is as present or absent as it was."""

    def other(text: str) -> str:
        return LONGER if text else ""

    return replace(
        idea,
        name=LONGER,
        sentence=LONGER,
        description=LONGER,
        customer=replace(
            idea.customer,
            role=other(idea.customer.role),
            trigger=other(idea.customer.trigger),
            region=LONGER,
            places=tuple(LONGER for _ in idea.customer.places),
            exclusion=other(idea.customer.exclusion),
        ),
        problem=replace(idea.problem, workaround=LONGER),
        offer=replace(
            idea.offer,
            solution=LONGER,
            alternatives=tuple(replace(each, name=LONGER, link=LONGER) for each in idea.offer.alternatives),
            dependencies=tuple(replace(each, name=LONGER) for each in idea.offer.dependencies),
        ),
        evidence=tuple(replace(row, id=f"other-{row.id}") for row in idea.evidence),
    )


def numbers(result: ValidationResult) -> list[Quantity]:
    """The table of quantities; only the names of ledger rows are left out."""
    return [
        replace(each, inputs=tuple(name for name in each.inputs if not name.startswith("evidence:")))
        for each in result.quantities
    ]


@pytest.mark.parametrize("name", NAMES)
def test_another_wording_gives_the_same_numbers(name: str) -> None:
    before, after = (validate(idea, draws=1024) for idea in (example(name), reworded(example(name))))
    assert (before.seed, before.input_hash) == (after.seed, after.input_hash)
    assert numbers(before) == numbers(after)
    assert before.verdict.name is after.verdict.name
    assert (before.cash_fan, before.break_even) == (after.cash_fan, after.break_even)


def test_the_order_of_the_ledger_does_not_matter() -> None:
    idea = example("services")
    turned = replace(idea, evidence=idea.evidence[::-1])
    assert input_hash(idea) == input_hash(turned)
    assert numbers(validate(idea, draws=1024)) == numbers(validate(turned, draws=1024))


def test_a_changed_number_changes_hash_and_seed() -> None:
    idea = example("services")
    other = replace(idea, founder=replace(idea.founder, cash=6001))
    assert input_hash(idea) != input_hash(other)
    assert seed_of(idea) != seed_of(other)
    assert 0 <= seed_of(idea) < 2**53


def test_a_missing_text_is_structure() -> None:
    idea = example("services")
    silent = replace(idea, customer=replace(idea.customer, trigger=" "))
    assert input_hash(idea) != input_hash(silent)
    assert structure(silent) == structure(structure(silent))
