"""Billing: what a workspace may use, and the money that pays for it.

Words: a *plan* is what a *price* buys, in the catalogue; it carries *limits*. A *visit* is somebody's way to a page of
Stripe's: a *checkout* or the *portal*. Stripe tells of changes by *events*, which come into the *inbox*; each lets the
object it is about be fetched and *mirrored*: subscription, invoice, refund, dispute. One that fails is *parked*.
Announces: every act of payment (Checkout…, Portal…, Subscription…, Invoice…, Payment…, Webhook…). Hears: a workspace is
deleted (its subscription ends). Asks below: identity (people, roles), comms (mail).
"""
