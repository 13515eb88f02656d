"""Every error that Plexus-LD raises on purpose.

The tree, from the general to the special::

    PlexusError
    ├── SettingsError                   a setting is no setting, or says no value
    ├── HomeError                       the folder is no home, or of a newer version
    │   └── HomeBusyError               another process holds it
    ├── StoreError                      the quads could not be read or kept
    │   ├── DamagedStoreError           what lies on the disk is not what was written
    │   ├── ConflictError               somebody else's change came first
    │   ├── UnknownQueryError           no question has this name
    │   └── QueryError                  a typed query is wrong, refused or too long
    │       └── QueryLimitError         it met its limit of time or memory
    ├── WorkerError                     a disposable process did not answer
    │   └── WorkerLimitError            it met its limit of time or memory
    ├── FetchError                      one document could not be had
    │   ├── ForbiddenAddressError       it lies on a private network
    │   └── DisallowedError             the host's robots.txt says no
    ├── ParseError                      bytes that no reader makes sense of
    ├── SourceError                     what was to be imported cannot be had
    ├── InvalidChangeError              a change that the shapes refuse
    ├── WhoError                        nobody, or more than one, answers to a name
    ├── ProfileError                    words that make no profile: a property, a value
    ├── PublishError                    a server did not take what was published
    ├── RefusedError                    what another asks this agent for is not done
    │   └── SignatureError              a signature does not prove who asks
    ├── RequestError                    no request is called so, or waits
    ├── RuleError                       words that make no rule
    ├── WatchError                      words that make no watch
    ├── StreamError                     an id of nothing that was heard or said
    ├── ConnectionPointError            words that make no connection, point or circle
    ├── DoorError                       words that open no door, or close none
    ├── SharingError                    nothing that can be shared, or was ever said
    │   └── MediaError                  a file that cannot go out as it is
    └── ChannelError                    carries the channel's name
        ├── NoSuchChannelError          no channel is called so
        ├── AccountError                an account lacks a setting, or cannot be kept
        ├── MissingLibraryError         the channel's library is not installed
        ├── ListenError                 carries the address it asked
        │   ├── TemporaryListenError    worth another try
        │   └── PermanentListenError    the owner has to do something first
        └── DeliveryError               carries the address it tried
            ├── TemporaryDeliveryError  worth another try
            └── PermanentDeliveryError  no try will help
                └── GoneDeliveryError   nobody is there any more

Three rules hold for all of them. Facts are attributes, never only words in the
message. What caused an error is chained to it with ``raise ... from``. And whether
to try again is told by the class, never read out of a text.
"""

from plexus_ld.errors.asking import (
    DoorError,
    RefusedError,
    RequestError,
    SignatureError,
)
from plexus_ld.errors.base import (
    PlexusError,
)
from plexus_ld.errors.channels import (
    AccountError,
    ChannelError,
    DeliveryError,
    GoneDeliveryError,
    ListenError,
    MissingLibraryError,
    NoSuchChannelError,
    PermanentDeliveryError,
    PermanentListenError,
    TemporaryDeliveryError,
    TemporaryListenError,
)
from plexus_ld.errors.keeping import (
    ConflictError,
    DamagedStoreError,
    HomeBusyError,
    HomeError,
    QueryError,
    QueryLimitError,
    SettingsError,
    StoreError,
    UnknownQueryError,
    WorkerError,
    WorkerLimitError,
)
from plexus_ld.errors.words import (
    ConnectionPointError,
    DisallowedError,
    FetchError,
    ForbiddenAddressError,
    InvalidChangeError,
    MediaError,
    ParseError,
    ProfileError,
    PublishError,
    RuleError,
    SharingError,
    SourceError,
    StreamError,
    WatchError,
    WhoError,
)

__all__ = [
    "AccountError",
    "ChannelError",
    "ConflictError",
    "ConnectionPointError",
    "DamagedStoreError",
    "DeliveryError",
    "DisallowedError",
    "DoorError",
    "FetchError",
    "ForbiddenAddressError",
    "GoneDeliveryError",
    "HomeBusyError",
    "HomeError",
    "InvalidChangeError",
    "ListenError",
    "MediaError",
    "MissingLibraryError",
    "NoSuchChannelError",
    "ParseError",
    "PermanentDeliveryError",
    "PermanentListenError",
    "PlexusError",
    "ProfileError",
    "PublishError",
    "QueryError",
    "QueryLimitError",
    "RefusedError",
    "RequestError",
    "RuleError",
    "SettingsError",
    "SharingError",
    "SignatureError",
    "SourceError",
    "StoreError",
    "StreamError",
    "TemporaryDeliveryError",
    "TemporaryListenError",
    "UnknownQueryError",
    "WatchError",
    "WhoError",
    "WorkerError",
    "WorkerLimitError",
]
