"""ActivityStreams 2.0, with the terms that ActivityPub adds.

Source: https://www.w3.org/TR/activitystreams-vocabulary/,
https://www.w3.org/TR/activitypub/
"""

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace


class AS2(DefinedNamespace):
    """Acts, objects, actors, and how they hang together."""

    _NS = Namespace("https://www.w3.org/ns/activitystreams#")
    _fail = True

    # Classes
    Accept: URIRef
    Activity: URIRef
    Add: URIRef
    Announce: URIRef
    Application: URIRef
    Arrive: URIRef
    Article: URIRef
    Audio: URIRef
    Block: URIRef
    Collection: URIRef
    CollectionPage: URIRef
    Create: URIRef
    Delete: URIRef
    Dislike: URIRef
    Document: URIRef
    Event: URIRef
    Flag: URIRef
    Follow: URIRef
    Group: URIRef
    Ignore: URIRef
    Image: URIRef
    IntransitiveActivity: URIRef
    Invite: URIRef
    IsContact: URIRef
    IsFollowedBy: URIRef
    IsFollowing: URIRef
    IsMember: URIRef
    Join: URIRef
    Leave: URIRef
    Like: URIRef
    Link: URIRef
    Listen: URIRef
    Mention: URIRef
    Move: URIRef
    Note: URIRef
    Object: URIRef
    Offer: URIRef
    OrderedCollection: URIRef
    OrderedCollectionPage: URIRef
    Organization: URIRef
    Page: URIRef
    Person: URIRef
    Place: URIRef
    Profile: URIRef
    Question: URIRef
    Read: URIRef
    Reject: URIRef
    Relationship: URIRef
    Remove: URIRef
    Service: URIRef
    TentativeAccept: URIRef
    TentativeReject: URIRef
    Tombstone: URIRef
    Travel: URIRef
    Undo: URIRef
    Update: URIRef
    Video: URIRef
    View: URIRef

    # The audience that is everybody.
    Public: URIRef

    # Properties
    accuracy: URIRef
    actor: URIRef
    alsoKnownAs: URIRef
    altitude: URIRef
    anyOf: URIRef
    attachment: URIRef
    attributedTo: URIRef
    audience: URIRef
    bcc: URIRef
    bto: URIRef
    cc: URIRef
    closed: URIRef
    content: URIRef
    context: URIRef
    current: URIRef
    deleted: URIRef
    describes: URIRef
    duration: URIRef
    endTime: URIRef
    endpoints: URIRef
    first: URIRef
    followers: URIRef
    following: URIRef
    formerType: URIRef
    generator: URIRef
    height: URIRef
    href: URIRef
    hreflang: URIRef
    icon: URIRef
    image: URIRef
    inReplyTo: URIRef
    instrument: URIRef
    items: URIRef
    last: URIRef
    latitude: URIRef
    liked: URIRef
    likes: URIRef
    location: URIRef
    longitude: URIRef
    mediaType: URIRef
    name: URIRef
    next: URIRef
    oauthAuthorizationEndpoint: URIRef
    oauthTokenEndpoint: URIRef
    object: URIRef
    oneOf: URIRef
    origin: URIRef
    outbox: URIRef
    partOf: URIRef
    preferredUsername: URIRef
    prev: URIRef
    preview: URIRef
    provideClientKey: URIRef
    proxyUrl: URIRef
    published: URIRef
    radius: URIRef
    rel: URIRef
    relationship: URIRef
    replies: URIRef
    result: URIRef
    sharedInbox: URIRef
    shares: URIRef
    signClientKey: URIRef
    source: URIRef
    startIndex: URIRef
    startTime: URIRef
    streams: URIRef
    subject: URIRef
    summary: URIRef
    tag: URIRef
    target: URIRef
    to: URIRef
    totalItems: URIRef
    units: URIRef
    updated: URIRef
    uploadMedia: URIRef
    url: URIRef
    width: URIRef
