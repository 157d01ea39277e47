"""Identity: people, the workspaces they share, and the door through which they come in (allauth behind our pages).

Words: a *person* signs in; a *workspace* owns what the product stores; a *membership* gives a person a role in one;
an *API key* lets a program act as a person in one, within its *scopes*.
Announces: PersonJoined, attempts that failed (SignIn…), what happens to keys (ApiKey…). Hears: nothing.
Asks below: comms (mail). Registers with the kernel: how to tell the occupant of a request.
"""
