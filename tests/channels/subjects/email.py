"""The email channel: a host for SMTP and IMAP, and mails of all kinds."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plexus_ld.channels.base import Channel, Tools
from plexus_ld.model.arrival import Raw
from tests.channels.contract import NOW, At, Subject, World
from tests.channels.smtp_host import smtp_host


def at(host: str, port: int) -> At:
    settings = {
        "from": "ada@mail.test",
        "smtp_host": host,
        "smtp_port": str(port),
        "smtp_security": "none",
        "user": "ada",
        "imap_host": host,
        "imap_port": str(port),
        "imap_security": "none",
        "timeout_s": "1",
    }
    return At("mailto:bob@mail.test", settings)


@contextmanager
def world(folder: Path, tools: Tools) -> Iterator[World]:
    with smtp_host() as host:

        def heard(channel: Channel) -> tuple[Raw, ...]:
            return tuple(Raw("email", mail, heard_at=NOW) for mail in host.mails)

        yield World(at("127.0.0.1", host.port), heard)


LETTER = b"""\
From: "Bob B." <Bob@Mail.test>\r
To: ada@mail.test\r
Subject: =?utf-8?q?Re=3A_T=C3=A9a?=\r
Date: Sun, 01 Mar 2026 10:00:00 +0100\r
Message-ID: <answer.1@mail.test>\r
In-Reply-To: <tea.1@mail.test>\r
References: <tea.0@mail.test> <tea.1@mail.test>\r
Content-Type: multipart/mixed; boundary=b1\r
\r
--b1\r
Content-Type: multipart/alternative; boundary=b2\r
\r
--b2\r
Content-Type: text/plain; charset=iso-8859-1\r
Content-Transfer-Encoding: quoted-printable\r
\r
Four it is, chez B=E9b=E9.\r
\r
On Sun, 1 Mar 2026, Ada wrote:\r
> Tea at four?\r
--b2\r
Content-Type: text/html; charset=utf-8\r
\r
<p>Four it is.</p><blockquote type="cite">Tea at four?</blockquote>\r
--b2--\r
--b1\r
Content-Type: image/png; name="tea.png"\r
Content-Description: A pot of tea\r
Content-Transfer-Encoding: base64\r
\r
iVBORw0KGgo=\r
--b1--\r
"""

BOUNCE = b"""\
From: MAILER-DAEMON@mail.test (Mail Delivery System)\r
To: ada@mail.test\r
Subject: Undelivered\r
Date: Sun, 01 Mar 2026 10:00:00 +0000\r
Content-Type: multipart/report; report-type=delivery-status; boundary=r\r
\r
--r\r
Content-Type: text/plain\r
\r
It did not arrive.\r
--r\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mail.test\r
\r
Final-Recipient: rfc822; Ghost@mail.test\r
Action: failed\r
Status: 5.1.1\r
Diagnostic-Code: smtp; 550 5.1.1 there is no ghost\r
\r
--r\r
Content-Type: text/rfc822-headers\r
\r
Subject: Tea\r
Message-ID: <tea.1@mail.test>\r
\r
--r--\r
"""

PLAIN = b"From: bob@mail.test\nMessage-ID: <plain@mail.test>\n\nJust words.\n"

SUBJECT = Subject(at=at, samples=(LETTER, BOUNCE, PLAIN), world=world)
