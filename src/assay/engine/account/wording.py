"""The sentences of a verdict: fixed English with slots for numbers, one per reason."""

from assay.engine.result import Decision, Sentence, Verdict
from assay.engine.verdict import Code

_REASONS = {
    Code.CONTRADICTION: "Your records about “{name}” contradict each other, so that belief has become wider.",
    Code.GATE_SHUT: "“{name}” does not hold ({{q:assumption.{template}.posterior}}), and nothing works without it.",
    Code.TEST_PAYS: "“{name}” is a test worth {{q:test.1.net}} more than it costs.",
    Code.EARN_IT: "Going on looks worth more than stopping, but it rests on too little evidence to commit to.",
    Code.ALL_MET: "Your goal is likely enough ({{q:verdict.p_goal}}, you ask for {{q:verdict.p_go}}), the loss stays "
    "affordable, and evidence carries it.",
    Code.WORTH_NEGATIVE: "With your hours and the risk paid for, going on is worth {{q:verdict.expected_value}} on "
    "average.",
    Code.GOAL_UNLIKELY: "The chance of reaching the goal is {{q:verdict.p_goal}}; your attitude to risk asks for "
    "{{q:verdict.p_go}}.",
    Code.LOSS_LIKELY: "The chance of losing more than {{q:frame.affordable_loss}} is {{q:verdict.p_loss}}; you accept "
    "{{q:verdict.p_loss_most}}.",
    Code.GATE_OPEN: "“{name}” is not sure enough: {{q:assumption.{template}.posterior}} where "
    "{{q:verdict.gate_bar}} is needed.",
    Code.NO_ACT: "Nobody has yet done or paid anything that shows demand or staying.",
    Code.THIN_EVIDENCE: "Of the three strongest drivers only {{q:verdict.driver_evidence}} rests on your evidence.",
    Code.UNSTABLE: "Only {{q:verdict.stability}} of the nine runs with other defaults and biases agree.",
    Code.VARIANT_BETTER: "With {name} the chance of the goal is {{q:variant.p_goal}}.",
    Code.ONE_FAILS: "One critical assumption is refuted while the others stand: change that one.",
    Code.NOTHING_LEFT: "No affordable test is worth its price, and no single change tried makes it clearly better.",
}

_HEADLINES = {
    Verdict.INCOMPLETE: "Some answers are missing before a verdict is possible.",
    Verdict.TEST: "Test before you build: the chance of your goal is {{q:verdict.p_goal}} today, between "
    "{{q:verdict.p_goal_low}} and {{q:verdict.p_goal_high}} with other defaults.",
    Verdict.COMMIT: "Commit to the next stage: the chance of your goal is {{q:verdict.p_goal}}, between "
    "{{q:verdict.p_goal_low}} and {{q:verdict.p_goal_high}} with other defaults.",
    Verdict.PIVOT: "Change one thing: as it stands the chance of your goal is {{q:verdict.p_goal}}.",
    Verdict.STOP: "Stop here: the chance of your goal is {{q:verdict.p_goal}}, and nothing affordable would change "
    "the decision.",
}


def reason(code: Code, **names: str) -> Sentence:
    """The sentence of one reason; ``names`` fill its words, slots stay for the page."""
    text = _REASONS[code]
    for key, name in names.items():
        text = text.replace("{" + key + "}", name)
    return Sentence(code=code.value, text=text)


def headline(verdict: Verdict) -> Sentence:
    """The one sentence under the verdict's name."""
    return Sentence(code=f"headline.{verdict.value}", text=_HEADLINES[verdict])


def decided(decision: Decision) -> Verdict:
    """The verdict a decision is called by."""
    return Verdict(decision.value)
