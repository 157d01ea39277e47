"""Content: the pages that explain the product to everybody, signed in or not.

Words: *landing*, *method*, *door* (one of the two ways in), *reading* (a raw result, its bias taken off).
Announces: nothing. Hears: nothing. Needs no table.
"""
