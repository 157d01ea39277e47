"""Identity: people, the workspaces they share, and the door through which they come in (allauth behind our pages).

Words: a *person* signs in; a *workspace* owns what the product stores; a *membership* gives a person a role in one;
a *session* is a browser in which somebody is signed in, a *device* a browser that somebody has used before;
an *API key* lets a program act as a person in a workspace, within its *scopes*.
Announces: PersonJoined, who comes and goes (SignedIn, SignedOut, Session…, Device…), attempts that failed (SignIn…),
what happens to keys (ApiKey…), every change of workspaces, places and invitations. Hears: nothing.
Asks below: comms (mail). Registers with the kernel: how to tell the occupant of a request.
"""
