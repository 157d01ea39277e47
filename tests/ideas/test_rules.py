from hypothesis import given
from hypothesis.strategies import text

from assay.modules.ideas.policy import MAX_TAG_LENGTH, MAX_TAGS, clean_tags


def test_tags_are_lower_case_without_doubles_in_the_order_given() -> None:
    assert ("price", "big buyer") == clean_tags(" Price , price,Big   buyer,, ")


@given(text(max_size=2_000))
def test_any_text_gives_few_short_distinct_tags(raw: str) -> None:
    tags = clean_tags(raw)

    assert len(tags) <= MAX_TAGS
    assert all(0 < len(tag) <= MAX_TAG_LENGTH for tag in tags)
    assert len(set(tags)) == len(tags)
