"""With this folder on PYTHONPATH, Python connects to this machine alone.

What a process asks of another one is written into the file CONNECTIONS, and refused before anything
is sent. Processes started by it are watched as well: a server and all its kernels.
"""

import os
import socket
import sys

HERE = ("", "localhost", "::", "::1", "0.0.0.0", socket.gethostname(), socket.getfqdn())
# Where in what an event tells the host, or the address that begins with it, stands
EVENTS = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
}


def watch(event: str, told: tuple) -> None:
    if event not in EVENTS:
        return
    host = told[EVENTS[event]]
    if isinstance(host, tuple):  # of an address; a path is a socket in the file system
        host = host[0]
    elif event in ("socket.connect", "socket.sendto"):
        return
    name = host.decode() if isinstance(host, bytes) else str(host or "")
    if name in HERE or name.startswith("127."):
        return
    with open(os.environ["CONNECTIONS"], "a", encoding="utf-8") as file:
        file.write(f"{event} {name}\n")
    raise PermissionError(f"{event} {name}: another machine")


sys.addaudithook(watch)
