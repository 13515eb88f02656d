"""Slixmpp's client, as it is used here."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from plexus_ld.channels.xmpp.login import Login
from plexus_ld.channels.xmpp.stanzas import CLIENT

if TYPE_CHECKING:
    from slixmpp import ClientXMPP


def new_client(login: Login, on_message: Callable[[Any], None]) -> "ClientXMPP":
    """Return a client that is not connected yet; called on the loop.

    Args:
        login: Where to, and as whom.
        on_message: Told each message, whatever it is.
    """
    from slixmpp import ClientXMPP
    from slixmpp.xmlstream.handler import Callback
    from slixmpp.xmlstream.matcher import MatchXPath

    # What may go in the clear to this machine is the owner's word for it.
    clear = {"unencrypted_scram": login.is_here}
    settings = {"feature_mechanisms": clear}
    client = ClientXMPP(login.jid, login.password, plugin_config=settings)
    client.enable_plaintext = login.is_here
    client.enable_starttls = client.enable_direct_tls = not login.is_here
    # Nobody is let into the owner's presence because they asked.
    client.auto_authorize, client.auto_subscribe = None, False
    client.register_plugin("xep_0030")
    client.register_plugin("xep_0199")
    matcher = MatchXPath(f"{CLIENT}message")
    client.register_handler(Callback("Plexus", matcher, on_message))
    return client


def is_jid(text: str) -> bool:
    """Tell whether the library takes an address; RFC 7622 forbids many letters."""
    from slixmpp import JID, InvalidJID

    try:
        return bool(JID(text).bare)
    except InvalidJID:
        return False
