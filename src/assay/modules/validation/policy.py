"""What a piece of evidence must look like before it enters the ledger."""

from datetime import date, timedelta

from assay.engine.checks import checked_record
from assay.engine.library import EVIDENCE_TYPES, TEMPLATES, Measure
from assay.engine.types import Family, Record
from assay.kernel.errors import FieldError
from assay.modules.validation.errors import InvalidEvidence
from assay.modules.validation.types import NewEvidence

MAX_LEDGER = 1_000
MAX_PEOPLE = 10_000_000
OLDEST = timedelta(days=20 * 365)

type Fault = FieldError


def check_evidence(new: NewEvidence, *, today: date) -> None:
    """Raise InvalidEvidence with every fault at once, each with a JSON pointer into the request."""
    faults = [*_unknown(new.record), *_story(new, today)]
    if not faults:
        faults = _figures(new.record) or _engine_refuses(new.record)
    if faults:
        raise InvalidEvidence(errors=faults)


def _unknown(record: Record) -> list[Fault]:
    if record.type not in EVIDENCE_TYPES:
        return [_fault("/record/type", "This kind of test is not in the library.")]
    if record.template not in TEMPLATES:
        return [_fault("/record/template", "This assumption is not in the library.")]
    if record.template not in {informs.template for informs in EVIDENCE_TYPES[record.type].informs}:
        return [_fault("/record/template", "This kind of test says nothing about that assumption.")]
    return []


def _story(new: NewEvidence, today: date) -> list[Fault]:
    faults = []
    if new.happened_on > today:
        faults.append(_fault("/happened_on", "The day lies in the future; log it once it has happened."))
    if new.happened_on < today - OLDEST:
        faults.append(_fault("/happened_on", "That is more than twenty years ago."))
    if new.money is not None and new.money < 0:
        faults.append(_fault("/money", "Money spent can't be negative."))
    if new.minutes is not None and new.minutes < 0:
        faults.append(_fault("/minutes", "Time spent can't be negative."))
    return faults


def _figures(record: Record) -> list[Fault]:
    match TEMPLATES[record.template].measure:
        case Measure.PROPORTION:
            return _rate(record)
        case Measure.MEAN:
            return _amount(record)
        case Measure.COUNT:
            return _count(record)
        case _:  # whether something holds
            return [] if record.holds is not None else [_fault("/record/holds", "Say whether it holds or not.")]


def _rate(record: Record) -> list[Fault]:
    faults = []
    if record.n is None or not 0 < record.n <= MAX_PEOPLE:
        faults.append(_fault("/record/n", f"Enter how many people there were, 1 to {MAX_PEOPLE:,}."))
    if record.k is None or record.k < 0:
        faults.append(_fault("/record/k", "Enter how many of them did it, 0 or more."))
    elif record.n and record.k > record.n:
        faults.append(_fault("/record/k", "This can't be more than the number of people."))
    return faults


def _amount(record: Record) -> list[Fault]:
    faults = []
    if record.mean is None or record.mean <= 0:
        faults.append(_fault("/record/mean", "Enter the average you found, more than 0."))
    is_share = TEMPLATES[record.template].family is Family.RATE
    if is_share and record.mean is not None and record.mean >= 1:
        faults.append(_fault("/record/mean", "A share lies between 0 and 1."))
    if record.n is None or record.n < 1:
        faults.append(_fault("/record/n", "Enter how many answers the average rests on, at least 1."))
    if record.sd is not None and record.sd < 0:
        faults.append(_fault("/record/sd", "The spread can't be negative."))
    return faults


def _count(record: Record) -> list[Fault]:
    faults = []
    if record.k is None or record.k < 0:
        faults.append(_fault("/record/k", "Enter how many you counted, 0 or more."))
    if record.exposure is None or record.exposure <= 0:
        faults.append(
            _fault("/record/exposure", "Enter over how much time or how many places you counted, more than 0.")
        )
    return faults


def _engine_refuses(record: Record) -> list[Fault]:
    """What the engine itself would refuse: a row it cannot read would stop every later run of the idea."""
    return [_fault(f"/record{problem.pointer}", problem.detail) for problem in checked_record(record)]


def _fault(pointer: str, detail: str) -> Fault:
    return FieldError(pointer=pointer, detail=detail)
