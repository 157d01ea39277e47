"""What the backoffice puts into the menu of staff."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from assay.kernel.staff import StaffPage
from assay.modules.identity.api import StaffAction

MENU: Final = (
    StaffPage(
        label=_("Accounts"),
        about=_("Find one by its exact address or id, see how it stands, act with a reason, look as its owner sees."),
        url_name="backoffice:people",
        icon="person",
        what=StaffAction.PERSON_SEE,
    ),
    StaffPage(
        label=_("Workspaces"),
        about=_("Find one by its id, see who belongs to it and, with a reason, its log."),
        url_name="backoffice:workspaces",
        icon="people",
        what=StaffAction.WORKSPACE_SEE,
    ),
    StaffPage(
        label=_("What staff did"),
        about=_("Who did what with whose account, and why."),
        url_name="backoffice:log",
        icon="archive",
        what=StaffAction.STAFF_LOG,
    ),
)
