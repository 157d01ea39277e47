"""Federation: coming in with an account that somebody else keeps: Google's, Microsoft's, GitHub's, the company's.

Words: a *provider* says who somebody is; an *assertion* is what it said of one, checked; a *link* makes an account of
theirs a way into an account here; a *flow* is one trip to a provider and back, bound to one browser; a *connection* is
a workspace's own provider, which speaks for the workspace's proven domains and for nobody else.
Announces: SignInLinked, SignInUnlinked, AccountOpenedElsewhere, AddressProofMailed, Connection…, SecretEnds,
OwnWayUsed.
Hears: nothing. Asks below: identity (people, sessions), directory (whose a domain is), comms (mail).
Offers the sign-in page its buttons (web.ways), and tells identity who has to come in through their company.
"""
