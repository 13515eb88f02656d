"""SPARQL 1.1 over HTTP: a query or an update, posted to a service that the owner named.

Wire: POST of the text itself, `application/sparql-query` or `-update`; no form, as
some servers limit forms to 200 KB, or decode them twice.
Limits: one GiB and two minutes for an answer to a question of ours.
Specification: SPARQL 1.1 Protocol §2.1.3 and §2.2.2
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, unquote, urlencode, urljoin, urlsplit, urlunsplit

import pyoxigraph as ox

from plexus_ld.errors import FetchError, QueryError, QueryLimitError, StoreError
from plexus_ld.net.client import Answer, Client
from plexus_ld.settings import NetSettings

#: What stands before the URL of a service in the settings.
SCHEMES = ("sparql+http://", "sparql+https://")

#: Largest answer taken, in bytes: the view of a network of a million statements.
MAX_ANSWER_BYTES = 1024 * 1024 * 1024
#: Longest wait for an answer to a request of ours, in seconds.
TIMEOUT_S = 120.0
#: Longest wait for the first answer, in seconds.
_FIRST_S = 15.0
#: Requests in flight to the service.
_AT_ONCE = 16

_JSON = "application/sparql-results+json"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a service takes its requests.

    Attributes:
        base: Its URL as people know it; without user name and password.
        query: The URL for queries.
        update: The URL for updates.
        headers: Headers for each request: the user's name and password, if any.
    """

    base: str
    query: str
    update: str
    headers: Mapping[str, str]


def address_of(url: str) -> Address:
    """Read a service's URL out of the settings.

    ``sparql+http://host/path`` takes queries at ``path/query`` and updates at
    ``path/update``; ``?query=…&update=…`` names other places, relative to the URL.
    ``user:password@`` before the host is sent as Basic authentication.

    Raises:
        StoreError: It is none.
    """
    if not url.startswith(SCHEMES):
        message = "store.url: it begins with sparql+http:// or sparql+https://"
        raise StoreError(message)
    parts = urlsplit(url.removeprefix("sparql+"))
    if not parts.hostname:
        message = "store.url: it names no host"
        raise StoreError(message)
    named = parse_qs(parts.query)
    host = parts.netloc.rpartition("@")[2]
    base = urlunsplit((parts.scheme, host, parts.path or "/", "", ""))
    inside = base if base.endswith("/") else f"{base}/"
    return Address(
        base=base,
        query=urljoin(inside, named.get("query", ["query"])[0]),
        update=urljoin(inside, named.get("update", ["update"])[0]),
        headers=_login(parts.username, parts.password),
    )


def _login(user: str | None, password: str | None) -> dict[str, str]:
    if user is None:
        return {}
    pair = f"{unquote(user)}:{unquote(password or '')}"
    return {"Authorization": f"Basic {b64encode(pair.encode()).decode('ascii')}"}


class SparqlService:
    """A SPARQL service, by its URL.

    Args:
        url: As in the settings.
        settings: Those of the network; the service's own host is allowed besides.
    """

    def __init__(self, url: str, settings: NetSettings) -> None:
        self.address = address_of(url)
        hosts = {
            urlsplit(part).netloc for part in (self.address.query, self.address.update)
        }
        here = replace(settings, per_host=_AT_ONCE)
        self._http = Client(here, owner_hosts=sorted(hosts))

    def query(
        self,
        text: str,
        accept: str = _JSON,
        timeout_s: float = TIMEOUT_S,
        max_body_bytes: int = MAX_ANSWER_BYTES,
    ) -> bytes:
        """Ask a query, and return the answer's bytes.

        Raises:
            QueryError: The service refuses the query.
            QueryLimitError: It took too long, or is too large.
            StoreError: The service does not answer.
        """
        answer = self._send(
            "POST",
            self.address.query,
            text,
            {"Content-Type": "application/sparql-query", "Accept": accept},
            timeout_s,
            max_body_bytes,
        )
        if answer.status in {408, 503, 504}:
            message = f"{self.address.base} took too long to answer"
            raise QueryLimitError(message)
        if 400 <= answer.status < 500 and answer.status not in {401, 403, 404, 405}:
            raise QueryError(_reason(answer))
        self._accepted(answer, "asked")
        return answer.body

    def solutions(self, text: str) -> ox.QuerySolutions:
        """Ask a SELECT; raises as `query` does."""
        return self._solutions(self.query(text))

    def first_solutions(self, text: str) -> ox.QuerySolutions:
        """Ask a short SELECT of a server not known yet, by GET; raises as `query` does.

        Virtuoso 7.2 never answers a query that is posted as it is.
        """
        url = f"{self.address.query}?{urlencode({'query': text})}"
        headers = {"Accept": _JSON}
        answer = self._send("GET", url, None, headers, _FIRST_S, 1024 * 1024)
        self._accepted(answer, "asked")
        return self._solutions(answer.body)

    def _solutions(self, body: bytes) -> ox.QuerySolutions:
        found = self._results(body)
        if isinstance(found, ox.QuerySolutions):
            return found
        raise QueryError("this is no SELECT")

    def holds(self, text: str) -> bool:
        """Ask an ASK; raises as `query` does."""
        found = self._results(self.query(text))
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        raise QueryError("this is no ASK")

    def _results(self, body: bytes) -> ox.QuerySolutions | ox.QueryBoolean:
        try:
            return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            message = f"{self.address.base} answered with no SPARQL JSON: {error}"
            raise StoreError(message) from error

    def update(self, text: str, timeout_s: float = TIMEOUT_S) -> None:
        """Send an update.

        Raises:
            StoreError: The service did not take it, or did not answer.
        """
        answer = self._send(
            "POST",
            self.address.update,
            text,
            {"Content-Type": "application/sparql-update"},
            timeout_s,
            max_body_bytes=65_536,  # whatever it says to an update is for people
        )
        self._accepted(answer, "written to")

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _send(
        self,
        method: str,
        url: str,
        text: str | None,
        headers: Mapping[str, str],
        timeout_s: float,
        max_body_bytes: int,
    ) -> Answer:
        try:
            return self._http.request(
                method,
                url,
                body=None if text is None else text.encode(),
                headers={**headers, **self.address.headers},
                max_body_bytes=max_body_bytes,
                timeout_s=timeout_s,
            )
        except FetchError as error:
            message = f"the SPARQL service {self.address.base}: {error.reason}"
            raise StoreError(message) from error

    def _accepted(self, answer: Answer, done: str) -> None:
        if not 200 <= answer.status < 300:
            message = (
                f"the SPARQL service {self.address.base} cannot be {done}: "
                f"{answer.status} {_reason(answer)}".rstrip()
            )
            raise StoreError(message)


def _reason(answer: Answer) -> str:
    """Return what the service said, as one short line."""
    said = " ".join(answer.body.decode("utf-8", "replace").split())
    return said[:300] or f"the service answered {answer.status}"
