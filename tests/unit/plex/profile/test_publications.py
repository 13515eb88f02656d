from datetime import UTC, datetime

from plexus_ld.plex.profile.publications import published_etags, record_published
from plexus_ld.store import Store

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
URL = "https://pod.example/foaf.ttl"


def test_the_version_that_a_server_took_is_remembered(store: Store) -> None:
    record_published(store, {URL: '"1"'}, NOW)

    record_published(store, {URL: '"2"'}, NOW)

    assert published_etags(store) == {URL: '"2"'}


def test_a_server_that_names_no_version_leaves_nothing_to_remember(
    store: Store,
) -> None:
    sequence = store.sequence

    assert record_published(store, {}, NOW) == sequence


def test_a_version_that_is_known_already_is_no_change(store: Store) -> None:
    sequence = record_published(store, {URL: '"1"'}, NOW)

    assert record_published(store, {URL: '"1"'}, NOW) == sequence
