"""The words the reader meets: the five verdicts and the six places a number can come from, with colour and icon."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    slug: str
    word: Promise
    meaning: Promise
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    slug: str
    word: Promise
    short: Promise
    meaning: Promise
    mark: str  # one letter, so that colour is never alone


VERDICTS: dict[str, Verdict] = {
    verdict.slug: verdict
    for verdict in (
        Verdict(slug="incomplete", word=_("Incomplete"), icon="unknown", meaning=_("A needed answer is missing.")),
        Verdict(slug="test", word=_("Test"), icon="flask", meaning=_("Finding out is worth more than deciding now.")),
        Verdict(slug="commit", word=_("Commit"), icon="check", meaning=_("The evidence carries the next stage.")),
        Verdict(slug="pivot", word=_("Pivot"), icon="pivot", meaning=_("A changed version is better by enough.")),
        Verdict(slug="stop", word=_("Stop"), icon="stop", meaning=_("Hours and money not spent are a result.")),
    )
}

KINDS: dict[str, Kind] = {
    kind.slug: kind
    for kind in (
        Kind(slug="logged_evidence", word=_("Logged evidence"), short=_("your evidence"), mark="E",
             meaning=_("You tested it and wrote down what happened.")),
        Kind(slug="cited_benchmark", word=_("Cited benchmark"), short=_("benchmark"), mark="B",
             meaning=_("A named publication measured it, on a named population, in a named year.")),
        Kind(slug="founder_input", word=_("Founder input"), short=_("your guess"), mark="G",
             meaning=_("You said so. We widen it, because founders' ranges are usually too narrow.")),
        Kind(slug="authored_default", word=_("Authored default"), short=_("our default"), mark="D",
             meaning=_("We wrote it down so that you can start. It is ours, and it is wide.")),
        Kind(slug="model_output", word=_("Model output"), short=_("calculated"), mark="M",
             meaning=_("Calculated from the others; its bar shows from which.")),
        Kind(slug="ai_estimate", word=_("AI estimate"), short=_("AI estimate"), mark="A",
             meaning=_("A language model's opinion. Off unless you switch it on; never counted as evidence.")),
    )
}  # fmt: skip
