"""Say which tables changed without a migration: ``python -m tools.pending``. Reads files; asks no database."""

import os
import sys

import django
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState


def pending(now: ProjectState) -> list[str]:
    """``<application>: <what would change>`` for our own applications, from the migrations to ``now``."""
    loader = MigrationLoader(None)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("assay.")}
    changes = MigrationAutodetector(loader.project_state(), now).changes(graph=loader.graph)
    return [
        f"{label}: {operation.describe()}"
        for label in sorted(ours & changes.keys())
        for migration in changes[label]
        for operation in migration.operations
    ]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assay.config.settings.typing")
    django.setup()
    found = pending(ProjectState.from_apps(apps))
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
