"""The heads of all chains are signed for, and the signed statement goes to a second place.

Nothing is called inside a transaction: the checkpoint is stored, then sent, then noted as witnessed.
"""

from typing import Any, Final

from django.db import connection, transaction

from assay.kernel import clock, tenancy
from assay.kernel.locks import hold
from assay.kernel.logging import get_logger
from assay.modules.audit import models, policy, providers
from assay.modules.audit.providers import signing
from assay.modules.audit.providers.verify_audit import GENESIS, canonical, digest, leaf_hash, merkle_root
from assay.modules.audit.queries.checkpoints import as_record, in_order
from assay.modules.audit.services.sealing import LOCK, seal_all

log = get_logger(__name__)

_GROWN: Final = """
SELECT DISTINCT ON (chain) chain, position, hash, id FROM audit_link WHERE id > %s ORDER BY chain, position DESC
"""


def take() -> int | None:
    """Seal what waits, sign for every chain that grew since the last checkpoint, and send what the witness lacks.

    Returns the checkpoint's number; None when nothing grew. Raises WitnessAway, WitnessDisagrees: the checkpoint is
    stored then and goes out with the next one.
    """
    seal_all()
    number = _sign()
    send()
    return number


@transaction.atomic
def _sign() -> int | None:
    hold(LOCK)  # nobody seals meanwhile, so what is signed for is everything up to one moment
    last = models.Checkpoint.objects.order_by("-number").first()
    with tenancy.system(), connection.cursor() as cursor:
        cursor.execute(_GROWN, [last.last_link if last else 0])
        grown = cursor.fetchall()
    if not grown:
        return None
    leaves = in_order([{"chain": chain, "position": place, "hash": head} for chain, place, head, _ in grown])
    number = last.number + 1 if last else 1
    statement: dict[str, Any] = {
        "kind": "assay.audit.checkpoint",
        "number": number,
        "at": policy.moment(clock.now()),
        "chains": len(leaves),
        "root": merkle_root([leaf_hash(leaf) for leaf in leaves]),
        "previous": digest(last.statement) if last else GENESIS,
    }
    made = models.Checkpoint.objects.create(
        number=number,
        last_link=max(link for *_, link in grown),
        statement=statement,
        key=signing.public_key(),
        signature=signing.sign(canonical(statement)),
    )
    models.Leaf.objects.bulk_create(models.Leaf(checkpoint=made, **leaf) for leaf in leaves)
    return number


def send() -> int:
    """Give the witness every checkpoint it lacks, in order; return how many. Raises WitnessAway, WitnessDisagrees."""
    last = models.Witnessed.objects.order_by("-number").first()
    waiting = models.Checkpoint.objects.filter(number__gt=last.number if last else 0).order_by("number")
    sent = 0
    for checkpoint in waiting:
        providers.current().keep(as_record(checkpoint))
        models.Witnessed.objects.get_or_create(number=checkpoint.number)
        sent += 1
    return sent
