"""A payment processor that behaves as Stripe does, for the calls the product makes; named as a stand-in everywhere.

It keeps customers, prices, checkouts, subscriptions, invoices, refunds, disputes and events; signs and delivers events
and repeats them; remembers idempotency keys; refuses parameters it does not know, in Stripe's words. It knows nothing
of the product: not its plans, not its people.
"""
