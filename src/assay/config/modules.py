"""The product's applications, in the order of their levels, lowest first."""

from pathlib import Path

HOME = Path(__file__).resolve().parent.parent

APPLICATIONS = (
    "assay.kernel",
    "assay.web",
    "assay.modules.audit",
    "assay.modules.comms",
    "assay.modules.content",
    "assay.modules.privacy",
    "assay.modules.identity",
    "assay.modules.directory",
    "assay.modules.federation",
    "assay.modules.billing",
    "assay.modules.founders",
    "assay.modules.ideas",
    "assay.modules.discovery",
    "assay.modules.validation",
    "assay.modules.reports",
    "assay.modules.readiness",
    "assay.modules.watch",
    "assay.modules.backoffice",
    "assay.modules.supply",
)


def modules_with(file: str) -> list[str]:
    """Return the dotted names of ``<module>.<file>`` for each installed module that has that file or package."""
    found = []
    for application in APPLICATIONS:
        if not application.startswith("assay.modules."):
            continue
        place = HOME.joinpath(*application.split(".")[1:])
        if (place / f"{file}.py").is_file() or (place / file / "__init__.py").is_file():
            found.append(f"{application}.{file}")
    return found
