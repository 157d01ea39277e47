"""Removing everything that belongs to one workspace, from every table there is.

The list of tables is the product's own: what is declared as a row of a workspace goes with it, so that no module can
forget to take part. Foreign keys are checked at the end of the transaction; so the order is free, and it is that of
the modules' levels, lowest first, because a ledger lets its rows go only once what they belong to has gone.
"""

from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Q
from django.db.models.sql import DeleteQuery
from django.db.models.sql.constants import ROW_COUNT
from django.db.transaction import TransactionManagementError

from assay.kernel import tenancy
from assay.kernel.tenancy import WorkspaceModel


def tables() -> tuple[type[WorkspaceModel], ...]:
    """Return every table of workspace rows that goes with its workspace."""
    found = (model for model in apps.get_models() if issubclass(model, WorkspaceModel))
    return tuple(model for model in found if not model.outlives_workspace)


def clear(workspace_id: UUID) -> int:
    """Delete every row of a workspace; return how many. Raises TransactionManagementError outside a transaction."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("half a workspace is worse than a whole one")
    with tenancy.scope(workspace_id):
        return sum(_clear(model, workspace_id) for model in tables())


def _clear(model: type[WorkspaceModel], workspace_id: UUID) -> int:
    """Delete by one statement; Django's own deletion would load every row, to follow keys this loop follows anyway."""
    query = DeleteQuery(model)
    query.add_q(Q(workspace_id=workspace_id))
    gone: int = query.get_compiler(connection=connection).execute_sql(ROW_COUNT)
    return gone
