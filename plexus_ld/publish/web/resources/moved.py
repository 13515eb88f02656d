"""Where everything lay before the owner moved, and where it lies now. Pure.

Source: RFC 9110 §15.4.2 (301), §15.4.9 (308)
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from plexus_ld.model.site import Site


@dataclass(frozen=True, slots=True)
class Moved:
    """Addresses that the owner had before.

    Attributes:
        site: The address now.
        document: The profile's document now.
        before: The documents before: host, path.
    """

    site: Site = field(default_factory=Site)
    document: str = ""
    before: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, site: Site, document: str, old: Iterable[str]) -> "Moved":
        """Return where things lay, by the documents that there were."""
        named = {iri.partition("#")[0] for iri in old} - {document}
        parts = [urlsplit(iri) for iri in sorted(named)]
        return cls(
            site, document, tuple((one.netloc, one.path or "/") for one in parts)
        )

    def target(self, host: str, path: str) -> str:
        """Return where something lies now; "" for what lay nowhere else before.

        Args:
            host: The host that was asked.
            path: The path.
        """
        if not self.site.is_known:
            return ""
        for old_host, old in self.before:
            if self._is_here(host, path, old_host):
                continue
            if path == old:
                return self.document or self.site.base
            if old.endswith("/") and path.startswith(old):
                return self.site.url(quote(path.removeprefix(old), safe="/~+@:"))
        return ""

    def _is_here(self, host: str, path: str, old_host: str) -> bool:
        """Tell whether a path is one of today's: it leads nowhere else."""
        was_elsewhere = old_host != self.site.host and host == old_host
        return path.startswith(self.site.root) and not was_elsewhere
