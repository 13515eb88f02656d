"""The owner's page: what was heard, newest first, and a box to say something."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from plexus_ld.errors import PlexusError
from plexus_ld.listener.stream.values import Entry
from plexus_ld.ui.logins import Logins
from plexus_ld.ui.pages import page, static

#: The cookie that a session goes by.
COOKIE: Final = "plexus"
_SHOWN: Final = 50
_STATIC: Final = {"owner.css": "text/css", "owner.js": "text/javascript"}
#: What can be done with something that was heard.
_MARKS: Final = ("save", "ignore")


@dataclass(frozen=True, slots=True)
class Said:
    """What the owner wants to say, as they typed it."""

    text: str
    title: str
    link: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Means:
    """What the page asks of the Plex.

    Attributes:
        root: The path of the agent's folder, with its slash.
        host: Its host, and port, as the world knows it; "" for none.
        logins: Who is logged in.
        name: Returns what the owner is called.
        timeline: Returns so much of what was heard last.
        entry: Returns one thing by its id; raises for one that is none.
        mark: Marks a thing by its id: ``save`` or ``ignore``.
        share: Says something; returns to how many it goes.
    """

    root: str
    host: str
    logins: Logins
    name: Callable[[], str]
    timeline: Callable[[int], Sequence[Entry]]
    entry: Callable[[str], Entry]
    mark: Callable[[str, str], object]
    share: Callable[[Said], int]


class OwnerPage:
    """Answers the owner's browser.

    Args:
        means: What it asks of the Plex.
    """

    def __init__(self, means: Means) -> None:
        self._means = means
        self._path = f"{means.root}owner/"

    def routes(self) -> Sequence[Route]:
        """Return its routes."""
        path = self._path
        return (
            Route(path, self._front, methods=["GET"]),
            Route(f"{path}enter", self._door, methods=["GET"]),
            Route(f"{path}enter", self._posted(self._enter), methods=["POST"]),
            Route(f"{path}leave", self._posted(self._leave), methods=["POST"]),
            Route(f"{path}mark", self._posted(self._mark), methods=["POST"]),
            Route(f"{path}share", self._posted(self._share), methods=["POST"]),
            Route(f"{path}entry", self._entry, methods=["GET"]),
            Route(f"{path}{{name}}", self._file, methods=["GET"]),
        )

    def is_owner(self, request: Request) -> bool:
        """Tell whether a request comes from a browser that is logged in."""
        secret = request.cookies.get(COOKIE, "")
        return bool(secret) and self._means.logins.is_in(secret)

    def _front(self, request: Request) -> Response:
        if not self.is_owner(request):
            return page("login.html", 401)
        said = request.query_params.get("said", "")
        word = f"On its way to {int(said)}." if said.isdecimal() else ""
        return self._shown(word)

    def _shown(
        self, word: str, status: int = 200, said: Said | None = None
    ) -> Response:
        return page(
            "owner.html",
            status,
            name=self._means.name(),
            entries=self._means.timeline(_SHOWN),
            word=word,
            said=said or Said("", "", "", ()),
            events=f"{self._means.root}events",
        )

    def _door(self, request: Request) -> Response:
        # Whoever only looks at the link (a preview) does not use it up.
        return page("enter.html", key=request.query_params.get("key", ""))

    def _enter(self, request: Request, fields: dict[str, str]) -> Response:
        secret = self._means.logins.enter(fields.get("key", ""))
        if secret is None:
            return page("login.html", 401)
        answer = RedirectResponse(self._path, 303)
        answer.set_cookie(
            COOKIE,
            secret,
            max_age=30 * 24 * 3600,
            path=self._means.root,
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
        return answer

    def _leave(self, request: Request, _fields: dict[str, str]) -> Response:
        self._means.logins.leave(request.cookies.get(COOKIE, ""))
        answer = RedirectResponse(self._path, 303)
        answer.delete_cookie(COOKIE, path=self._means.root)
        return answer

    def _mark(self, request: Request, fields: dict[str, str]) -> Response:
        if not self.is_owner(request):
            return page("login.html", 401)
        if fields.get("mark") not in _MARKS:
            return self._shown("There is no such mark.", 400)
        try:
            self._means.mark(fields.get("id", ""), fields["mark"])
        except PlexusError as error:
            return self._shown(str(error), 400)
        return RedirectResponse(self._path, 303)

    def _share(self, request: Request, fields: dict[str, str]) -> Response:
        if not self.is_owner(request):
            return page("login.html", 401)
        to = fields.get("to", "").replace(",", "\n").split("\n")
        said = Said(
            fields.get("text", "").replace("\r\n", "\n"),
            fields.get("title", ""),
            fields.get("link", "").strip(),
            tuple(word.strip() for word in to if word.strip()),
        )
        try:
            count = self._means.share(said)
        except PlexusError as error:
            return self._shown(str(error), 400, said)
        return RedirectResponse(f"{self._path}?said={count}", 303)

    def _entry(self, request: Request) -> Response:
        """Return one entry as a piece of a page: what the script puts in."""
        if not self.is_owner(request):
            return page("login.html", 401)
        try:
            entry = self._means.entry(request.query_params.get("id", ""))
        except PlexusError:
            return Response("there is no such thing\n", 404)
        return page("entry.html", entry=entry)

    def _file(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _STATIC:
            return Response("there is nothing here\n", 404)
        headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        return Response(static(name), headers=headers, media_type=_STATIC[name])

    def _posted(
        self, act: Callable[[Request, dict[str, str]], Response]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Return what takes a form, if it is one of our own pages'."""

        async def take(request: Request) -> Response:
            if not self._is_ours(request):
                return page("login.html", 403)
            text = (await request.body()).decode("utf-8", "replace")
            fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=32))
            return await run_in_threadpool(act, request, fields)

        return take

    def _is_ours(self, request: Request) -> bool:
        """Tell whether a form stood on a page of this agent: by its Origin.

        The cookie is this host's; so an origin that is the host that was asked, or
        the one that the world knows, is ours. None at all is a program's, or a trick.
        """
        origin = urlsplit(request.headers.get("origin", ""))
        hosts = {request.headers.get("host", ""), self._means.host} - {""}
        return origin.scheme in ("http", "https") and origin.netloc in hosts
