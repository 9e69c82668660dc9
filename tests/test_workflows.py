"""The hosted workflows: what they may do, what they fetch, and that their steps are ours."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
WORKFLOWS = {path.stem: path.read_text("utf-8") for path in (ROOT / ".github").rglob("*.yml")}
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
    wanted = {"contents": "read"}
    if name == "site":
        wanted |= {"pages": "write", "id-token": "write"}
    assert yaml.safe_load(WORKFLOWS[name])["permissions"] == wanted


def test_every_step_is_a_target_of_make():
    said = [step["run"] for step in STEPS if "run" in step]
    made = [words.split()[1:] for words in said if words.startswith(("make ", ".ci/run "))]
    assert len(made) >= 5
    assert {target for targets in made for target in targets} <= TARGETS
