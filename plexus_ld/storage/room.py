"""Whether there is room on the disk, found out by writing."""

import os
from pathlib import Path

from plexus_ld.errors import StoreError

_MIB = 1024 * 1024

#: Room that there has to be before a store is reopened after a failed write, in MiB,
#: besides half the size of its log, which opening writes out compressed.
_ROOM_MIB = 2


def check_room(folder: Path) -> None:
    """See whether a store in a folder can be opened after a failed write.

    Raises:
        StoreError: There is no room yet.
    """
    logs = sum(file.stat().st_size for file in folder.glob("*.log"))
    probe = folder.with_name(f"{folder.name}.room")
    try:
        with probe.open("wb") as file:
            for _ in range(_ROOM_MIB + logs // 2 // _MIB):
                file.write(bytes(_MIB))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        message = f"the store cannot be written: {error}"
        raise StoreError(message) from error
    finally:
        probe.unlink(missing_ok=True)
