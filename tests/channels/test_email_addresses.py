"""Addresses and message ids, as IRIs and as mail writes them."""

import pytest

from plexus_ld.channels.email.addresses import address_of, from_mid, to_mid


@pytest.mark.parametrize(
    ("message_id", "mid"),
    [
        ("<a.b@c.d>", "mid:a.b@c.d"),
        (" <a%b/c@d>", "mid:a%25b/c@d"),
        ("<a b@c>", ""),
        ("<>", ""),
        ("<a\r\nb@c>", ""),
    ],
)
def test_message_ids_and_iris_are_a_pair(message_id: str, mid: str) -> None:
    assert to_mid(message_id) == mid
    assert from_mid(mid) == (message_id.strip() if mid else "")


def test_only_mailto_leads_to_an_address() -> None:
    assert address_of("MAILTO:Bob@Mail.test") == "Bob@Mail.test"
    assert address_of("mailto:b%C3%B6b@mail.test") == "böb@mail.test"
    assert address_of("http://bob@mail.test") == ""
