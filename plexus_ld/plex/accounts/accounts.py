"""`Accounts`: the owner's accounts on channels, set, read and taken away."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, unquote

from rdflib import FOAF, RDF, Literal, URIRef

from plexus_ld.errors import AccountError
from plexus_ld.model.capability import AccountSetting, CapabilityCard
from plexus_ld.model.change import Change
from plexus_ld.model.connection import Account
from plexus_ld.plex.accounts.naming import DEFAULT, account_iri
from plexus_ld.plex.accounts.secrets import HomeSecrets, MemorySecrets, Secrets
from plexus_ld.rdf.lines import Quad, line, lines_of, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.channels import channel_iri, channel_name
from plexus_ld.vocab.graphs import PLEX, PREFIX
from plexus_ld.vocab.plx import PLX

_SECRET: Final = f"{PREFIX}secret:"
_GRAPH: Final = text_of(PLEX)


@dataclass(slots=True)
class Kept:
    """What the graph says of an account.

    Attributes:
        iri: Its IRI.
        channel: The channel's name.
        name: What the owner calls it.
        settings: What is set, by name.
        secrets: The names of the secrets that are kept elsewhere.
    """

    iri: URIRef
    channel: str
    name: str
    settings: dict[str, str] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)


class Accounts:
    """The owner's accounts.

    Args:
        store: The home's store.
        card: Gives a channel's capability card, by the channel's name.
        secrets: Where secrets are kept; in memory if left out.
    """

    def __init__(
        self,
        store: Store,
        card: Callable[[str], CapabilityCard],
        secrets: HomeSecrets | None = None,
    ) -> None:
        self._store = store
        self._card = card
        self._home = secrets
        self._secrets: Secrets = secrets or MemorySecrets()

    @property
    def place(self) -> str:
        """Where secrets are kept, for people."""
        return self._secrets.title

    def of(self, channel: str, name: str = DEFAULT) -> Account:
        """Return an account as its channel takes it: defaults filled in.

        Raises:
            NoSuchChannelError: No channel is called so.
            AccountError: It lacks what the channel needs, or there is none so called.
        """
        kept = self._kept(account_iri(channel, name)).get(account_iri(channel, name))
        if kept is None and name != DEFAULT:
            reason = f"there is no account {name!r}; {_advice(channel, name)}"
            raise AccountError(channel, reason)
        card = self._card(channel)
        account = self._filled(
            card, kept or Kept(account_iri(channel, name), channel, name)
        )
        lacking = lacks(card, account)
        if lacking:
            reason = f"it lacks {' and '.join(lacking)}; {_advice(channel, name)}"
            raise AccountError(channel, reason)
        return account

    def all(self) -> tuple[Account, ...]:
        """Return every account that was set, even one that lacks something.

        Those of a channel that is no longer installed are left out.
        """
        return tuple(
            self._filled(self._card(kept.channel), kept)
            for kept in self.kept()
            if self._is_known(kept.channel)
        )

    def kept(self) -> tuple[Kept, ...]:
        """Return what the graph says of all accounts: no secret is read."""
        return tuple(self._kept().values())

    def has(self, channel: str, name: str) -> bool:
        """Tell whether there is an account; the first of a kind there always is."""
        return name == DEFAULT or bool(self._kept(account_iri(channel, name)))

    def set(self, channel: str, name: str, pairs: Mapping[str, str]) -> None:
        """Set some values of an account; an empty one takes the value away.

        Raises:
            NoSuchChannelError: No channel is called so.
            AccountError: The channel knows no such setting, or it cannot be kept.
        """
        known = {
            setting.name: setting for setting in self._card(channel).account_settings
        }
        for key in pairs:
            if key not in known:
                takes = ", ".join(known) or "none: it needs no account"
                raise AccountError(
                    channel, f"no setting is called {key!r}; there are: {takes}"
                )
        iri = account_iri(channel, name)
        for key, value in pairs.items():
            if known[key].is_secret:
                self._set_secret(iri, key, value)

        def compute(now: Store) -> Change:
            kept = self._kept(iri, now).get(iri) or Kept(iri, channel, name)
            for key, value in pairs.items():
                _put(kept, known[key], value)
            return _change(now, kept, f"channel set: {channel}:{name}")

        self._store.change(compute)

    def remove(self, channel: str, name: str = DEFAULT) -> None:
        """Forget an account and its secrets.

        Raises:
            AccountError: There is none so called, or a point speaks as it.
        """
        iri = account_iri(channel, name)
        kept = self._kept(iri).get(iri)
        if kept is None:
            raise AccountError(channel, f"there is no account {name!r}")

        def compute(now: Store) -> Change:
            spoken = now.matching(None, text_of(PLX.speaksAs), text_of(iri), _GRAPH)
            if any(spoken):
                reason = f"a point speaks as {name!r}; `plexus points` lists them"
                raise AccountError(channel, reason)
            note = f"channel: {channel}:{name} was forgotten"
            return Change(removed=_lines_about(now, iri), note=note)

        self._store.change(compute)
        for secret in kept.secrets:
            self._secrets.remove(iri, secret)

    def secret_values(self) -> tuple[str, ...]:
        """Return every secret that is kept, for what must not say one."""
        found = (
            self._secrets.get(kept.iri, name)
            for kept in self.kept()
            for name in kept.secrets
        )
        return tuple(value for value in found if value)

    @contextmanager
    def sealed(self) -> Iterator[None]:
        """Have all secrets lie in the home, for as long as it is exported."""
        if self._home is None:
            yield
            return
        wanted = [(kept.iri, name) for kept in self.kept() for name in kept.secrets]
        copied = self._home.seal(wanted)
        try:
            yield
        finally:
            self._home.unseal(copied)

    def _set_secret(self, iri: URIRef, name: str, value: str) -> None:
        if value:
            self._secrets.set(iri, name, value)
        else:
            self._secrets.remove(iri, name)

    def _is_known(self, channel: str) -> bool:
        from plexus_ld.errors import NoSuchChannelError

        try:
            self._card(channel)
        except NoSuchChannelError:
            return False
        return True

    def _filled(self, card: CapabilityCard, kept: Kept) -> Account:
        """Return an account with its defaults and its secrets."""
        settings, secrets = {}, {}
        for setting in card.account_settings:
            if not setting.is_secret:
                settings[setting.name] = kept.settings.get(
                    setting.name, setting.default
                )
            elif setting.name in kept.secrets:
                value = self._secrets.get(kept.iri, setting.name)
                if value is not None:
                    secrets[setting.name] = value
        return Account(
            kept.channel,
            kept.name,
            kept.iri,
            MappingProxyType(
                {name: value for name, value in settings.items() if value}
            ),
            MappingProxyType(secrets),
        )

    def _kept(
        self, account: URIRef | None = None, store: Store | None = None
    ) -> dict[URIRef, Kept]:
        asked = {"account": account} if account else {}
        found: dict[URIRef, Kept] = {}
        for row in (store or self._store).select("accounts", **asked):
            iri = URIRef(str(row["account"]))
            if iri not in found:
                channel = channel_name(str(row["channel"]))
                found[iri] = Kept(iri, channel, str(row["name"]))
            if row["setting"] is not None:
                name, _, value = str(row["setting"]).partition("=")
                found[iri].settings[name] = value
            if row["credential"] is not None:
                secret = str(row["credential"]).rpartition(":")[2]
                found[iri].secrets.add(unquote(secret))
        return found


def lacks(card: CapabilityCard, account: Account) -> tuple[str, ...]:
    """Return the names of the settings that an account needs and has not."""
    values = {**account.settings, **account.secrets}
    return tuple(
        setting.name
        for setting in card.account_settings
        if setting.is_required and not values.get(setting.name)
    )


def _advice(channel: str, name: str) -> str:
    whole = channel if name == DEFAULT else f"{channel}:{name}"
    return f"`plexus channel set {whole} KEY=VALUE` sets it up"


def _put(kept: Kept, setting: AccountSetting, value: str) -> None:
    name = setting.name
    if setting.is_secret:
        (kept.secrets.add if value else kept.secrets.discard)(name)
    elif value:
        kept.settings[name] = value
    else:
        kept.settings.pop(name, None)


def _change(store: Store, kept: Kept, note: str) -> Change:
    iri = kept.iri
    about = quote(f"{kept.channel}:{kept.name}", safe="")
    quads: tuple[Quad, ...] = (
        (iri, RDF.type, FOAF.OnlineAccount, PLEX),
        (iri, PLX.channel, channel_iri(kept.channel), PLEX),
        (iri, FOAF.accountName, Literal(kept.name), PLEX),
        *(
            (iri, PLX.setting, Literal(f"{name}={value}"), PLEX)
            for name, value in kept.settings.items()
        ),
        *(
            (iri, PLX.credential, URIRef(f"{_SECRET}{about}:{quote(name)}"), PLEX)
            for name in kept.secrets
        ),
    )
    before, after = set(_lines_about(store, iri)), set(lines_of(quads))
    return Change(
        added=tuple(sorted(after - before)),
        removed=tuple(sorted(before - after)),
        note=note,
    )


def _lines_about(store: Store, node: URIRef) -> tuple[str, ...]:
    found = store.matching(text_of(node), None, None, _GRAPH)
    return tuple(line(*statement) for statement in found)
