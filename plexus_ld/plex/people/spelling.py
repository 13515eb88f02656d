"""The spelling of FOAF: archaic and misspelt terms, and what they mean.

Invented terms are kept as they are; only what is meant is put right, and in the
network view only. All terms are N-Triples text.
Source: FOAF Vocabulary Specification 0.99; the spellings are those of real documents.
"""

import re
from functools import lru_cache
from typing import Final

FOAF: Final = "http://xmlns.com/foaf/0.1/"
_ARCHAIC: Final = {
    "family_name": "familyName",
    "surname": "familyName",
    "givenname": "givenName",
    "holdsAccount": "account",
}
_PROPERTIES: Final = (
    "account accountName accountServiceHomepage age aimChatID based_near birthday "
    "currentProject depiction depicts dnaChecksum familyName family_name firstName "
    "focus fundedBy geekcode gender givenName givenname holdsAccount homepage "
    "icqChatID img interest isPrimaryTopicOf jabberID knows lastName logo made maker "
    "mbox mbox_sha1sum member membershipClass msnChatID myersBriggs name nick openid "
    "page pastProject phone plan primaryTopic publications schoolHomepage sha1 "
    "skypeID status surname theme thumbnail tipjar title topic topic_interest weblog "
    "workInfoHomepage workplaceHomepage yahooChatID"
)
_CLASSES: Final = (
    "Agent Document Group Image LabelProperty OnlineAccount OnlineChatAccount "
    "OnlineEcommerceAccount OnlineGamingAccount Organization Person "
    "PersonalProfileDocument Project"
)
_PROPERTY_OF: Final = {term.lower(): term for term in _PROPERTIES.split()}
_CLASS_OF: Final = {term.lower(): term for term in _CLASSES.split()}
#: The namespace, rightly or wrongly spelled: https, www, no slash, a hash instead, a
#: version that never was, or resolved against the document, as no scheme was given.
_SPELLED: Final = re.compile(
    r"<https?://(?:www\.|[^<>]+/)?xmlns\.com/foaf/(?:\d\.\d)?[/#]*([A-Za-z]\w*)>"
)


@lru_cache(maxsize=8192)
def property_of(predicate: str) -> str:
    """Return the property that a predicate means."""
    return _spelled_right(predicate, _PROPERTY_OF)


@lru_cache(maxsize=8192)
def class_of(name: str) -> str:
    """Return the class that a name of a class means."""
    return _spelled_right(name, _CLASS_OF)


def _spelled_right(term: str, known: dict[str, str]) -> str:
    found = _SPELLED.fullmatch(term)
    if found is None:
        return term
    local = found[1]
    local = known.get(local.lower(), local)
    return f"<{FOAF}{_ARCHAIC.get(local, local)}>"
