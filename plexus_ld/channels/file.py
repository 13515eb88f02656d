"""File: a folder on the owner's own machine, for scripts.

Wire: JSON lines. What is shared is appended to ``outbox.jsonl``, one activity a line,
its attachments laid beside into ``media/`` under their hash; what somebody appends to
``inbox.jsonl`` is heard.
Roles: sharer, listener.
Limits: a line that is read is 1 MiB at most; 8 MiB a poll. The folder is never made:
a disk that is not mounted must not become a folder of its mount point.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from errno import ENOENT
from hashlib import sha256
from mimetypes import guess_extension
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final
from urllib.parse import unquote, urlsplit

from plexus_ld.channels.activityjson import from_json, to_json
from plexus_ld.channels.base import Tools
from plexus_ld.clock import Clock
from plexus_ld.errors import (
    ParseError,
    PermanentDeliveryError,
    PermanentListenError,
    TemporaryDeliveryError,
    TemporaryListenError,
)
from plexus_ld.model.activity import POST_VERBS, Attachment, Privacy
from plexus_ld.model.arrival import Polled, Raw, Reading
from plexus_ld.model.capability import CapabilityCard, Role
from plexus_ld.model.connection import Account, ConnectionPoint
from plexus_ld.model.delivery import Delivery, Receipt

CARD: Final = CapabilityCard(
    name="file",
    title="File",
    summary="A folder on your own machine: JSON lines out and in, for scripts.",
    roles=frozenset({Role.SHARER, Role.LISTENER}),
    schemes=("file",),
    address_example="file:///srv/plexus/exchange",
    verbs=POST_VERBS,
    has_fields=True,
    carries_html=True,
    media_types=("*/*",),
    privacy=frozenset({Privacy.PUBLIC, Privacy.ADDRESSED}),
    keeps_threads=True,
    tells_apart=True,
    per_host=1,
    least_pace=timedelta(seconds=2),
    usual_pace=timedelta(minutes=1),
    note="Whoever may read the folder reads what lies in it.",
)

#: Longest line that is read, in bytes; what is longer is no activity.
MAX_LINE_BYTES: Final = 1024 * 1024
#: Bytes that one poll reads; the next goes on from there.
_MOST_BYTES: Final = 8 * MAX_LINE_BYTES
#: Bytes at the head of the file by which it is known again when it grows.
_HEAD_BYTES: Final = 1024


class FileChannel:
    """Writes activities into a folder, and hears what scripts lay into it."""

    card = CARD

    def __init__(self, now: Clock) -> None:
        self._now = now

    @property
    def read(self) -> Callable[[Raw], Reading]:
        """The pure function from bytes to arrivals."""
        return read

    def deliver(self, delivery: Delivery) -> Receipt:
        """Append one activity to the folder's outbox. See `Sharer.deliver`."""
        address = str(delivery.point.address)
        try:
            folder = folder_of(address)
        except ValueError as error:
            raise PermanentDeliveryError(CARD.name, address, str(error)) from error
        for attachment in delivery.attachments:
            if attachment.file is not None and not attachment.file.is_file():
                reason = f"the attachment {attachment.name!r} is gone"
                raise PermanentDeliveryError(CARD.name, address, reason)
        try:
            value = to_json(delivery, lambda one: _laid_beside(folder, one))
            line = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            _append(folder / "outbox.jsonl", line.encode("utf-8", "replace"))
        except OSError as error:
            reason = error.strerror or "the folder cannot be written"
            raise TemporaryDeliveryError(CARD.name, address, reason) from error
        return Receipt(str(delivery.activity.object.iri), "appended to outbox.jsonl")

    def poll(
        self, account: Account, points: tuple[ConnectionPoint, ...], cursor: str
    ) -> Polled:
        """Read what was appended to the inbox since. See `Listener.poll`."""
        point = points[0]
        address = str(point.address)
        try:
            folder = folder_of(address)
        except ValueError as error:
            raise PermanentListenError(CARD.name, address, str(error)) from error
        try:
            bodies, place = _news(folder, _Place.from_cursor(cursor))
        except OSError as error:
            reason = error.strerror or "the folder cannot be read"
            raise TemporaryListenError(CARD.name, address, reason) from error
        raws = tuple(
            Raw(
                CARD.name, body, address, "application/jsonl", point.iri, account.iri,
                self._now(),
            )
            for body in bodies
        )  # fmt: skip
        return Polled(raws, place.cursor if place else cursor)


def read(raw: Raw) -> Reading:
    """Read JSON lines; a line that is none is a warning, and nothing else is lost."""
    arrivals, warnings = [], []
    for number, line in enumerate(raw.body.split(b"\n"), 1):
        if not line.strip():
            continue
        if len(line) > MAX_LINE_BYTES:
            warnings.append(f"line {number}: it is longer than 1 MiB")
            continue
        try:
            arrivals.append(from_json(line))
        except ParseError as error:
            warnings.append(f"line {number}: {error}")
    return Reading(tuple(arrivals), warnings=tuple(warnings[:20]))


def folder_of(address: str) -> Path:
    """Return the folder that an address names.

    Raises:
        ValueError: It names none on this machine.
    """
    parts = urlsplit(address)
    path = unquote(parts.path)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        raise ValueError("its address is not of the form file:///folder")
    if not path.startswith("/") or "\0" in path or ".." in Path(path).parts:
        raise ValueError("its address names no folder from the root")
    return Path(path)


def _append(file: Path, line: bytes) -> None:
    """Append one line, whole and on the disk, whoever else appends meanwhile."""
    mode = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
    with os.fdopen(os.open(file, mode, 0o600), "ab", buffering=0) as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        size = opened.seek(0, os.SEEK_END)
        torn = bool(size) and os.pread(opened.fileno(), 1, size - 1) != b"\n"
        waiting = memoryview((b"\n" if torn else b"") + line + b"\n")
        while waiting:
            waiting = waiting[opened.write(waiting) :]
        os.fsync(opened.fileno())


def _laid_beside(folder: Path, attachment: Attachment) -> str:
    """Copy an attachment under its hash, once; return where it lies."""
    if attachment.file is None:
        return attachment.url
    digest = attachment.sha256 or sha256(attachment.file.read_bytes()).hexdigest()
    media = folder / "media"
    target = media / f"{digest}{guess_extension(attachment.media_type) or ''}"
    if not target.exists():
        media.mkdir(mode=0o700, exist_ok=True)
        _copy(attachment.file, target)
    return f"media/{target.name}"


def _copy(source: Path, target: Path) -> None:
    """Copy a file so that its name never stands for half of it."""
    with NamedTemporaryFile(dir=target.parent, delete=False) as made:
        try:
            with source.open("rb") as opened:
                shutil.copyfileobj(opened, made)
            made.flush()
            os.fsync(made.fileno())
            Path(made.name).replace(target)
        except OSError:
            Path(made.name).unlink(missing_ok=True)
            raise


@dataclass(frozen=True, slots=True)
class _Place:
    """How far a file was read, and how it is known again.

    A file is another one when its inode is, or its first bytes are: then it was
    rotated or written anew, and is read from its start.
    """

    inode: int
    offset: int
    head: str

    @classmethod
    def from_cursor(cls, cursor: str) -> "_Place | None":
        try:
            value = json.loads(cursor)
            return cls(int(value["inode"]), int(value["offset"]), str(value["head"]))
        except (ValueError, KeyError, TypeError):
            return None

    @property
    def cursor(self) -> str:
        return json.dumps(asdict(self))


def _news(folder: Path, place: _Place | None) -> tuple[list[bytes], _Place | None]:
    """Return the whole lines that are new, a part of them each, and the new place."""
    if not folder.is_dir():
        raise FileNotFoundError(ENOENT, "the folder is not there")
    inbox = folder / "inbox.jsonl"
    rotated = _rotated(folder, inbox, place)
    lines = b""
    if rotated is not None and place is not None:
        lines, place = _rest(rotated, place, is_finished=True)
    if not lines and inbox.exists():
        lines, place = _rest(inbox, place, is_finished=False)
    return list(_parts(lines)), place


def _rotated(folder: Path, inbox: Path, place: _Place | None) -> Path | None:
    """Return the file that was the inbox at the poll before, if it was moved away."""
    if place is None or (inbox.exists() and inbox.stat().st_ino == place.inode):
        return None
    moved = (one for one in folder.glob("inbox.jsonl?*") if one.is_file())
    return next((one for one in moved if one.stat().st_ino == place.inode), None)


def _rest(
    file: Path, place: _Place | None, *, is_finished: bool
) -> tuple[bytes, _Place]:
    """Return whole lines from the place on; the last without an end must wait."""
    with file.open("rb") as opened:
        found = os.fstat(opened.fileno())
        offset = place.offset if place is not None else 0
        head = _head(opened.read(min(offset, _HEAD_BYTES)))
        known = place is not None and (place.inode, place.head) == (found.st_ino, head)
        if not known or found.st_size < offset:
            offset = 0
        opened.seek(offset)
        lines = opened.read(_MOST_BYTES)
        whole = lines.rfind(b"\n") + 1
        if is_finished or (not whole and len(lines) > MAX_LINE_BYTES):
            whole = len(lines)
        opened.seek(0)
        head = _head(opened.read(min(offset + whole, _HEAD_BYTES)))
    return lines[:whole], _Place(found.st_ino, offset + whole, head)


def _head(first: bytes) -> str:
    return sha256(first).hexdigest()[:16]


def _parts(lines: bytes) -> Iterator[bytes]:
    """Split at ends of lines, so that a worker is handed about 1 MiB at a time."""
    start = 0
    while start < len(lines):
        end = lines.rfind(b"\n", start, start + MAX_LINE_BYTES) + 1
        if not end:
            end = lines.find(b"\n", start) + 1 or len(lines)
        yield lines[start:end]
        start = end


def open_channel(tools: Tools) -> FileChannel:
    """Open the channel."""
    return FileChannel(tools.now)
