"""Rules on the source that need no running code: each takes parsed files and yields what breaks it."""
