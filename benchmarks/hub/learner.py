"""One learner: opens the lab, runs a lesson, drags over a map for two minutes."""

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import websockets

LESSON = "notebooks/02-many-in.ipynb"
PATIENCE = 300  # seconds


@dataclass
class Times:
    """What a learner waited for, in seconds, and how often something failed."""

    server: float = 0
    page: float = 0
    kernel: float = 0
    lesson: float = 0
    drags: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


class Learner:
    """A learner at ``address``, known to the hub by ``name``."""

    def __init__(self, address: str, name: str, token: str) -> None:
        self.address, self.name, self.token = address, name, token
        self.times = Times()
        self.headers = {"Authorization": f"token {token}"}
        self.web = httpx.AsyncClient(
            headers=self.headers, timeout=PATIENCE, follow_redirects=True, trust_env=False
        )

    async def attend(self, seconds: float) -> None:
        """The whole lesson, in which the learner drags for so long."""
        try:
            await self.log_in()
            await self.open_lab()
            async with self.kernel() as kernel:
                await self.run_lesson(kernel)
                await self.drag(kernel, seconds)
        except Exception as error:
            self.times.failures.append(f"{self.name}: {type(error).__name__}: {error}")
        finally:
            await self.web.aclose()

    async def log_in(self) -> None:
        """A server of one's own."""
        began = time.perf_counter()
        hub = f"{self.address}/hub/api/users/{self.name}"
        (await self.web.post(hub)).raise_for_status()
        (await self.web.post(f"{hub}/server")).raise_for_status()
        while not (await self.web.get(hub)).json()["servers"].get("", {}).get("ready"):
            if time.perf_counter() - began > PATIENCE:
                raise TimeoutError("no server")
            await asyncio.sleep(0.2)
        self.times.server = time.perf_counter() - began

    async def open_lab(self) -> None:
        """The page, and the lesson in it."""
        began = time.perf_counter()
        for path in (f"lab/tree/{LESSON}", f"api/contents/{LESSON}"):
            (await self.web.get(self.mine(path))).raise_for_status()
        self.times.page = time.perf_counter() - began

    def mine(self, path: str) -> str:
        """An address on the learner's own server."""
        return f"{self.address}/user/{self.name}/{path}"

    @asynccontextmanager
    async def kernel(self) -> AsyncIterator["Kernel"]:
        """The lesson's kernel."""
        began = time.perf_counter()
        session = {"path": LESSON, "type": "notebook", "name": "", "kernel": {"name": "python3"}}
        answer = await self.web.post(self.mine("api/sessions"), json=session)
        answer.raise_for_status()
        path = f"api/kernels/{answer.json()['kernel']['id']}/channels"
        address = self.mine(path).replace("http:", "ws:", 1)
        async with websockets.connect(
            address,
            additional_headers=self.headers,
            max_size=None,
            proxy=None,
            open_timeout=PATIENCE,
        ) as socket:
            kernel = Kernel(socket)
            await kernel.ask("kernel_info_request", {})
            self.times.kernel = time.perf_counter() - began
            yield kernel

    async def run_lesson(self, kernel: "Kernel") -> None:
        """Run → Run All Cells."""
        began = time.perf_counter()
        notebook = (await self.web.get(self.mine(f"api/contents/{LESSON}"))).json()["content"]
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                content = {"code": cell["source"], "silent": False, "store_history": True}
                await kernel.ask("execute_request", content)
        self.times.failures += [f"{self.name}: {error}" for error in kernel.errors]
        self.times.lesson = time.perf_counter() - began

    async def drag(self, kernel: "Kernel", seconds: float) -> None:
        """Pick one pixel after the other; the browser tells Python twice a second."""
        ends = time.perf_counter() + seconds
        for step in range(10**6):
            began = time.perf_counter()
            if began > ends:
                return
            state = {"row": 10 + step % 20, "col": 10 + step % 17}
            await kernel.update(kernel.explorers[0], state)
            self.times.drags.append(time.perf_counter() - began)
            await asyncio.sleep(max(0, 0.5 - self.times.drags[-1]))


class Kernel:
    """A kernel at the other end of a socket, spoken to as JupyterLab does."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self.socket = socket
        self.errors: list[str] = []
        self.explorers: list[str] = []  # the models of the explorers that were made
        self.session = uuid.uuid4().hex

    async def ask(self, kind: str, content: dict[str, Any]) -> None:
        """Send a message, and wait until the kernel has done what it asks for."""
        id = uuid.uuid4().hex
        header = dict(msg_id=id, msg_type=kind, username="", session=self.session, version="5.3")
        message = dict(header=header, parent_header={}, metadata={}, content=content)
        await self.socket.send(json.dumps({**message, "channel": "shell", "buffers": []}))
        async with asyncio.timeout(PATIENCE):
            while not self.is_done(await self.socket.recv(), id):
                pass

    async def update(self, model: str, state: dict[str, Any]) -> None:
        """What the browser sends when something was moved."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        await self.ask("comm_msg", {"comm_id": model, "data": data})

    def is_done(self, raw: str | bytes, id: str) -> bool:
        """Look at a message; whether it says that request ``id`` is done."""
        message = json.loads(raw if isinstance(raw, str) else json_of(raw))
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "error":
            self.errors.append(f"{content['ename']}: {content['evalue']}")
        if kind == "comm_open" and "in_channels" in content["data"].get("state", {}):
            self.explorers.append(content["comm_id"])
        is_idle = kind == "status" and content["execution_state"] == "idle"
        return is_idle and message["parent_header"].get("msg_id") == id


def json_of(raw: bytes) -> bytes:
    """The first part of a message with buffers: so many parts, where each begins, the parts."""
    start, end = (int.from_bytes(raw[at : at + 4], "big") for at in (4, 8))
    return raw[start:end]
