"""Discovery: finds ideas that fit a founder.

Words: a *run* matches one version of a profile with the catalogue; a *candidate* is one of its ten; choosing one
opens it as an idea whose priors, economics and first tests are filled in already.
Announces: DiscoveryFinished. Hears: nothing.
"""
