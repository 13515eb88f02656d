"""From lines to arrivals; pure."""

import re
from hashlib import sha256
from typing import Final

from plexus_ld.channels.irc.addresses import lower, target_of
from plexus_ld.channels.live import moment, spoken, word
from plexus_ld.model.activity import Verb
from plexus_ld.model.arrival import Arrival, Raw, Reading

#: Bold, colours and the like. https://modern.ircdocs.horse/formatting
_FORMS: Final = re.compile(
    r"\x03(\d{1,2}(,\d{1,2})?)?|\x04([0-9a-fA-F]{6})?|[\x02\x0f\x11\x16\x1d-\x1f]"
)


def read(raw: Raw) -> Reading:
    """Make an arrival of what somebody said.

    Raises:
        ParseError: The bytes are no lines that were heard.
    """
    facts = spoken(raw)
    nick, text = word(facts.get("nick")), _FORMS.sub("", word(facts.get("text")))
    if not nick or not text.strip():
        return Reading()
    address = word(facts.get("address"))
    target = target_of(address)
    is_private = target is not None and target.key == lower(nick)
    # IRC has no ids: who said what, when, is one.
    made = "\n".join(map(str, (lower(nick), facts.get("place"), facts.get("at"), text)))
    arrival = Arrival(
        Verb.CREATE,
        word(facts.get("id")) or sha256(made.encode("utf-8", "replace")).hexdigest(),
        sender=address if is_private else "",
        sender_name=nick,
        text=text,
        published=moment(word(facts.get("at"))) or raw.heard_at,
        is_private=is_private and lower(nick) != word(facts.get("place")),
    )
    return Reading(arrivals=(arrival,))
