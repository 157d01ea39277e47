"""The pages of the stand-in: where one pays, manages, and looks at what there is. No page has a field for a card."""

from html import escape
from typing import Final

from assay.sandbox.stripe.world import Thing, World

_PAGE: Final = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} (stand-in)</title>
<meta name="viewport" content="width=device-width"><style>
body{{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}}
button{{padding:.6rem 1.2rem;font:inherit;margin:.25rem .25rem .25rem 0}} code{{overflow-wrap:anywhere}}
</style></head><body><main><h1>{title}</h1>
<p>This is a stand-in on this machine, not the real service. No money moves, and no card is asked for.</p>
{body}</main></body></html>"""


def pay(world: World, session: Thing) -> str:
    """The checkout."""
    if session["status"] != "open":
        return _PAGE.format(title="Checkout", body="<p>This checkout is over.</p>")
    price = world.things[session["_price"]]
    product = world.things[price["product"]]["name"]
    body = f"<p>{escape(product)}: <strong>{cost(price)}</strong> every {price['recurring']['interval']}</p>"
    return _PAGE.format(title="Checkout", body=body + _buttons(pay="Pay", decline="Decline the card", back="Back"))


def portal(world: World, session: Thing) -> str:
    """The page where a customer manages what they have."""
    rows = []
    for one in world.every("subscription", customer=session["customer"]):
        price = one["items"]["data"][0]["price"]
        state = "ends with its period" if one["cancel_at_period_end"] else one["status"]
        rows.append(f"<h2>{cost(price)} every {price['recurring']['interval']}: {state}</h2>")
        if one["status"] in {"active", "past_due"}:
            rows.append(_buttons(subscription=one["id"], cancel="Cancel with the period", resume="Resume"))
            rows += [
                _buttons(subscription=one["id"], price=other["id"], change=f"Change to {_named(world, other)}")
                for other in world.every("price", active=True)
                if other["id"] != price["id"]
            ]
    customer = world.things[session["customer"]]
    word = "The card is declined" if customer.get("_declines") else "The card works"
    rows.append(f"<p>{word}.</p>" + _buttons(card="Let it be the other way", back="Back"))
    return _PAGE.format(title="Manage", body="".join(rows))


def index(world: World) -> str:
    """Everything, and the switches."""
    kinds = ("customer", "subscription", "invoice")
    rows = [
        f"<li><code>{one['id']}</code> {escape(str(one.get('status', '')))}"
        + (_buttons(invoice=one["id"], refund="Refund", dispute="Dispute") if one.get("status") == "paid" else "")
        + "</li>"
        for kind in kinds
        for one in world.every(kind)
    ]
    body = f"<p>{len(world.events)} events.</p><ul>{''.join(rows)}</ul>"
    return _PAGE.format(
        title="Payment processor",
        body=_buttons(day="A day passes", month="A month passes", year="A year passes") + body,
    )


def invoice(found: Thing) -> str:
    """An invoice."""
    body = f"<p>{escape(found['number'] or '')}: {amount(found['total'], found['currency'])}, {found['status']}</p>"
    return _PAGE.format(title="Invoice", body=body)


def cost(price: Thing) -> str:
    """An amount for people."""
    return amount(price["unit_amount"], price["currency"])


def amount(minor: int, currency: str) -> str:
    """An amount for people."""
    return f"{minor / 100:.2f} {currency.upper()}"


def _named(world: World, price: Thing) -> str:
    return f"{escape(world.things[price['product']]['name'])}, {cost(price)} every {price['recurring']['interval']}"


def _buttons(**words: str) -> str:
    """A form with hidden values (what looks like an id or is named so) and a button for each other word."""
    hidden = {name: words.pop(name) for name in ("subscription", "price", "invoice") if name in words}
    inputs = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in hidden.items())
    buttons = "".join(f'<button name="act" value="{name}">{word}</button>' for name, word in words.items())
    return f'<form method="post">{inputs}{buttons}</form>'
