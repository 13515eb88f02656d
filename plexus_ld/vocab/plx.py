"""Our own terms: defined in ``ontologies/plexus.ttl``, shown in ``docs/ontology.md``.

A term stands here and there, or in neither: a test holds the two together.
"""

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace


class PLX(DefinedNamespace):
    """What the Plex adds to the vocabularies that were there."""

    _NS = Namespace("https://w3id.org/plexus#")
    _fail = True  # a misspelt term is an AttributeError, not a new IRI

    # The Plex
    Plex: URIRef  # A person's own social graph: a dataset with an owner.
    owner: URIRef  # Plex → the one agent it serves.

    # Connections
    Connection: URIRef  # The card that the owner holds of an agent.
    agent: URIRef  # Connection, refusal → the agent it is about.
    state: URIRef  # Connection, offer, delivery → how it stands.
    State: URIRef  # How something stands between two agents.
    ConnectionState: URIRef  # One of the five below.
    proposed: URIRef  # Asked for, not answered.
    accepted: URIRef  # Agreed by both, or kept by the owner on their own.
    refused: URIRef  # The other side said no (also of a delivery).
    withdrawn: URIRef  # It was, and is no more.
    blocked: URIRef  # The owner wants nothing of this agent.
    since: URIRef  # When it came to stand as it does.
    connectionPoint: URIRef  # Connection → one of its points.

    # Points
    ConnectionPoint: URIRef  # A way to speak to, or be spoken to by, an agent.
    OutgoingPoint: URIRef  # "This is how I will speak to you."
    IncomingPoint: URIRef  # "This is how I will listen to you."
    BilateralPoint: URIRef  # Both.
    channel: URIRef  # Point → over what.
    address: URIRef  # Point → where, as an IRI.
    preference: URIRef  # 1 is first.
    accepts: URIRef  # Point, channel → a kind of object it takes: as:Note …
    privacy: URIRef  # Point, channel → how private it keeps what it carries.
    Privacy: URIRef  # One of the three below.
    public: URIRef  # Anybody may read it.
    addressed: URIRef  # Who it is for, and who carries it, may read it.
    encrypted: URIRef  # Only who it is for can read it.
    quietFrom: URIRef  # Time of day at which the quiet hours begin.
    quietUntil: URIRef  # Time of day at which they end.
    timeZone: URIRef  # In which the quiet hours are meant: Australia/Hobart.
    ratePerDay: URIRef  # Most deliveries in 24 hours.
    pace: URIRef  # Time between two polls.
    speaksAs: URIRef  # Point → which of the owner's accounts speaks.
    purpose: URIRef  # What it is for, in words.
    expires: URIRef  # When it ends by itself.
    paused: URIRef  # True: kept, not used.
    pushed: URIRef  # True: what is heard by it comes to the inbox; it is not polled.
    credential: URIRef  # A reference to a secret, never the secret.
    setting: URIRef  # Account → a setting of it, name=value; never a secret.

    # Channels and their capability cards
    Channel: URIRef  # A service or protocol that carries activities.
    role: URIRef  # Channel → what it can do.
    ChannelRole: URIRef  # One of the four below.
    sharer: URIRef  # It can send.
    listener: URIRef  # It can be polled, or pushes.
    live: URIRef  # It holds a connection open.
    receiver: URIRef  # Others bring its news to the owner's inbox.
    addressScheme: URIRef  # The scheme of its addresses: mailto.
    foundBy: URIRef  # Channel → a profile's property that leads to a point.
    longestText: URIRef  # Characters that one delivery takes.
    feed: URIRef
    email: URIRef
    ldn: URIRef
    webmention: URIRef
    xmpp: URIRef
    matrix: URIRef
    nostr: URIRef
    irc: URIRef
    mastodon: URIRef
    activitypub: URIRef
    apprise: URIRef
    file: URIRef
    command: URIRef
    webhook: URIRef

    # Negotiation
    Offer: URIRef  # Points that one agent offers another, and the terms.
    Agreement: URIRef  # An offer that was accepted.
    offers: URIRef  # Offer → a point.
    offeredBy: URIRef
    offeredTo: URIRef
    terms: URIRef  # Under which, in words.
    agreesTo: URIRef  # Agreement → its offer.
    acceptedBy: URIRef
    acceptedAt: URIRef
    Negotiation: URIRef  # How an agreement stands: what is agreed, what is asked for.
    Letter: URIRef  # A signed activity that the other side did not take yet.
    asked: URIRef  # Negotiation → what one side asks for, as it was signed.
    speaker: URIRef  # Point of an offer → who of the two speaks by it.
    origin: URIRef  # Point of an offer → as what they speak: a mailbox, a feed.
    pausedBy: URIRef  # Point of an offer → who of the two has it paused.

    # Requests
    Request: URIRef  # What somebody asks, and waits for somebody's word.
    requestKind: URIRef  # What is asked: connection, follow, mention.
    isOurs: URIRef  # Whether the owner asks, and somebody else answers.

    # Notifications
    Notification: URIRef  # What somebody unknown brought to the inbox.
    body: URIRef  # Its bytes, as they came.
    bytes: URIRef  # How many.
    receivedAt: URIRef  # When it came.

    # Mentions
    Mention: URIRef  # A page that is said to mention one of the owner's.

    # Circles, faces
    Circle: URIRef  # A group of the owner's making.
    memberQuery: URIRef  # SPARQL SELECT ?person that says who is in it.
    Face: URIRef  # What an audience sees of the profile.
    audience: URIRef  # Face → who: as:Public, plx:connections, a circle.
    connections: URIRef  # The group of all accepted connections.
    construct: URIRef  # SPARQL CONSTRUCT that makes the face.

    # Rules, watches
    Rule: URIRef  # What to do with what is heard.
    when: URIRef  # SPARQL that an arrival must match.
    then: URIRef  # Rule → what to do.
    order: URIRef  # 1 is asked first.
    Action: URIRef  # One of the five below.
    display: URIRef
    save: URIRef
    ignore: URIRef
    notify: URIRef
    reshare: URIRef
    Watch: URIRef  # A standing question.
    query: URIRef  # Its SPARQL.
    answerHash: URIRef  # SHA-256 of its last answer.
    answer: URIRef  # Its last answer, as JSON rows.
    changedAt: URIRef  # When its answer changed last.
    Notice: URIRef  # What the owner was told by a rule or a watch.
    about: URIRef  # Notice → the watch, or what was heard.

    # The plan and the report
    Delivery: URIRef  # One activity to one point.
    DeliveryState: URIRef  # due, taken, waiting, refused, givenUp.
    due: URIRef
    taken: URIRef
    waiting: URIRef
    givenUp: URIRef
    activity: URIRef  # Delivery, refusal → what.
    point: URIRef  # Delivery → to which point; rendition → by which.
    because: URIRef  # Delivery, refusal → the rule, preference or grant.
    reason: URIRef  # The same for people, in a sentence.
    attempts: URIRef  # How many tries there were.
    nextAttempt: URIRef  # When the next one is due.
    lastError: URIRef  # What went wrong the last time, in a sentence.
    remoteId: URIRef  # What the other side calls it.
    remoteReplyTo: URIRef  # What the other side calls what it answers.
    receipt: URIRef  # The other side's word that it took it.
    Refusal: URIRef  # Who does not get an activity, and why.

    # The stream: what was heard
    rendition: URIRef  # What was heard → the form of it that one channel brought.
    heardAt: URIRef  # When it was first heard.
    readAt: URIRef  # When the owner read it.
    mark: URIRef  # What the owner, or a rule, did with it: save, ignore, notify …
    senderName: URIRef  # What the sender calls itself, where it is not the agent.
    cursor: URIRef  # Where a poll goes on from; only its channel can read it.
    nextPoll: URIRef  # When the point or account is asked next.
    newsAt: URIRef  # When it last had something new.
    failures: URIRef  # How many polls failed in a row.
    undecided: URIRef  # Time of arrivals of which no rule has decided yet.

    # What came, and what goes, about connections
    sealed: URIRef  # Activity → all of it as JSON, as its author signed it.

    # Identity
    knownAs: URIRef  # Person → another node that is them (the network view).
    key: URIRef  # Node → an identifying value, as an IRI (the keys graph).
    Decision: URIRef  # A word on whether two nodes are one agent.
    Sameness: URIRef  # They are.
    Difference: URIRef  # They are not.
    node: URIRef  # Decision → each of its two nodes.
    evidence: URIRef  # Decision → what speaks for it.
    Evidence: URIRef  # One of the four below.
    sharedValue: URIRef  # Both have one value of an identifying property.
    mutualLink: URIRef  # Each links to the other with rel=me.
    ownDocument: URIRef  # Its own document says owl:sameAs.
    ownersWord: URIRef  # The owner said so.
    evidenceProperty: URIRef  # The identifying property.
    evidenceValue: URIRef  # Its value, as text.
    weight: URIRef  # How much the evidence counts, 0 to 1.
    decidedBy: URIRef
    decidedAt: URIRef

    # Sources
    Source: URIRef  # A document that was read into a graph of its own.
    etag: URIRef  # The ETag that came with it.
    lastModified: URIRef  # The Last-Modified that came with it, as it came.
    sha256: URIRef  # SHA-256 of its bytes, hexadecimal.
    httpStatus: URIRef  # The status of the last fetch.
    fetchStatus: URIRef  # Source → how the last fetch ended.
    FetchStatus: URIRef  # One of the three below.
    fetched: URIRef  # It came, new or changed.
    unchanged: URIRef  # It was as before.
    failed: URIRef  # It could not be had, or not read.
    checkedAt: URIRef  # When it was last asked for.
    triples: URIRef  # How many were read, as they stood in the document.
    repaired: URIRef  # What had to be mended to read it, a sentence each.
    lost: URIRef  # What could not be had of it, a sentence each.
    trust: URIRef  # How much the owner believes it, 0 to 1.
