"""Where secrets come from: a document for each, with its living versions, at a keeper whose trade it is (ADR 14).

Nothing here needs Django, because the settings themselves are made from what is read here.
"""
