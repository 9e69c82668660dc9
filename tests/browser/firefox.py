"""An installed Firefox, driven over WebDriver BiDi: as much of it as the tests need."""

import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
PREFERENCES = """
user_pref("app.normandy.enabled", false);
user_pref("app.update.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "data:,#remote-settings-dummy/v1");
"""


def installed() -> str | None:
    """Where Firefox is, if it is here."""
    return shutil.which("firefox") or shutil.which("firefox-esr")


class Tab:
    """A tab; ``errors`` are those of its console since a page was opened."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket, self.asked, self.errors = socket, 0, list[str]()
        self.call("session.new", capabilities={})
        self.call("session.subscribe", events=["log.entryAdded"])
        self.context = self.call("browsingContext.create", type="tab")["context"]

    def call(self, method: str, **given: Any) -> dict[str, Any]:
        """Ask for something and wait for the answer."""
        self.asked += 1
        self.socket.send(json.dumps({"id": self.asked, "method": method, "params": given}))
        while True:
            said = json.loads(self.socket.recv(timeout=150))
            if said.get("method") == "log.entryAdded" and said["params"]["level"] == "error":
                self.errors.append(said["params"]["text"])
            if said.get("id") == self.asked:
                assert said["type"] == "success", said
                return said["result"]

    def open(self, url: str) -> None:
        self.errors.clear()
        self.call("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def resize(self, width: int, height: int) -> None:
        viewport = {"width": width, "height": height}
        self.call("browsingContext.setViewport", context=self.context, viewport=viewport)

    def evaluate(self, function: str, given: Any = None) -> Any:
        """What a function of the page gives, as ``page.evaluate`` of playwright does."""
        found = self.call(
            "script.callFunction",
            functionDeclaration=f"async (given) => JSON.stringify(await ({function})("
            "JSON.parse(given)) ?? null)",
            arguments=[{"type": "string", "value": json.dumps(given)}],
            target={"context": self.context},
            awaitPromise=True,
        )
        assert found["type"] == "success", found["exceptionDetails"]["text"]
        return json.loads(found["result"]["value"])

    def wait(self, function: str, given: Any = None, seconds: int = 60) -> Any:
        """Ask until the page gives something that is true."""
        many = f"""async (given) => {{
            for (let n = 0; n < {20 * seconds}; n++) {{
                const found = await ({function})(given);
                if (found) return found;
                await new Promise((done) => setTimeout(done, 50));
            }}
        }}"""
        found = self.evaluate(many, given)
        assert found, f"not within {seconds} s: {function}"
        return found

    def press(self, selector: str, *keys: str) -> None:
        """Focus an element and press keys, of which Unicode's private ones are the special."""
        self.evaluate("(selector) => document.querySelector(selector).focus()", selector)
        typed = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        actions = [{"type": "key", "id": "keys", "actions": typed}]
        self.call("input.performActions", context=self.context, actions=actions)

    def picture(self) -> str:
        """What is on screen, as a PNG in base64."""
        return self.call("browsingContext.captureScreenshot", context=self.context)["data"]


@contextmanager
def firefox() -> Iterator[Tab]:
    """A tab of a headless Firefox with a profile of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        Path(profile, "user.js").write_text(PREFERENCES, "utf-8")
        command = [installed() or "", "--headless", "--no-remote", "--profile", profile]
        command += ["--remote-debugging-port=0"]
        log = Path(profile, "log")
        with log.open("w") as sink, subprocess.Popen(command, stdout=sink, stderr=sink) as running:
            try:
                with connect(f"{listening(log)}/session", max_size=None) as socket:
                    yield Tab(socket)
            finally:
                running.terminate()


def listening(log: Path) -> str:
    """The address at which the Firefox that writes this log listens, once it does."""
    deadline = time.monotonic() + 60
    while not (found := LISTENS.search(log.read_text("utf-8", "replace"))):
        if time.monotonic() > deadline:
            raise RuntimeError("Firefox did not start:\n" + log.read_text("utf-8")[-2000:])
        time.sleep(0.1)
    return found[1]
