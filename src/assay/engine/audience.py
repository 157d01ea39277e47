"""How complete the picture of the customer is: six checks, counted; completeness, not evidence (product-core 5.12)."""

from assay.engine.inputs import Customer

_PROSPECTS = 10


def checks(customer: Customer) -> tuple[tuple[str, bool], ...]:
    """The six checks by name; only whether a text is there counts, never what it says."""
    return (
        ("role", bool(customer.role.strip())),
        ("trigger", bool(customer.trigger.strip())),
        ("payer", customer.payer is not None),
        ("places", any(place.strip() for place in customer.places)),
        ("prospects", (customer.prospects or 0) >= _PROSPECTS),
        ("exclusion", bool(customer.exclusion.strip())),
    )


def completeness(customer: Customer) -> float:
    """Share of the six checks that are answered."""
    found = checks(customer)
    return sum(answered for _, answered in found) / len(found)
