"""The process that workers are forked from: small, of one thread, with no limits.

It is started afresh, so that nothing of the program that uses it (threads, sockets,
secrets in the environment, its ``__main__``) reaches a worker, and it imports what the
workers will need once for all of them. A request comes as one marshalled tuple over
the control socket; it is answered before the next is read:

- ``("fork", modules)`` and a socket: import these, fork; answers the worker's pid
- ``("end", pid)``: end that worker if it still lives; answers its wait status, or -1

Its own fault is answered as text, the trace.

When the control socket closes (the program ended, however it did), all workers go.
"""

import gc
import importlib
import marshal
import os
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Iterable

from plexus_ld.workers import child

#: What is asked, and of what: modules, or a pid.
Request = tuple[str, tuple[str, ...] | int]
#: Length of the marshalled tuple that follows.
HEAD = struct.Struct("!I")
#: What starts it: folders to import from, the control socket's number, modules.
COMMAND = (
    "import sys; sys.path[:] = {path!r}\n"
    "from plexus_ld.workers.forker import serve\n"
    "serve({control}, {modules!r})"
)


def serve(control_number: int, modules: Iterable[str]) -> None:
    """Answer requests until the control socket closes."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    control = socket.socket(fileno=control_number)
    control.set_inheritable(False)
    alive: set[int] = set()
    whole = False
    try:
        _import(modules)
        while request := _request(control):
            answer = _obey(control, alive, *request)
            control.sendall(packed(answer))
        whole = True
    finally:
        for pid in alive:
            os.kill(pid, signal.SIGKILL)
        if not whole:
            control.sendall(packed(traceback.format_exc()))


def packed(words: Request | str | int) -> bytes:
    """Return a request or an answer as bytes."""
    body = marshal.dumps(words)
    return HEAD.pack(len(body)) + body


def _request(control: socket.socket) -> tuple[Request, list[int]] | None:
    head, files, _, _ = socket.recv_fds(control, HEAD.size, 1)
    if len(head) < HEAD.size:
        return None
    body = control.recv(HEAD.unpack(head)[0], socket.MSG_WAITALL)
    return marshal.loads(body), files  # noqa: S302 - from our own parent


def _obey(
    control: socket.socket,
    alive: set[int],
    words: Request,
    files: list[int],
) -> int:
    kind, what = words
    if kind == "fork" and isinstance(what, tuple):
        _import(what)
        return _fork(control, alive, files[0])
    if isinstance(what, int) and what in alive:
        alive.discard(what)
        os.kill(what, signal.SIGKILL)  # no more than a wish if it has ended already
        return os.waitpid(what, 0)[1]
    return -1


def _import(modules: Iterable[str]) -> None:
    """Import modules here, once, so that no worker has to."""
    wanted = [name for name in modules if name not in sys.modules]
    for name in wanted:
        importlib.import_module(name)
    if wanted:
        gc.collect()
        gc.freeze()  # the pages stay shared: no collection of a worker touches them


def _fork(control: socket.socket, alive: set[int], number: int) -> int:
    pid = os.fork()
    if pid == 0:
        control.close()
        child.live(socket.socket(fileno=number))
    os.close(number)
    alive.add(pid)
    return pid
