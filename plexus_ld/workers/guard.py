"""Doors that a worker closes behind itself: the network, other programs, most files.

A library may open what a stranger's document names: rdflib fetches contexts, RDFa
readers fetch vocabularies. In a worker Python itself refuses, with an error that such
libraries take for a failed request. (The engine's own doors, which Python does not
see, are closed by ``RLIMIT_NOFILE`` once a store is open.)
Source: PEP 578, runtime audit hooks.
"""

import os
import sys
from dataclasses import dataclass
from importlib.machinery import all_suffixes
from pathlib import Path

#: Beginnings of the audit events that a worker refuses.
_REFUSED = (
    "socket.", "subprocess.", "urllib.", "http.client.", "ftplib.", "smtplib.",
    "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.kill",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink",
    "os.truncate", "os.chmod", "os.chown", "shutil.", "sqlite3.", "webbrowser.",
    "pty.", "tempfile.",
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
#: Files that libraries read for themselves, besides their own.
_PUBLIC = ("/usr/", "/etc/mime.types", "/etc/localtime", "/dev/null", "/dev/urandom")
_PACKAGES = ("site-packages", "dist-packages")
_MODULES = tuple(all_suffixes())


def close_doors() -> None:
    """Refuse, from now on and for good, what a worker has no business with."""
    sys.dont_write_bytecode = True
    folders = [path for path in sys.path if path]
    packages = [path for path in folders if path.endswith(_PACKAGES)]
    own = Path(__file__).parents[1]
    libraries = _folders([sys.prefix, sys.base_prefix, str(own), *packages])
    may_read = _Readable((*_PUBLIC, *libraries), _folders(folders))

    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            may_read.check(*arguments)
        elif event.startswith(_REFUSED):
            message = f"a worker does not do this: {event}"
            raise PermissionError(message)

    sys.addaudithook(refuse)


def _folders(paths: list[str]) -> tuple[str, ...]:
    return tuple(os.path.abspath(path) + os.sep for path in paths)  # noqa: PTH100 - text


@dataclass(frozen=True, slots=True)
class _Readable:
    """What may be read.

    Attributes:
        anything: Beginnings of paths.
        modules: Beginnings of paths of which only modules may be read: the folder
            that the program was started in may be one.
    """

    anything: tuple[str, ...]
    modules: tuple[str, ...]

    def check(self, path: object, _: object, flags: object) -> None:
        """Refuse what is none of these.

        Raises:
            PermissionError: It is not to be read, or it would be written.
        """
        if isinstance(path, int):
            return
        if isinstance(flags, int) and flags & _WRITING:
            message = f"a worker writes no file: {path!r}"
            raise PermissionError(message)
        text = os.fsdecode(path) if isinstance(path, bytes) else str(path)
        name = os.path.abspath(text)  # noqa: PTH100 - no link is followed
        if name.startswith(self.anything):
            return
        if name.startswith(self.modules) and name.endswith(_MODULES):
            return
        message = f"a worker does not read this file: {path!r}"
        raise PermissionError(message)
