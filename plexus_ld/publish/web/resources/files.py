"""Files that go with posts, as they are sent: shown, or handed out to be saved.

Their names are hashes of their bytes, so that their validators are known without a
look at them. What a browser could run is never shown: it is saved, as plain bytes.
"""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from starlette.responses import FileResponse

from plexus_ld.model.permalink import SHOWN
from plexus_ld.publish.posts.entries import Enclosure
from plexus_ld.publish.web.problems import HttpProblem
from plexus_ld.publish.web.resources.conditions import is_known
from plexus_ld.publish.web.resources.forms import OPEN, Answer

#: Types that are handed out to be saved, though a browser knows them: a PDF may run
#: scripts in its reader.
_SAVED: Final = frozenset({"application/pdf"})
#: Nothing of it runs, wherever it is opened.
_POLICY: Final = "default-src 'none'; style-src 'none'; sandbox"


def file_headers(one: Enclosure) -> Mapping[str, str]:
    """Return the head that a file is sent under."""
    name = PurePosixPath(one.name)
    type_ = SHOWN.get(name.suffix, "application/octet-stream")
    is_shown = name.suffix in SHOWN and type_ not in _SAVED
    shown_type = f"{type_}; charset=utf-8" if type_.startswith("text/") else type_
    return {
        **OPEN,
        "Content-Type": shown_type,
        "Content-Security-Policy": _POLICY,
        "Content-Disposition": "inline"
        if is_shown
        else f'attachment; filename="{name.name}"',
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cache-Control": "public, max-age=3600",
        "ETag": f'"{name.stem}"',
    }


def not_modified(one: Enclosure, none_match: str) -> Answer | None:
    """Return the 304 for somebody who has the file; None for anybody else."""
    headers = file_headers(one)
    if not is_known(headers["ETag"], None, none_match, ""):
        return None
    head = [(name.lower().encode(), text.encode()) for name, text in headers.items()]
    return Answer(304, head, [], b"", "", None)


def file_response(one: Enclosure) -> FileResponse:
    """Return what sends a file, or the parts of it that are asked for.

    Raises:
        HttpProblem: It is gone from the home.
    """
    if one.file is None or not one.file.is_file():
        raise HttpProblem(404, "there is nothing here")
    return FileResponse(one.file, headers=dict(file_headers(one)))
