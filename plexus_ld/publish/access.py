"""Who may do what to a document in a pod: what is published is for everybody.

Wire: the document's ``acl`` link leads to its rules; where it has none of its own they
are put there (If-None-Match), and those that somebody made are left alone.
Specification: Web Access Control (https://solidproject.org/TR/wac), Access Control
Policy (https://solidproject.org/TR/acp), Solid Protocol §11 (``WAC-Allow``)
"""

import re
from enum import Enum
from string import Template
from typing import Final

from plexus_ld.net.client import Answer
from plexus_ld.net.redirects import origin
from plexus_ld.net.weblinks import links_of_header
from plexus_ld.publish.login import Door

_POLICIES: Final = "http://www.w3.org/ns/solid/acp#AccessControlResource"
_PUBLIC: Final = re.compile(r'\bpublic\s*=\s*"([^"]*)"')
_WAC: Final = Template(
    """@prefix acl: <http://www.w3.org/ns/auth/acl#>.
<#owner> a acl:Authorization;
  acl:agent <$owner>;
  acl:accessTo <$url>; acl:default <$url>;
  acl:mode acl:Read, acl:Write, acl:Control.
<#all> a acl:Authorization;
  acl:agentClass <http://xmlns.com/foaf/0.1/Agent>;
  acl:accessTo <$url>;
  acl:mode acl:$mode.
"""
)
_ACP: Final = Template(
    """@prefix acl: <http://www.w3.org/ns/auth/acl#>.
@prefix acp: <http://www.w3.org/ns/solid/acp#>.
<#rules> a acp:AccessControlResource;
  acp:resource <$url>;
  acp:accessControl <#owner>, <#all>;
  acp:memberAccessControl <#owner>.
<#owner> a acp:AccessControl; acp:apply [ a acp:Policy;
  acp:allow acl:Read, acl:Write, acl:Control;
  acp:anyOf [ a acp:Matcher; acp:agent <$owner> ] ].
<#all> a acp:AccessControl; acp:apply [ a acp:Policy;
  acp:allow acl:$mode;
  acp:anyOf [ a acp:Matcher; acp:agent acp:PublicAgent ] ].
"""
)


class Mode(Enum):
    """What everybody may do; its value is how the rules call it."""

    READ = "Read"
    APPEND = "Append"

    @property
    def words(self) -> str:
        """What is said of it to the owner."""
        return "read it" if self is Mode.READ else "put something into it"


def open_to_all(door: Door, seen: Answer, mode: Mode) -> str:
    """Let everybody do one thing to a document; its owner may do all.

    Args:
        door: The way to its server.
        seen: What the server says of it to its owner: the answer to a HEAD or GET.
        mode: What everybody may do.

    Returns:
        What is not as it should be, in a sentence; "" when all is well, and of a
        server that has no such rules.

    Raises:
        PublishError: The server gives no answer.
    """
    rules = _link(seen, "acl")
    if not rules or origin(rules) != origin(seen.url) or allows(seen, mode):
        return ""
    own = door.request("HEAD", rules)
    if own.status == 200:
        sentence = (
            f"{seen.url} has access rules that do not let everybody {mode.words}; "
            "they were left as they are"
        )
        # A server that does not say what its rules come to may do so all the same.
        return sentence if "wac-allow" in seen.headers else ""
    if not door.webid:
        return f"{seen.url}: the login names no WebID, so nobody is let in by us"
    answer = own if own.status != 404 else _put(door, own, seen.url, mode)
    if answer.status in (200, 201, 204, 205):
        return ""
    return (
        f"{seen.url}: the server does not let us say that everybody may {mode.words} "
        f"({answer.status})"
    )


def allows(seen: Answer, mode: Mode) -> bool:
    """Tell whether a server says that everybody may do something to a document."""
    found = _PUBLIC.search(seen.headers.get("wac-allow", ""))
    modes = found[1].lower().split() if found else []
    wanted = {"read"} if mode is Mode.READ else {"append", "write"}
    return not wanted.isdisjoint(modes)


def _put(door: Door, own: Answer, url: str, mode: Mode) -> Answer:
    """Put the rules of a document, in the form that its server goes by."""
    form = _ACP if _is_policies(own) else _WAC
    body = form.substitute(owner=door.webid, url=url, mode=mode.value)
    headers = {"Content-Type": "text/turtle", "If-None-Match": "*"}
    return door.request("PUT", own.url, body.encode(), headers)


def _link(answer: Answer, relation: str) -> str:
    links = links_of_header(answer.headers.get("link", ""), answer.url)
    return next((link.url for link in links if relation in link.relations), "")


def _is_policies(rules: Answer) -> bool:
    links = links_of_header(rules.headers.get("link", ""), rules.url)
    return any("type" in one.relations and one.url == _POLICIES for one in links)
