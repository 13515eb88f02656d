"""What a forgiving reader has to say: each kind once, with how often and an example."""

from collections.abc import Iterator
from dataclasses import dataclass, field

#: How much of a document's own text a note may quote.
_MAX_QUOTE_CHARS = 80


@dataclass(slots=True)
class Notes:
    """Counts notes by kind, so that a thousand equal faults are one sentence."""

    _seen: dict[str, tuple[int, str]] = field(default_factory=dict)

    def add(self, kind: str, example: str = "") -> None:
        """Note something; the first example of a kind is the one that is quoted."""
        count, first = self._seen.get(kind, (0, example))
        self._seen[kind] = (count + 1, first or example)

    def copy(self) -> "Notes":
        """Return notes of their own that begin with these."""
        return Notes(dict(self._seen))

    def sentences(self) -> Iterator[str]:
        """Yield one sentence for each kind."""
        for kind, (count, example) in self._seen.items():
            quote = " ".join(example.split())
            if len(quote) > _MAX_QUOTE_CHARS:
                quote = quote[: _MAX_QUOTE_CHARS - 1] + "…"
            quoted = f": {quote}" if quote else ""
            times = f" ({count} times)" if count > 1 else ""
            yield f"{kind}{quoted}{times}"
