"""Which list is asked."""

from django.conf import settings

from assay.modules.supply.ports import WeaknessList
from assay.modules.supply.providers.osv import Osv


def current() -> WeaknessList:
    """Return the list that the settings name."""
    return Osv(settings.OSV_URL)
