"""What no import shows about tables: where they point, what is personal, how they are called, who is fenced in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.test.utils import isolate_apps

from assay.kernel.tenancy import WorkspaceModel
from tools import levels
from tools.levels import Levels
from tools.pending import pending
from tools.rules import tables
from tools.rules.tables import Table


@pytest.fixture(scope="module")
def order(root: Path) -> Levels:
    return levels.read(root / ".importlinter")


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    return MigrationLoader(None)  # reads the files; asks no database


@pytest.fixture
def lab() -> Iterator[None]:
    """Tables made here are forgotten afterwards."""
    with isolate_apps():
        yield


def table(module: str, name: str, /, *, base: type[models.Model] = models.Model, **body: Any) -> Table:
    """A table as if it were written in ``assay.modules.<module>.models``."""
    options = {"app_label": module, **body.pop("meta", {})}
    place = {"__module__": f"assay.modules.{module}.models", "Meta": type("Meta", (), options)}
    return type(name, (base,), place | body)


def test_tables_of_the_product_are_found() -> None:
    assert tables.own()


def test_foreign_keys_point_down_and_hide_their_other_side(order: Levels) -> None:
    assert [] == list(tables.pointers(tables.own(), levels=order))


def test_every_table_says_what_is_personal() -> None:
    assert [] == list(tables.marks(tables.own()))


def test_every_table_has_its_name_by_hand() -> None:
    assert [] == list(tables.names(tables.own()))


def test_every_product_row_belongs_to_a_workspace_behind_the_fence(order: Levels, loader: MigrationLoader) -> None:
    fenced = tables.fenced_tables(loader)

    assert [] == list(tables.fences(tables.own(), levels=order, fenced=fenced))


def test_no_migration_is_missing() -> None:
    assert [] == pending(ProjectState.from_apps(apps))


@pytest.mark.usefixtures("lab")
def test_a_table_without_a_migration_is_noticed() -> None:
    now = ProjectState.from_apps(apps)
    now.add_model(ModelState.from_model(table("ideas", "Fresh", meta={"db_table": "ideas_fresh"})))

    assert ["ideas: Create model Fresh"] == pending(now)


@pytest.mark.usefixtures("lab")
def test_a_row_without_a_workspace_says_why(order: Levels) -> None:
    silent, told = table("ideas", "Silent"), table("ideas", "Told", of_no_workspace="a person's")

    assert ["Silent: a row of the product belongs to a workspace (WorkspaceModel)"] == list(
        tables.fences([silent, told], levels=order, fenced=frozenset())
    )


@pytest.mark.usefixtures("lab")
def test_a_key_that_points_up_is_caught(order: Levels) -> None:
    run = table("validation", "Run")
    idea = table("ideas", "Idea", run=models.ForeignKey(run, models.CASCADE, related_name="+"))

    assert ["Idea.run points to Run, which does not stand lower"] == list(tables.pointers([idea], levels=order))


@pytest.mark.usefixtures("lab")
def test_a_key_to_a_neighbour_of_the_same_level_is_caught(order: Levels) -> None:
    run = table("validation", "Run")
    search = table("discovery", "Search", run=models.ForeignKey(run, models.CASCADE, related_name="+"))

    assert 1 == len(list(tables.pointers([search], levels=order)))


@pytest.mark.usefixtures("lab")
def test_a_key_that_shows_its_other_side_is_caught(order: Levels) -> None:
    idea = table("ideas", "Idea")
    run = table("validation", "Run", idea=models.ForeignKey(idea, models.CASCADE))

    found = list(tables.pointers([run], levels=order))

    assert ['Run.idea: related_name ends in "+"; the other side does not know this table'] == found


@pytest.mark.usefixtures("lab")
def test_a_table_without_marks_is_caught() -> None:
    silent = table("ideas", "Silent")
    wrong = table("ideas", "Wrong", personal=frozenset({"shoe_size"}))

    assert 2 == len(list(tables.marks([silent, wrong])))


@pytest.mark.usefixtures("lab")
def test_marks_are_not_inherited() -> None:
    class Base(models.Model):
        personal: ClassVar[frozenset[str]] = frozenset()

        class Meta:
            abstract = True
            app_label = "ideas"

    assert 1 == len(list(tables.marks([table("ideas", "Heir", base=Base)])))


@pytest.mark.usefixtures("lab")
def test_a_new_field_changes_the_list_of_personal_fields() -> None:
    plain = table("ideas", "Idea", personal=frozenset({"name"}), name=models.TextField(), size=models.TextField())

    assert ["ideas_idea.id plain", "ideas_idea.name personal", "ideas_idea.size plain"] == tables.personal_fields(
        [plain]
    )


@pytest.mark.usefixtures("lab")
def test_a_table_named_by_the_framework_or_after_another_module_is_caught() -> None:
    automatic = table("ideas", "Automatic")
    foreign = table("ideas", "Foreign", meta={"db_table": "runs_foreign"})
    good = table("ideas", "Good", meta={"db_table": "ideas_good"})

    assert 2 == len(list(tables.names([automatic, foreign, good])))


@pytest.mark.usefixtures("lab")
def test_a_product_row_without_a_workspace_or_fence_is_caught(order: Levels) -> None:
    homeless = table("ideas", "Homeless")
    unfenced = table("ideas", "Unfenced", base=WorkspaceModel, meta={"db_table": "ideas_unfenced"})
    fenced = table("ideas", "Fenced", base=WorkspaceModel, meta={"db_table": "ideas_fenced"})

    found = list(tables.fences([homeless, unfenced, fenced], levels=order, fenced={"ideas_fenced"}))

    assert [
        "Homeless: a row of the product belongs to a workspace (WorkspaceModel)",
        "Unfenced: a migration raises the fence, EnableRls('ideas_unfenced')",
    ] == found
