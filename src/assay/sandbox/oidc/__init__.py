"""A stand-in for identity providers: OpenID Connect as Google, Microsoft and a company speak it, OAuth as GitHub does.

It keeps people, codes and tokens, signs with real keys and shows a real page to choose who one is. Each tenant (the
first part of the address) is a provider of its own and can be told to cheat in one way after another (`Fault`), so that
every check of the product has somebody who tries to get past it.
"""
