"""The network view: every person once, every statement once, under one IRI."""

from plexus_ld.model.change import Change
from plexus_ld.rdf.document import Document
from plexus_ld.rdf.parsing import read
from plexus_ld.store import Store
from tests.unit.plex.people.cases import new_store, people_of
from tests.unit.plex.people.conftest import ADA, BO, CY
from tests.unit.plex.people.telling import forget, tell, told

FOAF = "http://xmlns.com/foaf/0.1/"
AGENT = "<https://w3id.org/plexus#agent>"
OWNER = "<https://w3id.org/plexus#owner>"
KNOWN_AS = "<https://w3id.org/plexus#knownAs>"
PLEX = "<urn:x-plexus:plex>"
PROFILE = "<urn:x-plexus:profile>"


def test_a_person_of_two_documents_has_the_statements_of_both(store: Store) -> None:
    view = told(store)

    assert f'<{CY}#me> <{FOAF}name> "Cy Moss"' in view
    assert f'<{CY}#me> <{FOAF}name> "Cy"' in view
    assert f"<{ADA}#me> <{FOAF}knows> <{CY}#me>" in view


def test_a_query_can_ask_which_document_said_what(store: Store) -> None:
    rows = store.select(
        """
        PREFIX foaf: <http://xmlns.com/foaf/0.1/>
        PREFIX plx: <https://w3id.org/plexus#>
        SELECT ?name ?source WHERE {
          ?p foaf:name ?name ; plx:knownAs ?node .
          GRAPH ?source { ?node foaf:name ?name }
        } ORDER BY ?name
        """
    )

    assert [(str(row["name"]), str(row["source"])) for row in rows] == [
        ("Ada Love", ADA),
        ("Bo Berg", BO),
        ("Cy", ADA),
        ("Cy Moss", CY),
    ]


def test_archaic_terms_are_mapped_in_the_view_only(store: Store) -> None:
    assert f'<{ADA}#me> <{FOAF}familyName> "Love"' in told(store)
    assert f'<{ADA}#me> <{FOAF}surname> "Love"' not in told(store)
    assert f'<{ADA}#me> <{FOAF}surname> "Love"' in told(store, f"<{ADA}>")


def test_a_statement_stays_while_anybody_still_says_it(store: Store) -> None:
    line = f'<{BO}#me> <{FOAF}name> "Bo Berg"'
    tell(store, "https://dee.example/", f"<{BO}#me> foaf:name 'Bo Berg' .")

    forget(store, BO)
    assert line in told(store)

    forget(store, "https://dee.example/")
    assert line not in told(store)


def test_what_is_forgotten_leaves_no_trace(store: Store) -> None:
    before = told(store)
    tell(store, "https://dee.example/", "[] a foaf:Person ; foaf:name 'Cy M.' ; "
         "foaf:mbox <mailto:cy@cy.example> ; foaf:knows [ foaf:nick 'x'].")  # fmt: skip

    forget(store, "https://dee.example/")

    assert told(store) == before


def test_an_edit_moves_a_persons_statements(store: Store) -> None:
    tell(store, CY, "<#me> a foaf:Person ; foaf:name 'Cy Moss' ; "
         "foaf:mbox <mailto:cy@other.example> .")  # fmt: skip

    view = told(store)

    assert f'<{CY}#me> <{FOAF}name> "Cy"' not in view
    assert f"<{ADA}#me> <{FOAF}knows> <{CY}#me>" not in view


def test_a_mailbox_that_is_also_somebodys_name_stays_a_mailbox() -> None:
    with new_store() as store:
        tell(store, BO, "<mailto:bo@bo.example> a foaf:Person ; "
             "foaf:mbox <mailto:bo@bo.example> ; foaf:name 'Bo' . "
             "<#me> a foaf:Person ; foaf:name 'Bo Berg' ; "
             "foaf:mbox <mailto:bo@bo.example> .")  # fmt: skip

        assert f"<{BO}#me> <{FOAF}mbox> <mailto:bo@bo.example>" in told(store)
        assert f"<{BO}#me> {KNOWN_AS} <mailto:bo@bo.example>" in told(store)


def test_a_stranger_cannot_say_who_is_who(store: Store) -> None:
    before = told(store)

    tell(store, "https://evil.example/", f"<{ADA}#me> plx:knownAs <{BO}#me> .")

    assert told(store) == before


def test_the_profile_and_the_plex_are_in_the_view_and_decisions_are_not() -> None:
    with new_store() as store:
        store.apply(
            Change(
                (
                    f'<urn:example:me> <{FOAF}name> "You" {PROFILE} .',
                    f"<urn:example:c> {AGENT} <{BO}#me> {PLEX} .",
                    f'<urn:example:d> <{FOAF}name> "x" <urn:x-plexus:identity> .',
                    f'<urn:example:s> <{FOAF}name> "x" <urn:x-plexus:sources> .',
                )
            )
        )

        assert told(store) == {
            f'<urn:example:me> <{FOAF}name> "You"',
            f"<urn:example:c> {AGENT} <{BO}#me>",
            f"<urn:example:me> {KNOWN_AS} <urn:example:me>",
            f"<{BO}#me> {KNOWN_AS} <{BO}#me>",
        }


def test_the_iri_is_the_one_that_the_owner_uses() -> None:
    with new_store() as store:
        tell(store, ADA, "<#me> a foaf:Person ; foaf:knows <#cy> . "
             "<#cy> a foaf:Person ; foaf:mbox <mailto:cy@cy.example> .")  # fmt: skip
        tie = f"<urn:example:me> <{FOAF}knows> <{ADA}#cy> {PROFILE} ."
        store.apply(Change((tie,)))

        tell(store, CY, "<#me> a foaf:Person ; foaf:mbox <mailto:cy@cy.example> .")

        assert f"<{ADA}#cy> {KNOWN_AS} <{CY}#me>" in told(store)
        store.undo()
        store.undo()
        tell(store, CY, "<#me> a foaf:Person ; foaf:mbox <mailto:cy@cy.example> .")
        assert f"<{CY}#me> {KNOWN_AS} <{ADA}#cy>" in told(store)


def test_the_iri_stays_while_it_is_as_good_as_any() -> None:
    with new_store() as store:
        for document in ("https://z.example/card", "https://a.example/card"):
            tell(store, document, "<#me> a foaf:Person ; foaf:name 'Cy' ; "
                 "foaf:mbox <mailto:cy@cy.example> .")  # fmt: skip

        assert (
            f"<https://z.example/card#me> {KNOWN_AS} <https://a.example/card#me>"
            in (told(store))
        )


def test_an_iri_that_the_owner_uses_names_the_person_in_use() -> None:
    with new_store() as store:
        tell(store, CY, "<#me> a foaf:Person ; foaf:mbox <mailto:cy@cy.example> .")
        tell(store, ADA, "<#me> a foaf:Person ; foaf:knows <#cy> . "
             "<#cy> a foaf:Person ; foaf:mbox <mailto:cy@cy.example> .")  # fmt: skip
        store.apply(Change((f"<urn:example:c> {AGENT} <{CY}#me> {PLEX} .",)))

        store.apply(Change((f"<urn:example:d> {AGENT} <{ADA}#cy> {PLEX} .",)))

        assert told(store, PLEX) == {
            f"<urn:example:c> {AGENT} <{CY}#me>",
            f"<urn:example:d> {AGENT} <{CY}#me>",
        }


def test_the_derived_graphs_can_be_made_anew(store: Store) -> None:
    before = told(store), told(store, "<urn:x-plexus:keys>")

    store.rederive()

    assert (told(store), told(store, "<urn:x-plexus:keys>")) == before


def test_pages_without_names_of_their_own_are_joined_by_links_both_ways() -> None:
    with new_store() as store:
        for page, other in (("bo.example", "so.example"), ("so.example", "bo.example")):
            body = (
                f'<div class="h-card"><a class="p-name u-url" href="https://{page}/">'
                f'Bo</a> <a rel="me" href="https://{other}/">too</a></div>'
            )
            document = Document(f"https://{page}/", body.encode(), "text/html")
            store.apply(Change(read(document).lines))

        assert len(people_of(store)) == 1


def test_an_old_name_of_yours_in_the_profile_is_you_and_stays_there() -> None:
    new, old = "https://new.example/#me", "https://old.example/#me"
    same_as = "<http://www.w3.org/2002/07/owl#sameAs>"
    with new_store() as store:
        tell(store, ADA, f"<#me> a foaf:Person ; foaf:knows <{old}> .")
        store.apply(
            Change(
                (
                    f'<{new}> <{FOAF}name> "You" {PROFILE} .',
                    f"<{new}> {same_as} <{old}> {PROFILE} .",
                    f"<urn:example:plex> {OWNER} <{new}> {PLEX} .",
                    f"<urn:example:c> {AGENT} <{old}> {PLEX} .",
                )
            )
        )

        assert f"<{new}> {KNOWN_AS} <{old}>" in told(store)
        assert f"<{ADA}#me> <{FOAF}knows> <{new}>" in told(store)
        assert f"<{new}> {same_as} <{old}>" in told(store, PROFILE)
        assert f"<urn:example:c> {AGENT} <{new}>" in told(store, PLEX)


def test_another_iri_can_take_the_place_of_the_one_in_use() -> None:
    with new_store() as store:
        tell(store, CY, "<#me> a foaf:Person ; foaf:mbox <mailto:cy@cy.example> .")
        tell(store, ADA, "<#me> a foaf:Person ; foaf:knows <#cy> . "
             "<#cy> a foaf:Person ; foaf:mbox <mailto:cy@cy.example> .")  # fmt: skip
        store.apply(Change((f"<urn:example:c> {AGENT} <{CY}#me> {PLEX} .",)))

        store.apply(
            Change(
                (f"<urn:example:c> {AGENT} <{ADA}#cy> {PLEX} .",),
                (f"<urn:example:c> {AGENT} <{CY}#me> {PLEX} .",),
            )
        )

        assert told(store, PLEX) == {f"<urn:example:c> {AGENT} <{ADA}#cy>"}
        assert f"<{ADA}#cy> {KNOWN_AS} <{CY}#me>" in told(store) or (
            f"<{CY}#me> {KNOWN_AS} <{CY}#me>" in told(store)
        )
