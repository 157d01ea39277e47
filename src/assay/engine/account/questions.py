"""Questions for interviews, by assumption: what to ask, what to listen for, what to do with the answer.

Only about the past and about acts; nobody is asked what they would do (product-core 5.7, X01).
"""

from assay.engine.result import Question

_QUESTIONS = (
    Question(
        template="D1",
        ask="When did this last happen to you, and what did you do about it?",
        listen_for="A date, a place, a thing they bought or built. Vague agreement counts as no.",
        act_on="Count only those who did something in the last ninety days as yes.",
    ),
    Question(
        template="D2",
        ask="What are the three things you most want fixed in this part of your life or work?",
        listen_for="Whether your problem comes up by itself before you name it.",
        act_on="If it is never named, look for the people who name it before you change the product.",
    ),
    Question(
        template="D3",
        ask="What did you spend on this in the last month, in money and in hours?",
        listen_for="Real bills, subscriptions, somebody's paid time.",
        act_on="Where nothing is spent, expect your price to be compared with nothing.",
    ),
    Question(
        template="D4",
        ask="Who else do you know with this problem, and where do you talk to each other?",
        listen_for="Names and places you can reach this month.",
        act_on="Add each named place to your list of channels and count who is there.",
    ),
    Question(
        template="D6",
        ask="The last time you paid for something like this, what made you decide?",
        listen_for="The trigger, who agreed, how long it took, what nearly stopped it.",
        act_on="Put the trigger on your page and offer a deposit to the next ten people.",
    ),
    Question(
        template="D8",
        ask="Which tools or services like this did you stop using, and why?",
        listen_for="The moment it was no longer worth it.",
        act_on="Design the first month against that moment.",
    ),
    Question(
        template="V1",
        ask="What do you pay today for the nearest thing, and what would be a price you would have to ask about?",
        listen_for="A number that was really paid, and who has to approve more.",
        act_on="Quote your planned price in the next conversation and watch what happens.",
    ),
    Question(
        template="V4",
        ask="How did you find what you use today?",
        listen_for="The search, person or place that brought them there.",
        act_on="Start where most of them started.",
    ),
    Question(
        template="A1",
        ask="What would have to be true for you to leave what you do today?",
        listen_for="The cost of switching: data, habits, other people.",
        act_on="If switching needs others to move too, offer a way that works beside the old one.",
    ),
    Question(
        template="A4",
        ask="Here are two ways to solve it, without names. Which one would you start with, and why?",
        listen_for="The reason they give first.",
        act_on="If yours loses twice for one reason, fix that reason before anything else.",
    ),
    Question(
        template="F4",
        ask="Who in this trade was stopped by a rule, and which rule was it?",
        listen_for="Offices, permits, insurance.",
        act_on="Write to that office with one precise question.",
    ),
    Question(
        template="V10",
        ask="Walk me through the last time somebody served you with this. How long did it take them?",
        listen_for="Steps that only a person can do.",
        act_on="Time those steps yourself before you set the price.",
    ),
)
_MOST = 8


def questions(order: tuple[str, ...], present: frozenset[str]) -> tuple[Question, ...]:
    """At most eight questions about assumptions of this idea, the most important first, then in the list's order."""
    known = [question for question in _QUESTIONS if question.template in present]
    rank = {template: place for place, template in enumerate(order)}
    return tuple(sorted(known, key=lambda question: rank.get(question.template, len(rank)))[:_MOST])
