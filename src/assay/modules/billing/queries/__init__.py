"""Reads: `get` raises, `find` may return None, `list_…` pages. They return types, never rows."""
