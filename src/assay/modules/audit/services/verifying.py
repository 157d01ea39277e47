"""The log checked where it lies: every chain against every checkpoint, here and at the witness."""

from assay.modules.audit import providers
from assay.modules.audit.providers import signing
from assay.modules.audit.providers.verify_audit import Export, Fault, verify
from assay.modules.audit.queries import exports


def verify_live() -> tuple[int, list[Fault]]:
    """Return how many entries were read, and every fault. Raises WitnessAway."""
    export = Export()
    for record in exports.export_whole():
        export.take(record)
    faults = [Fault("", 0, f"entry {each} was never sealed and does not wait for it") for each in exports.left_out()]
    faults += verify(
        export, witness=list(providers.current().held()), keys=signing.trusted_keys(), check=signing.is_signed
    )
    return export.entries, faults
