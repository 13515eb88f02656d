"""Workspaces: where a person's storage lies.

Source: http://www.w3.org/ns/pim/space
"""

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace


class SPACE(DefinedNamespace):
    """A person's storage and preferences."""

    _NS = Namespace("http://www.w3.org/ns/pim/space#")
    _fail = True

    # Classes
    ControlledStorage: URIRef
    PersonalStorage: URIRef
    PublicStorage: URIRef
    Storage: URIRef
    Workspace: URIRef

    # Properties and individuals
    ConfigurationFile: URIRef
    MasterWorkspace: URIRef
    PreferencesWorkspace: URIRef
    PrivateWorkspace: URIRef
    PublicWorkspace: URIRef
    SharedWorkspace: URIRef
    masterWorkspace: URIRef
    preferencesFile: URIRef
    storage: URIRef
    uriPrefix: URIRef
    workspace: URIRef
