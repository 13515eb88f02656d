"""Settings: ``settings.toml`` in the home, each also ``PLEXUS_…`` in the environment.

The environment wins. A name that is none, or a value of the wrong kind, is an error
that says which, so that no setting is silently without effect (``docs/settings.md``
lists them all; a test holds the two together).
"""

from plexus_ld.settings.loading import begin, environment_name, home_folder, load
from plexus_ld.settings.sections import (
    MIB,
    USUAL_PORT,
    AgentSettings,
    ImportSettings,
    ListenerSettings,
    MediaSettings,
    NetSettings,
    PublishSettings,
    QuerySettings,
    SecretSettings,
    Settings,
    SharerSettings,
    StoreSettings,
    TellSettings,
    WebSettings,
)

__all__ = [
    "MIB",
    "USUAL_PORT",
    "AgentSettings",
    "ImportSettings",
    "ListenerSettings",
    "MediaSettings",
    "NetSettings",
    "PublishSettings",
    "QuerySettings",
    "SecretSettings",
    "Settings",
    "SharerSettings",
    "StoreSettings",
    "TellSettings",
    "WebSettings",
    "begin",
    "environment_name",
    "home_folder",
    "load",
]
