"""The rules on the source hold for the code, and each catches what is planted into a small tree."""

from pathlib import Path

import pytest

from tools.check import RULES, Rule, violations
from tools.rules.source import Source, read

ENGINE = "src/assay/engine/odds.py"
DOOR = "src/assay/modules/ideas/api.py"
COMMANDS = "src/assay/modules/ideas/services.py"
TABLES = "src/assay/kernel/tables.py"

# name: (the files, what the rule says)
PLANTS: dict[str, tuple[dict[str, str], str]] = {
    "a long file": ({TABLES: "x = 1\n" * 301}, "the file has 301 lines; the wall is 300"),
    "a long test file": ({"tests/kernel/test_tables.py": "x = 1\n" * 401}, "the file has 401 lines; the wall is 400"),
    "a long function": ({TABLES: "def long() -> None:\n" + "    x = 1\n" * 40}, "long() has 41 lines; the wall is 40"),
    "six parameters": (
        {TABLES: "def many(a, *, b, c, d, e, f): ...\n"},
        "many() takes 6 parameters; the wall is 5",
    ),
    "a drawer": ({"src/assay/kernel/utils.py": ""}, "a file named 'utils': 'utils' says nothing"),
    "a folder that is a drawer": ({"src/assay/kernel/helpers/__init__.py": ""}, "'helpers' says nothing"),
    "a class that says nothing": ({TABLES: "class RunManager: ...\n"}, "RunManager: 'manager' says nothing"),
    "a function that says nothing": ({TABLES: "def process_runs(): ...\n"}, "process_runs: 'process' says nothing"),
    "printing": ({TABLES: "print(1)\n"}, "print: log it"),
    "a table found by name": (
        {TABLES: "from django.apps import apps\napps.get_model('ideas.Idea')\n"},
        "get_model(): a table found by name",
    ),
    "the user table found by name": (
        {TABLES: "person = get_user_model()\n"},
        "get_user_model(): a table found by name",
    ),
    "a late import": ({TABLES: "def late():\n    import json\n"}, "an import inside late()"),
    "a statement with text in it": (
        {TABLES: "cursor.execute(f'SELECT {column} FROM ideas_idea')\n"},
        "execute(): SQL with text put into it",
    ),
    "a statement put together": ({TABLES: "cursor.execute('SELECT ' + column)\n"}, "SQL with text put into it"),
    "a statement formatted": ({TABLES: "cursor.execute('SELECT %s' % column)\n"}, "SQL with text put into it"),
    "a statement from elsewhere": ({TABLES: "def run(text):\n    cursor.execute(text)\n"}, "SQL with text put into it"),
    "a statement formatted without quoting": (
        {TABLES: "cursor.execute(SET.format(column))\n"},
        "SQL with text put into it",
    ),
    "a statement from elsewhere, quoted": (
        {TABLES: "def run(text):\n    cursor.execute(text.format(sql.Identifier('a')))\n"},
        "SQL with text put into it",
    ),
    "SQL pasted into a query": ({TABLES: "Idea.objects.filter(id=1).extra(where=[x])\n"}, ".extra(): SQL pasted"),
    "raw SQL in a query": ({TABLES: "Idea.objects.raw('SELECT 1')\n"}, ".raw(): SQL pasted"),
    "logic in a door": ({DOOR: "__all__ = []\nx = 1\n"}, "api holds imports and __all__, no logic"),
    "a door without a list": ({DOOR: "import json\n"}, "api names what it offers in __all__"),
    "an unexplained command": (
        {
            DOOR: "from assay.modules.ideas.services import archive\n__all__ = ['archive']\n",
            COMMANDS: "def archive(): ...\n",
        },
        "archive() stands in api and has no docstring",
    ),
    "an unexplained command behind a package": (
        {
            DOOR: "from assay.modules.ideas.services import archive\n__all__ = ['archive']\n",
            "src/assay/modules/ideas/services/__init__.py": "from assay.modules.ideas.services.life import archive\n",
            "src/assay/modules/ideas/services/life.py": "def archive(): ...\n",
        },
        "archive() stands in api and has no docstring",
    ),
    "arguments told apart by place": (
        {
            DOOR: "from assay.modules.ideas.services import move\n__all__ = ['move']\n",
            COMMANDS: "def move(what, where):\n    'Move it.'\n",
        },
        "move() stands in api: keyword-only after the first parameter",
    ),
    "a module without a card": ({"src/assay/modules/ideas/__init__.py": ""}, "a module's __init__ carries its card"),
    "logic in a card": (
        {"src/assay/modules/ideas/__init__.py": "'Ideas.'\nimport json\n"},
        "a module's __init__ holds its card and nothing else",
    ),
    "unexplained mathematics": ({ENGINE: "def odds(p): ...\n"}, "odds() is public in the engine"),
    "an unexplained method of the engine": (
        {ENGINE: "class Belief:\n    def update(self): ...\n"},
        "update() is public in the engine",
    ),
    "an exception without a reason": ({TABLES: "x = 1  # noqa: E501\n"}, "noqa gives its reason in the same line"),
    "an exception without a rule": (
        {TABLES: "x = 1  # noqa  the line is a table\n"},
        "noqa names the rule it switches off",
    ),
    "a type ignored without a reason": ({TABLES: "x = 1  # type: ignore[misc]\n"}, "type: ignore gives its reason"),
    "uncovered without a reason": ({TABLES: "x = 1  # pragma: no cover\n"}, "pragma: no cover gives its reason"),
}

ALLOWED: dict[str, str] = {
    "src/assay/modules/ideas/apps.py": "def ready():\n    import json\n",
    "src/assay/modules/ideas/migrations/0001_initial.py": "def fill(apps):\n    apps.get_model('ideas', 'Idea')\n",
    "src/assay/kernel/requests.py": "def process_view(request, view): ...\n",
    "src/assay/kernel/views.py": "class Page:\n    @override\n    def get_context_data(self): ...\n",
    "src/assay/kernel/limits.py": "def throttle(self, request, a, *, b, c, d, e): ...\n",
    "src/assay/kernel/reasons.py": "x = 1  # noqa: E501  a table of figures reads better in one line\n",
    DOOR: "'The door.'\nfrom assay.modules.ideas.services import move\n__all__ = ['move']\n",
    COMMANDS: "def move(actor, what, *, where):\n    'Move it.'\n",
    "src/assay/engine/gates.py": "class Gate:\n    @property\n    def mean(self): ...\n    def _inner(self): ...\n",
}


def plant(root: Path, files: dict[str, str]) -> tuple[Source, ...]:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return read(root)


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_habit_is_caught(name: str, tmp_path: Path) -> None:
    files, message = PLANTS[name]

    found = violations(plant(tmp_path, files))

    assert any(message in str(violation) for violation in found), found


def test_what_is_allowed_is_let_through(tmp_path: Path) -> None:
    assert [] == violations(plant(tmp_path, ALLOWED))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__module__.rpartition(".")[2])
def test_the_code_keeps_the_rule(rule: Rule, sources: tuple[Source, ...]) -> None:
    found = sorted(rule(sources))

    assert not found, "\n".join(str(violation) for violation in found)
