from typing import override

from django.apps import AppConfig


class Config(AppConfig):
    name = "assay.modules.identity"
    label = "identity"

    @override
    def ready(self) -> None:
        from allauth.account.signals import password_reset

        from assay.kernel import staff, subjects, tenancy
        from assay.modules.identity.handlers import on_password_reset
        from assay.modules.identity.pages import seat
        from assay.modules.identity.providers.addresses import seal_addresses
        from assay.modules.identity.queries.access import is_trusted_staff
        from assay.modules.identity.queries.holdings import HOLDINGS, find_subject
        from assay.modules.identity.queries.staff import permits
        from assay.modules.identity.services import leaving
        from assay.modules.identity.services.programs import occupant

        seal_addresses()
        tenancy.resolve_with(occupant)
        staff.told_by(is_trusted_staff, permit=permits)
        subjects.told_by(find_subject)
        subjects.hold(*HOLDINGS)
        subjects.workspaces_end_with(leaving.end_workspace, doomed=leaving.doomed)
        subjects.erase_first("identity.shut_out", leaving.shut_out)
        subjects.erase_first("identity.places", leaving.give_up_places)
        subjects.erase_last("identity.account", leaving.remove_account)
        seat.listen()
        password_reset.connect(on_password_reset, dispatch_uid="assay.identity.password_reset")
