"""Where secrets come from: a document for each, with its living versions, at a keeper whose trade it is (ADR 14).

Nothing here needs Django's settings, because they are made from what is read here.
"""
