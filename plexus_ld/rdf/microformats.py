"""h-card and hCard in a page, as cards.

Source: microformats2 parsing (microformats.org); the old class names are understood.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from plexus_ld.errors import ParseError
from plexus_ld.rdf.cards import Card, CardWriter
from plexus_ld.rdf.mending.notes import Notes
from plexus_ld.rdf.naming import Parts
from plexus_ld.rdf.quiet import quiet

_CARD: Final = re.compile(r"""class\s*=\s*["']?[^"'>]*\b(h-card|vcard)\b""", re.I)
#: Cards of one page that are kept; a page with more is no profile.
_MAX_CARDS: Final = 5000


def has_cards(text: str) -> bool:
    """Tell, cheaply, whether a page may hold a card."""
    return bool(_CARD.search(text))


def statements_of_cards(text: str, base: str, losses: Notes) -> list[Parts]:
    """Return what the cards of a page say.

    Raises:
        ParseError: The page nests too deeply for the reader.
    """
    import mf2py

    try:
        with quiet():
            # A text that is not empty: for an empty one mf2py would fetch the URL.
            page = mf2py.parse(doc=text or " ", url=base)
    except (
        RecursionError, ValueError, TypeError, LookupError, AttributeError,
        AssertionError,
    ) as error:  # fmt: skip
        raise ParseError("its cards nest too deeply") from error
    return parts_of_items(page["items"], base, losses)


def parts_of_items(items: object, base: str, losses: Notes) -> list[Parts]:
    """Return what microformats items (the parsed JSON) say."""
    writer = CardWriter(losses)
    for count, (card, identifier) in enumerate(_cards(items)):
        if count == _MAX_CARDS:
            losses.add("left out the cards behind the first 5,000")
            break
        writer.write(card, f"{base}#{identifier}" if identifier else None)
    return writer.parts


def _cards(items: object) -> Iterator[tuple[Card, str | None]]:
    """Yield each outermost card, wherever it stands, with the id of its element."""
    open_ = list(items) if isinstance(items, list) else []
    while open_:
        item = open_.pop(0)
        if not isinstance(item, Mapping):
            continue
        if "h-card" in item.get("type", ()):
            yield _card(item), item.get("id")
        else:
            for values in item.get("properties", {}).values():
                open_.extend(values)
        # A card may hold others that are no property of it: they stand beside it.
        open_.extend(item.get("children", ()))


def _card(item: Mapping[str, object]) -> Card:
    properties = item.get("properties")
    if not isinstance(properties, Mapping):
        return {}
    return {
        str(name): [_value(value) for value in values]
        for name, values in properties.items()
    }


def _value(value: object) -> "str | Card":
    if not isinstance(value, Mapping):
        return str(value)
    if "properties" in value:
        return _card(value)
    return str(value.get("value", ""))
