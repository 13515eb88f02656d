"""What the Mastodon channel can do, and how it names what lies on a server."""

from datetime import timedelta
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from rdflib.namespace import FOAF

from plexus_ld.model.activity import POST_VERBS, Privacy
from plexus_ld.model.capability import AccountSetting, CapabilityCard, Fit, Role
from plexus_ld.model.connection import Account

#: Characters of one status. A server takes 500 where nobody changed it; the rest is
#: for the mention of the one it is for.
LONGEST_TEXT: Final = 460

CARD: Final = CapabilityCard(
    name="mastodon",
    title="Mastodon account",
    summary="Your account on a server that speaks Mastodon's client API.",
    roles=frozenset({Role.SHARER, Role.LISTENER}),
    schemes=("acct", "https", "http"),
    address_example="acct:bob@mastodon.example",
    found_by=(FOAF.account,),
    verbs=POST_VERBS,
    longest_text=LONGEST_TEXT,
    fit=Fit.THREAD,
    media_types=("image/*", "video/*", "audio/*"),
    max_attachment_bytes=16 * 1024 * 1024,
    max_attachments=4,
    privacy=frozenset({Privacy.PUBLIC, Privacy.ADDRESSED}),
    keeps_threads=True,
    tells_apart=True,
    least_pace=timedelta(minutes=1),
    usual_pace=timedelta(minutes=15),
    account_settings=(
        AccountSetting(
            "server", "where your account is: https://mastodon.example",
            is_required=True,
        ),
        AccountSetting(
            "access_token", "a token with the scopes read and write",
            is_required=True, is_secret=True,
        ),
    ),
    extra="mastodon",
    library="mastodon",
    note="What is public is one status on your account. What is for one person is a "
    "status of the visibility direct that mentions them: no secret from those who "
    "run the two servers, and it is not encrypted.",
)  # fmt: skip


def server_of(account: Account) -> str:
    """Return the base of the account's server, without a slash at its end.

    Raises:
        ValueError: The account names none.
    """
    server = account.settings.get("server", "").strip().rstrip("/")
    if server and "://" not in server:
        server = f"https://{server}"
    if urlsplit(server).scheme not in ("http", "https") or not urlsplit(server).netloc:
        raise ValueError("the account's setting server is no https://… of a server")
    return server


def id_on(server: str, status: str) -> str:
    """Return what a status is called, for us: a URL of the server's API."""
    return f"{server}/api/v1/statuses/{quote(status, safe='')}"


def status_of(name: str, server: str) -> str:
    """Return a status's id on a server, of what `id_on` made; "" if it is another's."""
    prefix = f"{server}/api/v1/statuses/"
    return unquote(name.removeprefix(prefix)) if name.startswith(prefix) else ""


def handle_of(address: str) -> str:
    """Return ``bob@host`` of an address, if it is of a form that says so; else ""."""
    if address.startswith("acct:"):
        handle = unquote(address.removeprefix("acct:")).lstrip("@")
        return handle if handle.count("@") == 1 else ""
    parts = urlsplit(address)
    steps = parts.path.strip("/").split("/")
    if len(steps) == 1 and steps[0].startswith("@") and len(steps[0]) > 1:
        return f"{unquote(steps[0][1:])}@{parts.netloc}"
    if len(steps) == 2 and steps[0] == "users" and steps[1]:
        return f"{unquote(steps[1])}@{parts.netloc}"
    return ""
