"""The homeserver's interface for clients: JSON there and back, by nio's connection."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from plexus_ld.errors import FetchError, PermanentListenError, TemporaryListenError

if TYPE_CHECKING:
    from pathlib import Path

    from plexus_ld.channels.matrix.addresses import Login

BASE: Final = "/_matrix/client/v3"
#: Seconds for one answer.
_ANSWER_S: Final = 30.0
#: Seconds for one file.
_UPLOAD_S: Final = 150.0
#: The longest answer that is read: a sync after a long while.
_MAX_ANSWER_BYTES: Final = 16 * 1024 * 1024


class Api:
    """Calls one homeserver as one user, on the loop."""

    def __init__(self, login: "Login") -> None:
        from nio import AsyncClient, AsyncClientConfig

        # Who waits, and how long, is decided above: nothing is tried again in here.
        config = AsyncClientConfig(
            max_limit_exceeded=0, max_timeouts=0, encryption_enabled=False
        )
        self._login = login
        self._client = AsyncClient(login.homeserver, login.user, config=config)
        self.user = login.user

    async def log_in(self) -> None:
        """Log in.

        Raises:
            PermanentListenError: The password is wrong.
            TemporaryListenError: The homeserver cannot be had.
        """
        from aiohttp import ClientError
        from nio import LoginError

        where = self._login.homeserver
        try:
            answer = await self._client.login(
                self._login.password, device_name="Plexus-LD"
            )
        except (ClientError, TimeoutError, OSError) as error:
            reason = f"{where} cannot be reached"
            raise TemporaryListenError("matrix", "", reason) from error
        if isinstance(answer, LoginError):
            reason = f"{where} refuses the login of {self._login.user}"
            if answer.status_code in {"M_FORBIDDEN", "M_USER_DEACTIVATED"}:
                advice = "set user and password with `plexus channel set matrix …`"
                raise PermanentListenError("matrix", "", f"{reason}; {advice}")
            raise TemporaryListenError("matrix", "", f"{reason}: {answer.status_code}")
        self.user = answer.user_id

    async def call(
        self,
        method: str,
        path: tuple[str, ...],
        body: Mapping[str, object] | None = None,
        query: Mapping[str, str] | None = None,
        timeout_s: float = _ANSWER_S,
        base: str = BASE,
    ) -> Mapping[str, Any]:
        """Make one call.

        Raises:
            FetchError: No answer, or one that refuses; with its status.
        """
        from aiohttp import ClientError

        place = "/".join((base, *(quote(part, safe="") for part in path)))
        target = f"{place}?{urlencode(query)}" if query else place
        data = None if body is None else json.dumps(body)
        headers = {
            "Authorization": f"Bearer {self._client.access_token}",
            "Content-Type": "application/json",
        }
        try:
            answer = await self._client.send(
                method, target, data, headers, timeout=timeout_s
            )
            async with answer:
                text = await answer.content.read(_MAX_ANSWER_BYTES + 1)
                while not answer.content.at_eof() and len(text) <= _MAX_ANSWER_BYTES:
                    text += await answer.content.read(_MAX_ANSWER_BYTES + 1)
        except (ClientError, TimeoutError, OSError) as error:
            raise FetchError(place, "no answer") from error
        value = _json(text)
        if answer.status >= 300 or value is None:
            raise _refused(place, answer.status, value or {})
        return value

    async def upload(self, file: "Path", media_type: str, name: str) -> str:
        """Put a file into the content repository, and return its ``mxc:`` URI.

        Raises:
            FetchError: It was not taken.
            OSError: It cannot be read.
        """
        import asyncio

        from aiohttp import ClientError
        from nio import UploadResponse

        size = file.stat().st_size
        try:
            answer, _ = await asyncio.wait_for(
                self._client.upload(
                    lambda *_: file, media_type, name or file.name, filesize=size
                ),
                _UPLOAD_S,
            )
        except (ClientError, TimeoutError) as error:
            raise FetchError("upload", "no answer") from error
        if not isinstance(answer, UploadResponse):
            response = answer.transport_response
            status = response.status if response is not None else None
            raise FetchError("upload", str(answer.status_code or "refused"), status)
        return str(answer.content_uri)

    async def close(self) -> None:
        """Log out, and close the connection."""
        from aiohttp import ClientError

        try:
            if self._client.access_token:
                await self.call("POST", ("logout",), {}, timeout_s=2)
        except (ClientError, FetchError, TimeoutError):
            pass  # the server forgets the device by itself, or lists it
        finally:
            await self._client.close()


def _json(text: bytes) -> Mapping[str, Any] | None:
    if len(text) > _MAX_ANSWER_BYTES:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _refused(place: str, status: int, value: Mapping[str, Any]) -> FetchError:
    """Make an error of an answer. Source: specification, "Standard error response"."""
    code, wait = value.get("errcode"), value.get("retry_after_ms")
    words = value.get("error")
    said = f"{code}: {words}" if isinstance(words, str) else str(code or status)
    is_number = isinstance(wait, int) and not isinstance(wait, bool)
    seconds = min(wait // 1000 + 1, 86_400) if is_number and wait is not None else None
    return FetchError(place, said[:200], status if status >= 300 else 502, seconds)
