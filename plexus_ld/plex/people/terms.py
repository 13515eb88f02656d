"""What each property and class says of a person; all terms are N-Triples text."""

from enum import Enum, auto
from functools import lru_cache
from typing import Final

from plexus_ld.plex.people.spelling import FOAF, property_of

PLX: Final = "https://w3id.org/plexus#"
TYPE: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
KNOWN_AS: Final = f"<{PLX}knownAs>"
KNOWS: Final = f"<{FOAF}knows>"
SAME_AS: Final = "<http://www.w3.org/2002/07/owl#sameAs>"
AGENT: Final = f"<{PLX}agent>"
OWNER: Final = f"<{PLX}owner>"
NODE: Final = f"<{PLX}node>"
SAMENESS: Final = f"<{PLX}Sameness>"
DIFFERENCE: Final = f"<{PLX}Difference>"


class Role(Enum):
    """What a property says of the person that it is said of."""

    NOTHING = auto()  # nothing about who is who
    TYPE = auto()
    NAME = auto()  # the whole name
    GIVEN = auto()
    FAMILY = auto()
    NICK = auto()  # people have one; it is no name
    MAIL = auto()  # a mailbox
    HASH = auto()  # the hash of one
    CHAT = auto()  # a name on a chat service
    PAGE = auto()  # a page of theirs, with care
    ACCOUNT = auto()  # an account of theirs
    ACCOUNT_NAME = auto()
    ACCOUNT_SERVICE = auto()
    PUBLIC_KEY = auto()  # a public key of theirs
    KEY_OWNER = auto()  # the same, said of the key
    MODULUS = auto()
    KNOWS = auto()  # a tie to another person
    ME = auto()  # another page of theirs
    SAME = auto()  # another name for them
    TOPIC = auto()  # who a document is about
    TOPIC_OF = auto()  # the same, said of the person
    MAKER = auto()
    THING = auto()  # leads to what is no person


def _roles() -> dict[str, tuple[Role, str]]:
    """Return each property's role, and the kind of key that it gives."""
    vcard, swap = "http://www.w3.org/2006/vcard/ns#", "http://www.w3.org/2000/10/swap/"
    as2, cert = "https://www.w3.org/ns/activitystreams#", "http://www.w3.org/ns/auth/"
    wot, rel = "http://xmlns.com/wot/0.1/", "http://purl.org/vocab/relationship/"
    table = [
        (Role.NAME, "agent", FOAF, "name"),
        (Role.NAME, "agent", vcard, "fn"),
        (Role.NAME, "agent", "http://www.w3.org/2001/vcard-rdf/3.0#", "FN"),
        (Role.NAME, "agent", f"{swap}pim/contact#", "fullName"),
        (Role.NAME, "", as2, "name"),
        (Role.GIVEN, "", FOAF, "givenName firstName"),
        (Role.FAMILY, "", FOAF, "familyName lastName"),
        (Role.NICK, "", FOAF, "nick"),
        (Role.MAIL, "mbox", FOAF, "mbox"),
        (Role.MAIL, "mbox", vcard, "hasEmail email"),
        (Role.MAIL, "mbox", f"{swap}pim/contact#", "mailbox emailAddress"),
        (Role.HASH, "mbox", FOAF, "mbox_sha1sum"),
        (Role.CHAT, "jabber", FOAF, "jabberID"),
        (Role.CHAT, "icq", FOAF, "icqChatID"),
        (Role.CHAT, "msn", FOAF, "msnChatID"),
        (Role.CHAT, "aim", FOAF, "aimChatID"),
        (Role.CHAT, "yahoo", FOAF, "yahooChatID"),
        (Role.PAGE, "homepage", FOAF, "homepage"),
        (Role.PAGE, "weblog", FOAF, "weblog"),
        (Role.PAGE, "openid", FOAF, "openid"),
        (Role.ACCOUNT, "account", FOAF, "account"),
        (Role.ACCOUNT_NAME, "", FOAF, "accountName"),
        (Role.ACCOUNT_SERVICE, "", FOAF, "accountServiceHomepage"),
        (Role.PUBLIC_KEY, "key", f"{cert}cert#", "key"),
        (Role.PUBLIC_KEY, "key", wot, "hasKey"),
        (Role.KEY_OWNER, "key", f"{cert}cert#", "identity"),
        (Role.MODULUS, "", f"{cert}cert#", "modulus"),
        (Role.MODULUS, "", f"{cert}rsa#", "modulus"),
        (Role.MODULUS, "", wot, "fingerprint"),
        (Role.KNOWS, "", FOAF, "knows knowsWell friend"),
        (Role.KNOWS, "", "http://schema.org/", "knows"),
        (Role.KNOWS, "", "https://schema.org/", "knows"),
        (Role.KNOWS, "", rel, _RELATIONSHIPS),
        (Role.KNOWS, "", "http://gmpg.org/xfn/11#", _FRIENDS),
        (Role.KNOWS, "", "http://vocab.sindice.com/xfn#", _HYPERLINKS),
        (Role.ME, "me", "http://www.w3.org/1999/xhtml/vocab#", "me"),
        (Role.ME, "me", "http://gmpg.org/xfn/11#", "me"),
        (Role.ME, "me", "http://vocab.sindice.com/xfn#", "me me-hyperlink"),
        (Role.ME, "me", "http://microformats.org/profile/rel-me#", "me"),
        (Role.ME, "me", as2, "alsoKnownAs"),
        (Role.ME, "me", "http://schema.org/", "sameAs"),
        (Role.ME, "me", "https://schema.org/", "sameAs"),
        (Role.SAME, "same", "http://www.w3.org/2002/07/owl#", "sameAs"),
        (Role.TOPIC, "", FOAF, "primaryTopic"),
        (Role.TOPIC_OF, "", FOAF, "isPrimaryTopicOf"),
        (Role.MAKER, "", FOAF, "maker"),
        (Role.THING, "", FOAF, _THINGS),
        (Role.THING, "", "http://www.w3.org/2000/01/rdf-schema#", "seeAlso"),
        (Role.THING, "", vcard, "hasURL url hasPhoto photo hasTelephone hasUID"),
    ]
    for base in ("http://schema.org/", "https://schema.org/"):
        table += [
            (Role.NAME, "", base, "name"),
            (Role.GIVEN, "", base, "givenName"),
            (Role.FAMILY, "", base, "familyName"),
            (Role.MAIL, "mbox", base, "email"),
            (Role.THING, "", base, "url image"),
        ]
    made = {
        f"<{base}{term}>": (role, kind)
        for role, kind, base, terms in table
        for term in terms.split()
    }
    made[TYPE] = (Role.TYPE, "")
    return made


_RELATIONSHIPS: Final = (
    "acquaintanceOf ambivalentOf ancestorOf antagonistOf apprenticeTo childOf "
    "closeFriendOf collaboratesWith colleagueOf descendantOf employedBy employerOf "
    "enemyOf engagedTo friendOf grandchildOf grandparentOf hasMet knowsByReputation "
    "knowsInPassing knowsOf lifePartnerOf livesWith lostContactWith mentorOf "
    "neighborOf parentOf siblingOf spouseOf worksWith wouldLikeToKnow"
)
_FRIENDS: Final = (
    "acquaintance child co-resident co-worker colleague contact crush date friend kin "
    "met muse neighbor parent sibling spouse sweetheart"
)
_HYPERLINKS: Final = " ".join(f"{word}-hyperlink" for word in _FRIENDS.split())
_THINGS: Final = (
    "based_near currentProject depiction img interest logo page pastProject "
    "phone publications schoolHomepage theme thumbnail tipjar topic_interest "
    "workInfoHomepage workplaceHomepage"
)

_ROLES: Final = _roles()


@lru_cache(maxsize=8192)
def role_of(predicate: str) -> tuple[Role, str]:
    """Return a predicate's role, and the kind of key that it gives."""
    return _ROLES.get(property_of(predicate), (Role.NOTHING, ""))


#: Roles whose object is no person, even where somebody named a person so: a mailbox
#: or a homepage that also stands for its owner.
_OF_THINGS: Final = frozenset(
    {
        *(Role.TYPE, Role.NAME, Role.GIVEN, Role.FAMILY, Role.NICK, Role.MAIL),
        *(Role.HASH, Role.CHAT, Role.PAGE, Role.ACCOUNT, Role.ACCOUNT_NAME),
        *(Role.ACCOUNT_SERVICE, Role.PUBLIC_KEY, Role.MODULUS, Role.ME, Role.THING),
        Role.TOPIC_OF,
    }
)


@lru_cache(maxsize=8192)
def leads_to_person(predicate: str) -> bool:
    """Tell whether the object of a predicate may be a person."""
    if predicate.startswith(f"<{PLX}"):
        return predicate in (AGENT, OWNER, KNOWN_AS)
    return role_of(predicate)[0] not in _OF_THINGS


def _iris(base: str, names: str) -> set[str]:
    return {f"<{base}{name}>" for name in names.split()}


_SCHEMA_PEOPLE: Final = "Person Organization Corporation LocalBusiness NGO"
#: Classes whose members are people, or what can be spoken to like one.
PEOPLE: Final = frozenset(
    _iris(FOAF, "Person Agent Organization Group")
    | _iris("http://schema.org/", _SCHEMA_PEOPLE)
    | _iris("https://schema.org/", _SCHEMA_PEOPLE)
    | _iris("http://www.w3.org/2006/vcard/ns#", "Individual Organization Group VCard")
    | _iris(
        "https://www.w3.org/ns/activitystreams#",
        "Person Organization Group Service Application",
    )
    | _iris("http://www.w3.org/2000/10/swap/pim/contact#", "Person Male Female")
    | _iris("http://www.w3.org/ns/prov#", "Person Agent Organization")
    | _iris("http://www.w3.org/ns/org#", "Organization FormalOrganization")
    | _iris("http://xmlns.com/wordnet/1.6/", "Person Agent")
    | _iris("http://purl.org/dc/terms/", "Agent")
)
_DOCUMENTS: Final = "Document PersonalProfileDocument Image Project"
_ACCOUNTS: Final = (
    "OnlineAccount OnlineChatAccount OnlineEcommerceAccount OnlineGamingAccount"
)
#: Classes whose members are no people, whatever else is said of them.
THINGS: Final = frozenset(
    _iris(FOAF, _DOCUMENTS)
    | _iris(FOAF, _ACCOUNTS)
    | _iris("http://rdfs.org/sioc/ns#", "UserAccount User Site Forum Post")
    | _iris("http://usefulinc.com/ns/doap#", "Project GitRepository CVSRepository")
    | _iris("http://purl.org/rss/1.0/", "channel item")
    | _iris("http://www.w3.org/2003/01/geo/wgs84_pos#", "Point SpatialThing")
    | _iris("http://www.w3.org/2000/01/rdf-schema#", "Class Resource")
    | _iris("http://www.w3.org/2002/07/owl#", "Class ObjectProperty Ontology")
    | _iris(PLX, "Circle Connection ConnectionPoint Plex Face")
)
