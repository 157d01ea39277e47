"""Each fence alone keeps a workspace's rows apart: the database's rules, and the application's own filter."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, models, transaction

from assay.kernel import tenancy
from assay.kernel.ids import new_id
from assay.modules.discovery.api import DiscoveryRunId
from assay.modules.discovery.api import get_run as get_search
from assay.modules.discovery.errors import RunNotFound as SearchNotFound
from assay.modules.discovery.models import DiscoveryRun
from assay.modules.discovery.queries import list_runs as list_searches
from assay.modules.founders.api import find_profile
from assay.modules.founders.models import ProfileVersion
from assay.modules.ideas.api import IdeaId
from assay.modules.identity.api import Actor
from assay.modules.validation.api import RunId, RunNotFound, find_latest_done, get_run, list_evidence
from assay.modules.validation.models import Evidence, Run
from tests.faults.world import World, world
from tests.identity.make import actor_for
from tests.kernel.fences import is_fenced, without_row_security

pytestmark = pytest.mark.django_db
TABLES: tuple[type[models.Model], ...] = (Evidence, Run, DiscoveryRun, ProfileVersion)


@pytest.fixture
def there() -> World:
    return world()


@pytest.fixture
def charlie(there: World) -> Actor:
    return actor_for(there.cast.charlie)


@contextmanager
def row_security_off() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come cannot be altered
    with without_row_security(*TABLES):
        yield


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table._meta.db_table)
def test_row_security_is_on_for_the_owner_of_the_table_too(table: type[models.Model]) -> None:
    assert is_fenced(table._meta.db_table)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table._meta.db_table)
def test_the_database_alone_hides_rows_of_others(there: World, charlie: Actor, table: type[models.Model]) -> None:
    with tenancy.scope(there.cast.workspace_id):
        assert 1 == table._default_manager.count()
    with tenancy.scope(charlie.workspace_id):
        assert 0 == table._default_manager.count()
    with tenancy.nowhere():
        assert 0 == table._default_manager.count()


@pytest.mark.parametrize("table", [Run, DiscoveryRun, ProfileVersion], ids=lambda table: table._meta.db_table)
def test_the_database_alone_refuses_to_write_into_another_workspace(
    there: World, charlie: Actor, table: type[models.Model]
) -> None:
    with tenancy.scope(there.cast.workspace_id):
        row = table._default_manager.get()
    row.pk = new_id()
    with tenancy.scope(charlie.workspace_id), pytest.raises(ProgrammingError), transaction.atomic():
        row.save(force_insert=True)
    with tenancy.scope(charlie.workspace_id):
        assert 0 == table._default_manager.update(workspace_id=charlie.workspace_id)


def test_the_application_alone_hides_rows_of_others(there: World, charlie: Actor) -> None:
    idea, run, search = (UUID(there.ids[name]) for name in ("idea_id", "run_id", "search_id"))
    with tenancy.scope(there.cast.workspace_id), row_security_off():
        assert 1 == Evidence.objects.count()
        assert () == list_evidence(IdeaId(idea), workspace_id=charlie.workspace_id)
        assert find_latest_done(charlie, IdeaId(idea)) is None
        with pytest.raises(RunNotFound):
            get_run(charlie, RunId(run))
        with pytest.raises(SearchNotFound):
            get_search(charlie, DiscoveryRunId(search))
        assert () == tuple(list_searches(charlie).items)
        assert find_profile(charlie) is None


def test_with_the_row_security_off_the_pages_still_answer_404(there: World) -> None:
    idea, browser = there.ids["idea_id"], there.cast.as_charlie
    with tenancy.scope(there.cast.workspace_id), row_security_off():
        for rest in ("", "evidence/", f"runs/{there.ids['run_id']}/", "report.json"):
            assert 404 == browser.get(f"/app/ideas/{idea}/{rest}").status_code
        for rest in (f"runs/{there.ids['run_id']}/result", f"discovery-runs/{there.ids['search_id']}/result"):
            assert 404 == browser.get(f"/api/v1/{rest}").status_code
