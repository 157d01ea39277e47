"""`assay validate` and `assay discover`: the engine on files, every error at once, schemas in step."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from assay.config.files import DOCUMENTS, discover_command, schemas, schemas_command, validate_command
from assay.engine.discovery import Profile, idea_from, load_catalogue
from assay.kernel import wire

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
COMMANDS = {"validate": validate_command, "discover": discover_command}


def run(command: str, *arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(COMMANDS[command], arguments, input=stdin)


@pytest.fixture
def idea(tmp_path: Path) -> Path:
    entry = load_catalogue().get("office-bike-repair")
    founder = Profile(cash=6_000.0, affordable_loss=5_000.0, hours_per_week=15.0, income_target=1_000.0)
    path = tmp_path / "idea.json"
    path.write_bytes(wire.dumps(idea_from(entry, founder)))
    return path


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "profile.json"
    path.write_text('{"budget": "up_to_5k", "time": "10_to_20", "interests": "repairing bicycles", "country": "DE"}')
    return path


def checked(name: str, text: str) -> dict[str, object]:
    document: dict[str, object] = json.loads(text)
    jsonschema.Draft202012Validator(json.loads((SCHEMAS / f"{name}.json").read_text())).validate(document)
    return document


def test_discover_writes_a_result_that_its_schema_takes(profile: Path) -> None:
    checked("profile", profile.read_text())
    answer = run("discover", str(profile), "--draws", "128")
    assert answer.exit_code == 0, answer.stderr
    found = checked("discovery-result", answer.stdout)
    assert found["has_interest"] is True
    candidates = found["candidates"]
    assert isinstance(candidates, list)
    assert "office-bike-repair" in {candidate["entry_id"] for candidate in candidates}


def test_the_commands_of_the_readme_work_as_they_stand_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SCHEMAS.parents[1])
    commands = re.findall(r"^\.venv/bin/assay (\w+) (\S+) > ", Path("README.md").read_text(), re.MULTILINE)

    assert ["validate", "discover"] == [command for command, _file in commands]
    for command, file in commands:
        answer = run(command, file, "--draws", "1024")
        assert answer.exit_code == 0, answer.stderr


def test_the_same_file_gives_the_same_bytes_and_another_seed_others(profile: Path) -> None:
    first, again = (run("discover", str(profile), "--draws", "128").stdout for _ in range(2))
    assert first == again
    assert run("discover", str(profile), "--draws", "128", "--seed", "7").stdout != first


def test_a_file_may_come_through_standard_input() -> None:
    answer = run("discover", "-", "--draws", "64", stdin="{}")
    assert answer.exit_code == 0
    assert checked("discovery-result", answer.stdout)["has_interest"] is False


def test_validate_writes_a_result_that_its_schema_takes(idea: Path) -> None:
    checked("idea", idea.read_text())
    answer = run("validate", str(idea), "--draws", "1024", "--seed", "1")
    assert answer.exit_code == 0, answer.stderr
    found = checked("validation-result", answer.stdout)
    verdict = found["verdict"]
    assert isinstance(verdict, dict)
    assert verdict["name"] in {"test", "stop"}


def test_an_idea_with_gaps_is_a_result_too() -> None:
    answer = run("validate", "-", stdin='{"name": "Only a name"}')
    assert answer.exit_code == 0, answer.stderr
    verdict = checked("validation-result", answer.stdout)["verdict"]
    assert isinstance(verdict, dict)
    assert verdict["name"] == "incomplete"
    assert verdict["missing"]


@pytest.mark.parametrize("command", ["validate", "discover"])
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is not JSON"),
        (b"not json", "is not JSON"),
        (b"[]", "must be an object"),
        (b"\x00" * 10_000_000, "at most 1,000,000 bytes"),
        (b"\xff\xfe", "is not JSON"),
    ],
)
def test_a_wrong_file_gets_a_clear_sentence_and_status_2(
    command: str, content: bytes, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "wrong.json"
    path.write_bytes(content)
    answer = run(command, str(path))
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert reason in answer.stderr
    assert answer.stderr.startswith(str(path))


@pytest.mark.parametrize("command", ["validate", "discover"])
def test_a_missing_file_and_a_folder_are_named(command: str, tmp_path: Path) -> None:
    missing = run(command, str(tmp_path / "none.json"))
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert "there is no such file" in missing.stderr
    folder = run(command, str(tmp_path))
    assert folder.exit_code == 2
    assert "is a folder" in folder.stderr


def test_every_error_of_a_profile_is_told_at_once_with_its_pointer() -> None:
    wrong = {"skills": [{"skill": "juggling", "level": 7}], "cash": -1, "languages": ["German"], "luck": 1}
    answer = run("discover", "-", stdin=json.dumps(wrong))
    assert answer.exit_code == 2
    places = {line.split(": ")[1] for line in answer.stderr.splitlines()}
    assert places == {"/skills/0/skill", "/skills/0/level", "/cash", "/languages/0", "/luck"}
    assert max(len(line) for line in answer.stderr.splitlines()) < 600


def test_contradictions_in_an_idea_are_told_with_their_pointers_too() -> None:
    wrong = {"name": "x", "problem": {"asked": 3, "acted": 9}, "money": {"price": {"low": 3, "likely": 2, "high": 1}}}
    shape = run("validate", "-", stdin=json.dumps(wrong))
    assert shape.exit_code == 2
    assert "-: /money/price: must have low <= likely <= high" in shape.stderr
    crossed = run("validate", "-", stdin=json.dumps({"name": "x", "problem": {"asked": 3, "acted": 9}}))
    assert crossed.exit_code == 2
    assert "/problem/acted" in crossed.stderr


@pytest.mark.parametrize("draws", ["1000", "1025", "2097152", "many"])
def test_draws_of_a_validation_are_a_power_of_two_within_reason(draws: str) -> None:
    answer = run("validate", "-", "--draws", draws, stdin="{}")
    assert answer.exit_code == 2
    assert "--draws" in answer.stderr


@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_the_committed_schemas_are_in_step(name: str, tmp_path: Path) -> None:
    # When this fails: assay schemas
    jsonschema.Draft202012Validator.check_schema(schemas()[name])
    assert CliRunner().invoke(schemas_command, [str(tmp_path)]).exit_code == 0
    assert (SCHEMAS / f"{name}.json").read_text() == (tmp_path / f"{name}.json").read_text()
