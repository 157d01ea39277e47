"""What runs in this process's place."""

from assay.modules.supply.errors import ReadingIncomplete
from assay.modules.supply.policy import parts
from assay.modules.supply.providers import here
from assay.modules.supply.types import Inventory


def running() -> Inventory:
    """Return every package that runs here. Raises ReadingIncomplete."""
    try:
        return parts.inventory(here.surroundings())
    except ValueError as error:
        raise ReadingIncomplete("the lock of the assets could not be read") from error
