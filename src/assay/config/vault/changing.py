"""Changing a secret: offer, switch, carry, close (ADR 14).

Each step looks at how far it has come, so any of them may be the last one a killed command took: run it again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connections, transaction
from django.utils.module_loading import import_string

from assay.config.vault import living, source
from assay.config.vault.crowd import Crowd, alone
from assay.config.vault.kinds import ValueWanted
from assay.config.vault.outside import Say, outside_of
from assay.config.vault.table import Listed
from assay.kernel import clock
from assay.kernel.privacy import Secret
from assay.kernel.vault.documents import Document, Phase
from assay.kernel.vault.faults import NotWritable, VaultFault
from assay.launch.trouble import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How somebody wants a secret changed.

    ``value``: brought by a person instead of made here. ``is_now``: close the former version without the overlap.
    ``only_finish``: begin no change, end one that was begun.
    """

    value: Secret | None = None
    is_now: bool = False
    only_finish: bool = False


@dataclass(slots=True)
class Change:
    """One run of `assay rotate`, over one secret."""

    listed: Listed
    crowd: Crowd
    say: Say
    _followed: tuple[str, int] = ("", 0)  # the mark that all processes were last seen with, and how many they were

    def run(self, wish: Wish) -> None:
        """Go from wherever the secret stands to as far as it may. Raises Trouble, VaultFault."""
        document = self.fetched()
        if document.phase is Phase.SETTLED:
            if wish.only_finish:
                self.say("Nothing was begun.")
                return
            document = self._offered(document, wish.value)
        elif wish.value is not None:
            raise Trouble(f"A change of {self.listed.name} was begun and not ended. End it first, without a value.")
        if document.phase is Phase.OFFERED:
            document = self._switched(document)
        self._carried(document, is_now=wish.is_now)

    def fetched(self) -> Document:
        """Return the document as its keeper has it. Raises Trouble when there is none."""
        name = self.listed.name
        found = source.keeper().fetch([name]).get(name)
        if found is None:
            raise Trouble(f"{source.keeper().where(name)} holds nothing. Put one there: assay secrets put {name}")
        return found

    def _offered(self, document: Document, value: Secret | None) -> Document:
        try:
            offering = document.offering(value or self.listed.kind.fresh(document), at=clock.now())
        except ValueWanted as error:
            raise Trouble(str(error)) from None
        return self._stored(offering, "offers a new version, which everybody accepts")

    def _switched(self, document: Document) -> Document:
        outside_of(self.listed.name).admit(document)
        self._everybody()  # knows the offered one, even when an earlier run was stopped before they did
        return self._stored(document.switching(at=clock.now()), "uses the new version; the former one still works")

    def _carried(self, document: Document, *, is_now: bool) -> None:
        self._everybody()
        outside = outside_of(self.listed.name)
        outside.carry(self.say)
        due = (document.since or clock.now()) + self.listed.overlap
        if not is_now and due > clock.now():
            self.say(
                f"The former version is accepted until {due:%Y-%m-%d %H:%M} UTC. Run this again then, or with --now."
            )
            return
        outside.refuse(document, self.crowd, self.say)
        self._stored(
            document.retiring(remember=self.listed.kind.remembered(document)), "closes the former version for good"
        )

    def _stored(self, document: Document, step: str) -> Document:
        """Write down what is about to happen, store it, and let everybody follow."""
        with transaction.atomic():
            fact = import_string("assay.kernel.facts.SecretChanged")
            import_string("assay.kernel.events.publish")(fact(name=self.listed.name, step=step))
        source.keeper().store(self.listed.name, document)
        count = self._everybody()
        self.say(f"{self.listed.name}: {step}." + (f" {count} processes have followed." if count else ""))
        return self.fetched()

    def _everybody(self) -> int:
        if self.listed.is_operators:
            return 0
        mark = living.refresh()
        connections.close_all()  # our own, under a login that may be the former one by now
        if mark != self._followed[0]:
            self._followed = (mark, self.crowd.follow(mark))
        return self._followed[1]


def change(listed: Listed, wish: Wish, *, say: Callable[[str], None]) -> None:
    """Change a secret while everything runs. Raises Trouble with what to do; run it again to go on."""
    try:
        with alone() as crowd:
            Change(listed, crowd, say).run(wish)
    except NotWritable as error:
        raise Trouble(f"{error}.") from None
    except VaultFault as error:
        raise Trouble(f"{error}. Nothing is lost: run the same command again when it works.") from None
    finally:
        connections.close_all()


def is_old(listed: Listed) -> bool:
    """Tell whether the used version is older than it may become. Raises VaultFault."""
    held = source.keeper().fetch([listed.name]).get(listed.name)
    return held is not None and held.used.made is not None and clock.now() - held.used.made > listed.max_age


def plan(listed: Listed) -> list[str]:
    """Say which steps a change would take now, without taking any. Raises VaultFault."""
    held = source.keeper().fetch([listed.name]).get(listed.name)
    if held is None:
        return [f"There is no {listed.name} at {source.keeper().where(listed.name)}; nothing can be changed."]
    steps = {
        Phase.SETTLED: f"store a new version at {source.keeper().where(listed.name)}: {listed.change}",
        Phase.OFFERED: "wait until every process accepts it, then let all use it and wait until they do",
        Phase.SWITCHED: "bring what is stored over to it and close the former one"
        + (f", {_days(listed.overlap)} later or with --now" if listed.overlap else ""),
    }
    return [steps[phase] for phase in list(Phase)[list(Phase).index(held.phase) :]]


def _days(span: timedelta) -> str:
    return f"{span.days} day{'s' if span.days > 1 else ''}"
