"""The hosted workflows: what they may do, what they fetch, and that their steps are ours."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([\w./-]+):", MAKEFILE, re.MULTILINE))
FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))
WORKFLOWS = {path.stem: path.read_text("utf-8") for path in FILES}
STEPS = [
    step
    for text in WORKFLOWS.values()
    for job in yaml.safe_load(text)["jobs"].values()
    for step in job["steps"]
]


@pytest.mark.fault(
    "The project's own supply",
    "An action of the hosted workflows gets another content under the same tag",
    "It is not run: each is named by its commit.",
)
def test_actions_are_named_by_their_commit():
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert used
    assert [name for name in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", name)] == []
    versions = re.findall(r"@[0-9a-f]{40}(.*)", "".join(WORKFLOWS.values()))
    assert all(re.fullmatch(r"  # v\d+\.\d+\.\d+", version) for version in versions)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_may_read_and_no_more_unless_it_publishes(name):
    workflow = yaml.safe_load(WORKFLOWS[name])
    assert workflow["permissions"] == {"contents": "read"}
    for job, given in workflow["jobs"].items():
        wanted = {"pages": "write", "id-token": "write"} if job == "publish" else None
        assert given.get("permissions") == wanted


def test_what_is_published_has_passed_every_other_job():
    jobs = yaml.safe_load(WORKFLOWS["test"])["jobs"]
    always = {name for name, job in jobs.items() if "schedule" not in job.get("if", "")}
    assert {*jobs["publish"]["needs"], "publish"} == always
    assert jobs["links"] and "push" in jobs["publish"]["if"]


def test_no_step_puts_words_of_others_into_a_shell():
    assert [step["run"] for step in STEPS if "${{" in step.get("run", "")] == []


def test_every_step_is_a_target_of_make_or_a_script():
    said = [step["run"] for step in STEPS if "run" in step]
    made = [words.split()[1:] for words in said if words.startswith(("make ", ".ci/run "))]
    assert len(made) >= 5
    targets = {one for words in made for one in words if "=" not in one and '"' not in one}
    assert targets <= TARGETS
    scripts = {name for words in said for name in re.findall(r"-m scripts\.(\w+)", words)}
    assert scripts and all((ROOT / f"scripts/{name}.py").exists() for name in scripts)
