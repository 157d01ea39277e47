"""Federation: coming in with an account that somebody else keeps: Google's, Microsoft's, GitHub's, the company's.

Words: a *provider* says who somebody is; an *assertion* is what it said of one, checked; a *link* makes an account of
theirs a way into an account here; a *flow* is one trip to a provider and back, bound to one browser.
Announces: SignInLinked, SignInUnlinked, AccountOpenedElsewhere. Hears: nothing.
Asks below: identity (people, sessions), comms (mail). Offers the sign-in page its buttons through web.ways.
"""
