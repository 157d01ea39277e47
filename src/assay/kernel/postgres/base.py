"""The engine named in the settings: a commit passes the guard of `kernel.recording` first."""

from typing import override

from django.db.backends.postgresql import base

from assay.kernel import recording


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with the guard in front of each commit."""

    @override
    def commit(self) -> None:
        """Commit. Raises Unrecorded, which Django answers with a rollback, for a change nobody announced."""
        guard = recording.guard_of(self)
        guard.check()
        super().commit()
        guard.forget()

    @override
    def rollback(self) -> None:
        super().rollback()
        recording.guard_of(self).forget()
