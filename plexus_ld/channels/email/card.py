"""What email can do."""

from datetime import timedelta
from typing import Final

from rdflib import FOAF

from plexus_ld.model.activity import POST_VERBS, Privacy
from plexus_ld.model.capability import AccountSetting, CapabilityCard, Role, Scope

#: Most servers take mails of 25 MB; base64 makes a file larger by 37 %.
MAX_ATTACHMENT_BYTES: Final = 18 * 1024 * 1024
MAX_ATTACHMENTS: Final = 20

_SECURITY: Final = "starttls, tls, or none (this machine only)"

CARD: Final = CapabilityCard(
    name="email",
    title="Email",
    summary="Mails from your own mailbox to theirs, and theirs to you.",
    roles=frozenset({Role.SHARER, Role.LISTENER, Role.LIVE}),
    schemes=("mailto",),
    address_example="bob@example.org",
    found_by=(FOAF.mbox,),
    scope=Scope.ACCOUNT,
    has_fields=True,
    verbs=POST_VERBS,
    carries_html=True,
    media_types=("*/*",),
    max_attachment_bytes=MAX_ATTACHMENT_BYTES,
    max_attachments=MAX_ATTACHMENTS,
    privacy=frozenset({Privacy.ADDRESSED}),
    keeps_threads=True,
    tells_apart=True,
    per_host=4,
    failures_by="imap_host",
    least_pace=timedelta(minutes=1),
    usual_pace=timedelta(minutes=10),
    account_settings=(
        AccountSetting("from", "your address: alice@example.org", is_required=True),
        AccountSetting("name", "your name in From; else your profile's"),
        AccountSetting(
            "smtp_host", "the server that takes your mail", is_required=True
        ),
        AccountSetting("smtp_port", "its port; else 587, 465 or 25 by its security"),
        AccountSetting("smtp_security", _SECURITY, default="starttls"),
        AccountSetting("user", "the login's name; empty: no login"),
        AccountSetting("password", "the login's password", is_secret=True),
        AccountSetting("imap_host", "the server with your mailbox; empty: only send"),
        AccountSetting("imap_port", "its port; else 993 or 143 by its security"),
        AccountSetting("imap_security", _SECURITY, default="tls"),
        AccountSetting("folder", "the folder that is listened to", default="INBOX"),
        AccountSetting("sent_folder", "where a copy of what is sent is kept, if any"),
        AccountSetting(
            "timeout_s", "seconds that a server may take for an answer", default="60"
        ),
        AccountSetting(
            "trust_auth_results",
            "your server's name in Authentication-Results: a mail that fails DMARC"
            " there is left out",
        ),
    ),
    note=(
        "A mail cannot be called back: an edit goes as a second mail of the thread,"
        " a deletion as a mail that asks to disregard the first. Servers on the way"
        " can read it, and nothing proves who sent it."
    ),
)
