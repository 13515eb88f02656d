"""Real profiles, taken over and published: nothing is lost on the way."""

from pathlib import Path

import pytest

from plexus_ld.errors import ParseError, ProfileError
from plexus_ld.plex.profile.faces import seen_by, whole_profile
from plexus_ld.plex.profile.owner import owner_of
from plexus_ld.plex.profile.representation import Representation, representation
from plexus_ld.plex.profile.takeover import take_over
from plexus_ld.publish.forms import FORMS, form_bytes, page_bytes
from plexus_ld.rdf.document import Document
from plexus_ld.rdf.parsing import read
from plexus_ld.settings import Settings
from plexus_ld.store import open_store
from tests.unit.publish.profiles import plain, read_rdf, read_rdfa, read_script

READERS = {"turtle": "turtle", "rdfxml": "xml", "jsonld": "json-ld"}
#: Of so many documents one is taken, and none with more triples: readers are slow.
EVERY, MOST_TRIPLES = 8, 250


def differing(shown: Representation, folder: Path) -> list[str]:
    """Return the forms that say something else."""
    same = plain(shown.triples())
    page = page_bytes(shown, FORMS)
    read_back = {
        format_: read_rdf(form_bytes(shown, format_), reader)
        for format_, reader in READERS.items()
    }
    read_back["rdfa"] = read_rdfa(page, folder)
    read_back["script"] = read_script(page)
    return [format_ for format_, found in read_back.items() if found != same]


@pytest.mark.parametrize("base", [None, "https://alice.example/"])
def test_real_profiles_are_taken_over_and_published_whole(
    shared: Path, tmp_path: Path, base: str | None
) -> None:
    files = sorted((shared / "corpus" / "foaf").glob("[0-9]*"))[::EVERY]
    faults = []
    published = 0

    for file in files:
        iri = file.as_uri() if base else f"https://old.example/{file.name}"
        try:
            reading = read(Document(iri, file.read_bytes(), None, None, file.name))
        except ParseError:
            continue
        with open_store(None, settings=Settings()) as store:
            try:
                begun = take_over(store, reading.lines, base=base)
            except ProfileError:
                continue
            whole = whole_profile(store)
            if begun.statements < len(set(reading.lines)):
                faults.append((file.name, "lost"))
            public = "\n".join(seen_by(store, "public").lines)
            if "mailto:" in public or "tel:" in public:
                faults.append((file.name, "private"))
            if len(whole.lines) <= MOST_TRIPLES:
                shown = representation(owner_of(store).webid, whole.lines)
                faults += [(file.name, form) for form in differing(shown, tmp_path)]
                published += 1

    assert faults == []
    assert published >= len(files) * 3 // 4
