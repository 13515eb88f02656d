"""Whoever only writes by mail hears what did not arrive, too."""

import time
from pathlib import Path

from plexus_ld import Plex
from plexus_ld.model.delivery import DeliveryState
from plexus_ld.settings import NetSettings, Settings
from plexus_ld.sharer.composing import Draft
from plexus_ld.sharer.reporting import ReportLine, report
from tests.wire.mail import PASSWORD, MailServers

#: Seconds until the bounce must be there.
PATIENCE_S = 30


def standing(plex: Plex) -> ReportLine:
    (line,) = report(plex.store, states=list(DeliveryState))
    return line


def test_a_bounce_is_heard_though_nobody_is_listened_to(
    mail_servers: MailServers, tmp_path: Path
) -> None:
    mail_servers.empty()
    ports = (mail_servers.smtp, mail_servers.imap)
    allowed = tuple(f"127.0.0.1:{port}" for port in ports)
    with Plex(
        tmp_path / "home", Settings(net=NetSettings(allow_hosts=allowed))
    ) as plex:
        plex.init("Alice Example")
        account = {**mail_servers.settings("alice"), "password": PASSWORD}
        plex.accounts.set("email", "default", account)
        ways = plex.connections.ways(out=["email:nobody@elsewhere.test"])
        plex.connections.connect(plex.connections.look("nobody@elsewhere.test"), ways)

        plex.sharing.share(Draft("Are you there?"))
        plex.deliverer.deliver_due()
        before = standing(plex)
        mail_servers.wait_for_mail("alice")
        until = time.monotonic() + PATIENCE_S
        while standing(plex).state == "taken" and time.monotonic() < until:
            heard = plex.listen(once=True)
            assert not heard.errors
        after = standing(plex)

    assert before.state == "taken"
    assert after.state == "refused"
    assert after.last_error == "user unknown"
