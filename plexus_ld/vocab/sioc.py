"""SIOC: people's accounts, and what they post on sites.

Source: http://rdfs.org/sioc/spec/
"""

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace


class SIOC(DefinedNamespace):
    """Accounts, forums, posts."""

    _NS = Namespace("http://rdfs.org/sioc/ns#")
    _fail = True

    # Classes
    Community: URIRef
    Container: URIRef
    Forum: URIRef
    Item: URIRef
    Post: URIRef
    Role: URIRef
    Site: URIRef
    Space: URIRef
    Thread: URIRef
    UserAccount: URIRef
    Usergroup: URIRef

    # Properties and individuals
    about: URIRef
    account_of: URIRef
    addressed_to: URIRef
    administrator_of: URIRef
    attachment: URIRef
    avatar: URIRef
    container_of: URIRef
    content: URIRef
    creator_of: URIRef
    earlier_version: URIRef
    email: URIRef
    email_sha1: URIRef
    embeds_knowledge: URIRef
    feed: URIRef
    follows: URIRef
    function_of: URIRef
    has_administrator: URIRef
    has_container: URIRef
    has_creator: URIRef
    has_discussion: URIRef
    has_function: URIRef
    has_host: URIRef
    has_member: URIRef
    has_moderator: URIRef
    has_modifier: URIRef
    has_owner: URIRef
    has_parent: URIRef
    has_reply: URIRef
    has_scope: URIRef
    has_space: URIRef
    has_subscriber: URIRef
    has_usergroup: URIRef
    host_of: URIRef
    id: URIRef
    ip_address: URIRef
    last_activity_date: URIRef
    last_item_date: URIRef
    last_reply_date: URIRef
    later_version: URIRef
    latest_version: URIRef
    link: URIRef
    links_to: URIRef
    member_of: URIRef
    moderator_of: URIRef
    modifier_of: URIRef
    name: URIRef
    next_by_date: URIRef
    next_version: URIRef
    note: URIRef
    num_authors: URIRef
    num_items: URIRef
    num_replies: URIRef
    num_threads: URIRef
    num_views: URIRef
    owner_of: URIRef
    parent_of: URIRef
    previous_by_date: URIRef
    previous_version: URIRef
    related_to: URIRef
    reply_of: URIRef
    scope_of: URIRef
    sibling: URIRef
    space_of: URIRef
    subscriber_of: URIRef
    topic: URIRef
    usergroup_of: URIRef
