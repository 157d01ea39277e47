"""The one thing to read after a start."""

from assay.launch import console, places
from assay.launch.places import Places
from assay.launch.record import Record


def show(place: Places, record: Record, *, seconds: float | None = None, stop: str = "Ctrl-C") -> None:
    lines = [("Open", record.address), ("Mail", f"{record.mail}  every mail that the product sends lands here")]
    if record.dns:
        lines.append(("DNS", f"{record.dns}  stands in for the records that prove a domain"))
    people = places.read_json(places.demo_note(place)).get("people")
    if isinstance(people, list) and people:
        lines.append(("Sign in", f"{'  or  '.join(map(str, people))}  with {places.demo_password(place)}"))
    console.banner([*lines, ("Stop", stop)])
    if seconds is not None:
        console.note(f"Ready after {seconds:.1f} s. `assay status` shows the parts, `assay logs` what they said.")
