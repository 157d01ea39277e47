"""Limits of what one workspace can hold, and the words of a list filter."""

MAX_IDEAS = 1_000
MAX_NOTES = 500
MAX_ACTIONS = 200
MAX_TAGS = 10
MAX_TAG_LENGTH = 30
TREND_LENGTH = 12


def clean_tags(raw: str) -> tuple[str, ...]:
    """Split a comma list into lower-case tags: no blanks, no doubles, order kept, cut to the limits."""
    seen: dict[str, None] = {}
    for part in raw.split(","):
        tag = " ".join(part.split()).lower()[:MAX_TAG_LENGTH].strip()
        if tag:
            seen.setdefault(tag)
    return tuple(seen)[:MAX_TAGS]
