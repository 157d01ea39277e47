"""Putting people into the groups that stand for roles, and taking them out."""

from collections.abc import Sequence

from django.db import transaction

from assay.modules.directory.policy.groups import Step
from assay.modules.directory.queries.users import get_user, list_users
from assay.modules.directory.services.users import put_into
from assay.modules.directory.types import Group, TokenCard, UserId


@transaction.atomic
def change_group(token: TokenCard, group: Group, *, steps: Sequence[Step]) -> None:
    """Carry out all steps or none. Who goes out of a group gets the role that the token gives.

    Raises UserNotFound, UserRefused for who is inactive, NotYoursToGive for owners.
    """
    for step in steps:
        ids = [UserId(one) for one in step.ids]
        for user_id in ids:
            if step.comes_in:
                put_into(token, user_id, group=group)
            elif get_user(token.workspace_id, user_id).group is group:
                put_into(token, user_id, group=token.group)
        if step.is_whole:
            for card in list_users(token.workspace_id):
                if card.group is group and card.id not in ids:
                    put_into(token, card.id, group=token.group)
