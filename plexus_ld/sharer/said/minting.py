"""IRIs for what the owner says: under their address where they have one."""

from dataclasses import dataclass
from uuid import uuid4

from rdflib import URIRef


@dataclass(frozen=True, slots=True)
class Minting:
    """Makes IRIs that nobody has made before.

    Attributes:
        base: The owner's address, with its slash; "" when they have none: then IRIs
            are ``urn:uuid:``.
    """

    base: str = ""

    @classmethod
    def of(cls, webid: URIRef) -> "Minting":
        """Return the minting of an owner: a WebID in a folder of theirs has an address.

        A WebID such as ``https://pod.example/profile/card#me`` says nothing of who
        the folder around it belongs to.
        """
        document = str(webid).partition("#")[0]
        is_folder = document.startswith(("https://", "http://"))
        return cls(document if is_folder and document.endswith("/") else "")

    def activity(self) -> URIRef:
        """Return a new activity's IRI."""
        return self._made("activities")

    def object(self) -> URIRef:
        """Return the IRI of a new object."""
        return self._made("objects")

    def _made(self, folder: str) -> URIRef:
        made = uuid4()
        return URIRef(f"{self.base}{folder}/{made}" if self.base else made.urn)
