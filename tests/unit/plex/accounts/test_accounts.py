"""Accounts: settings in the graph, secrets out of it."""

import pytest
from rdflib import URIRef

from plexus_ld.errors import AccountError, InvalidChangeError, NoSuchChannelError
from plexus_ld.model.change import Change
from plexus_ld.model.connection import Direction
from plexus_ld.plex.accounts.accounts import Accounts, lacks
from plexus_ld.plex.accounts.naming import account_iri, account_name, parted
from plexus_ld.plex.connections.making import Wish, fulfil
from plexus_ld.plex.connections.values import Way
from plexus_ld.plex.profile.moving import move
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX
from tests.unit.plex.accounts.conftest import CARDS

SECRET = "sesame, open"  # noqa: S105 - opens nothing


def test_an_account_is_given_with_its_defaults_and_its_secrets(
    accounts: Accounts,
) -> None:
    accounts.set("pigeon", "default", {"loft": "the old mill", "whistle": SECRET})

    account = accounts.of("pigeon")

    assert dict(account.settings) == {"loft": "the old mill", "corn": "maize"}
    assert dict(account.secrets) == {"whistle": SECRET}


def test_no_secret_stands_in_the_graph_its_history_or_an_accounts_words(
    accounts: Accounts, store: Store
) -> None:
    accounts.set("pigeon", "default", {"loft": "the old mill", "whistle": SECRET})

    told = [repr(accounts.of("pigeon")), repr(accounts.kept())]
    told += [str(list(store.matching())), str(store.history(10))]
    assert "the old mill" in "".join(told)
    assert "sesame" not in "".join(told)


def test_several_accounts_of_a_kind_are_kept_apart(accounts: Accounts) -> None:
    accounts.set("pigeon", "default", {"loft": "mill", "whistle": "one"})
    accounts.set("pigeon", "work", {"loft": "office", "whistle": "two"})

    assert accounts.of("pigeon").secrets["whistle"] == "one"
    assert accounts.of("pigeon", "work").secrets["whistle"] == "two"
    assert [account.name for account in accounts.all()] == ["default", "work"]


def test_an_account_that_lacks_something_says_what_and_how_it_is_set(
    accounts: Accounts,
) -> None:
    accounts.set("pigeon", "work", {"corn": "wheat"})

    with pytest.raises(AccountError, match=r"lacks loft.*channel set pigeon:work"):
        accounts.of("pigeon", "work")

    (account,) = accounts.all()
    assert lacks(CARDS["pigeon"], account) == ("loft",)


def test_a_channel_that_needs_no_account_has_one(accounts: Accounts) -> None:
    account = accounts.of("shout")

    assert account.iri == account_iri("shout")
    assert (dict(account.settings), dict(account.secrets)) == ({}, {})


def test_an_account_that_was_never_set_is_said(accounts: Accounts) -> None:
    with pytest.raises(AccountError, match="no account 'work'"):
        accounts.of("shout", "work")
    assert accounts.has("shout", "default")
    assert not accounts.has("shout", "work")


def test_an_empty_value_takes_away_what_was_set(accounts: Accounts) -> None:
    accounts.set("pigeon", "default", {"loft": "m", "corn": "rye", "whistle": SECRET})

    accounts.set("pigeon", "default", {"corn": "", "whistle": ""})

    account = accounts.of("pigeon")
    assert (account.settings["corn"], dict(account.secrets)) == ("maize", {})


def test_a_setting_that_there_is_not_is_said_and_nothing_is_kept(
    accounts: Accounts,
) -> None:
    with pytest.raises(AccountError, match="loft, corn, whistle"):
        accounts.set("pigeon", "default", {"loft": "mill", "colour": "red"})
    with pytest.raises(AccountError, match="needs no account"):
        accounts.set("shout", "default", {"voice": "loud"})
    with pytest.raises(NoSuchChannelError):
        accounts.set("smoke", "default", {})

    assert accounts.kept() == ()


def test_a_forgotten_account_takes_its_secrets_along(accounts: Accounts) -> None:
    accounts.set("pigeon", "default", {"loft": "mill", "whistle": SECRET})

    accounts.remove("pigeon")

    assert accounts.kept() == ()
    accounts.set("pigeon", "default", {"loft": "mill"})
    assert dict(accounts.of("pigeon").secrets) == {}


def test_an_account_that_a_point_speaks_as_is_not_forgotten(
    accounts: Accounts, store: Store
) -> None:
    accounts.set("pigeon", "work", {"loft": "mill", "whistle": SECRET})
    way = Way("pigeon", URIRef("pigeon:loft-7"), Direction.OUTGOING, "work")
    fulfil(store, Wish(URIRef("https://bob.example/#me"), (way,)))

    with pytest.raises(AccountError, match="a point speaks as 'work'"):
        accounts.remove("pigeon", "work")

    assert accounts.of("pigeon", "work").secrets["whistle"] == SECRET


def test_secrets_stay_when_the_owner_moves(accounts: Accounts, store: Store) -> None:
    accounts.set("pigeon", "default", {"loft": "mill", "whistle": SECRET})

    move(store, "https://new.example/")

    assert accounts.of("pigeon").secrets["whistle"] == SECRET


def test_an_account_of_a_channel_that_is_gone_is_left_out(
    store: Store, accounts: Accounts
) -> None:
    accounts.set("pigeon", "default", {"loft": "mill"})

    def none(name: str) -> None:
        raise NoSuchChannelError(name)

    assert Accounts(store, none).all() == ()  # type: ignore[arg-type]


def test_a_plex_without_a_folder_keeps_secrets_in_memory(store: Store) -> None:
    from tests.unit.plex.accounts.conftest import card

    accounts = Accounts(store, card)
    accounts.set("pigeon", "default", {"loft": "mill", "whistle": SECRET})

    assert accounts.of("pigeon").secrets["whistle"] == SECRET
    assert accounts.place == "the memory"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("email", ("email", "default")),
        ("email:work", ("email", "work")),
        ("email:bob@example.org", ("email", "bob@example.org")),
    ],
)
def test_an_account_is_named_after_its_channel(
    words: str, told: tuple[str, str]
) -> None:
    assert parted(words) == told
    assert account_name(account_iri(*told)) == told[1]


@pytest.mark.parametrize("words", ["email:", "email: ", "email:a/b", "email:a:b"])
def test_what_is_no_name_of_an_account_is_refused(words: str) -> None:
    with pytest.raises(AccountError, match="no name for an account"):
        parted(words)


@pytest.mark.parametrize("setting", ["loft", "=mill", "the loft=mill"])
def test_the_shapes_refuse_a_setting_that_is_none(
    accounts: Accounts, store: Store, setting: str
) -> None:
    accounts.set("pigeon", "default", {"loft": "mill"})
    account = f"<{account_iri('pigeon')}>"
    said = f'{account} <{PLX.setting}> "{setting}" <{PLEX}> .'

    with pytest.raises(InvalidChangeError, match="name=value"):
        store.apply(Change(added=(said,)))
