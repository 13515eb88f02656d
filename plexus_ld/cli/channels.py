"""``channels`` and ``channel``: by what you can speak and listen, and your accounts."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from plexus_ld.cli.output import emit, emit_json, say, table
from plexus_ld.cli.session import FAILED, session_of
from plexus_ld.errors import AccountError, NoSuchChannelError

if TYPE_CHECKING:
    from plexus_ld.assembly import Plex
    from plexus_ld.model.capability import AccountSetting, CapabilityCard

Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Account = Annotated[
    str,
    typer.Argument(metavar="CHANNEL[:ACCOUNT]", help="email, or email:work."),
]

_channel = typer.Typer(no_args_is_help=True, help="Your accounts on channels.")


def register(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command(epilog="Example: plexus channels --json")(channels)
    _channel.command("set", epilog="Example: plexus channel set email password=-")(set_)
    _channel.command("test", epilog="Example: plexus channel test email")(test)
    _channel.command("remove", epilog="Example: plexus channel remove email:work")(
        remove
    )
    app.add_typer(_channel, name="channel")


def channels(context: typer.Context, as_json: Json = False) -> None:
    """List the channels: what each can do, and whether it is set up."""
    plex = session_of(context).plex
    entries = [_entry(plex, card) for card in plex.channels.cards.values()]
    broken = dict(_broken(plex))
    if as_json:
        emit_json({"channels": entries, "broken": broken})
        return
    rows = [
        (
            entry["name"],
            "/".join(str(role) for role in entry["roles"]),  # type: ignore[attr-defined]
            entry["status"],
            entry["summary"],
        )
        for entry in entries
    ]
    table(("channel", "can", "status", "what"), rows)
    for name, reason in broken.items():
        say(f"{name}: {reason}")


def _broken(plex: "Plex") -> Iterator[tuple[str, str]]:
    """Yield each channel whose package does not load, and why."""
    for name in plex.channels:
        try:
            _ = plex.channels[name]
        except NoSuchChannelError as error:
            yield name, error.reason


def _entry(plex: "Plex", card: "CapabilityCard") -> dict[str, object]:
    from plexus_ld.channels.registry import is_lacking

    known = [kept for kept in plex.accounts.kept() if kept.channel == card.name]
    lacking = is_lacking(card)
    return {
        "name": card.name,
        "title": card.title,
        "summary": card.summary,
        "roles": sorted(card.roles),
        "status": _status(plex, card, lacking),
        "library": card.library,
        "installed": not lacking,
        "install": f"pip install 'plexus-ld[{card.extra}]'" if lacking else "",
        "accounts": [kept.name for kept in known],
        "settings": [_setting(one) for one in card.account_settings],
        "address_example": card.address_example,
        "kinds": sorted(card.kinds),
        "verbs": sorted(card.verbs),
        "longest_text": card.longest_text,
        "fit": card.fit,
        "html": card.carries_html,
        "media_types": card.media_types,
        "max_attachment_bytes": card.max_attachment_bytes,
        "max_attachments": card.max_attachments,
        "privacy": card.most_private,
        "threads": card.keeps_threads,
        "found_by": [str(term) for term in card.found_by],
        "note": card.note,
    }


def _setting(one: "AccountSetting") -> dict[str, object]:
    return {
        "name": one.name,
        "help": one.help,
        "required": one.is_required,
        "secret": one.is_secret,
        "default": one.default,
    }


def _status(plex: "Plex", card: "CapabilityCard", lacking: bool) -> str:
    if lacking:
        return f"pip install 'plexus-ld[{card.extra}]'"
    if not any(one.is_required for one in card.account_settings):
        return "ready"
    try:
        plex.accounts.of(card.name)
    except AccountError as error:
        names = [
            kept.name for kept in plex.accounts.kept() if kept.channel == card.name
        ]
        return error.reason if names else f"plexus channel set {card.name} …"
    return "ready"


def set_(
    context: typer.Context,
    account: Account,
    pair: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="KEY=VALUE…",
            help="Settings; an empty value takes one away. A secret without a value, "
            "or with -, is asked for.",
        ),
    ] = None,
) -> None:
    """Set up an account on a channel.

    Secrets go to the keyring, or into a sealed file of the home; they are never shown.
    """
    from plexus_ld.plex.accounts.naming import parted

    plex = session_of(context).plex
    channel, name = parted(account)
    card = plex.channels[channel].card
    secrets = {one.name for one in card.account_settings if one.is_secret}
    if not pair:
        _needs(card)
        raise typer.Exit(2)
    pairs = dict(_pairs(pair, secrets))
    plex.accounts.set(channel, name, pairs)
    kept = sorted(pairs.keys() & secrets)
    if kept:
        say(f"{', '.join(kept)}: kept in {plex.accounts.place}")
    _tell(plex, card, channel, name)


def _tell(plex: "Plex", card: "CapabilityCard", channel: str, name: str) -> None:
    """Say how the account stands now."""
    from plexus_ld.channels.registry import is_lacking

    try:
        plex.accounts.of(channel, name)
    except AccountError as error:
        say(str(error))
        return
    if is_lacking(card):
        say(f"{channel}: its library is missing; pip install 'plexus-ld[{card.extra}]'")
    say(f"{channel}:{name} is set up; plexus channel test {channel}:{name} tries it")


def _needs(card: "CapabilityCard") -> None:
    """Print what an account of a channel takes."""
    if not card.account_settings:
        say(f"{card.name} needs no account: nothing is to be set")
        return
    rows = [
        (
            one.name,
            "required" if one.is_required else "",
            "secret" if one.is_secret else "",
            one.default,
            one.help,
        )
        for one in card.account_settings
    ]
    table(("setting", "", "", "default", "what"), rows)
    say(f"set some of them: plexus channel set {card.name} KEY=VALUE")


def _pairs(words: list[str], secrets: set[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        key, equals, value = word.partition("=")
        if key in secrets and (not equals or value == "-"):
            yield key, _asked(key)
        elif not equals:
            message = f"{word!r} is no KEY=VALUE"
            raise typer.BadParameter(message)
        else:
            yield key, value


def _asked(key: str) -> str:
    """Return a secret that stands in no command and in no history of the shell."""
    if sys.stdin.isatty():
        return str(typer.prompt(key, hide_input=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")


def test(context: typer.Context, account: Account, as_json: Json = False) -> None:
    """Try an account for real.

    It logs in, or asks for news and keeps none; nothing is sent.
    """
    from plexus_ld.assembly.checking import check_account
    from plexus_ld.plex.accounts.naming import parted

    channel, name = parted(account)
    checked = check_account(session_of(context).plex, channel, name)
    if as_json:
        emit_json(checked)
    else:
        emit(f"{'ok  ' if checked.ok else 'BAD '} {account}: {checked.sentence}")
    if not checked.ok:
        raise typer.Exit(FAILED)


def remove(context: typer.Context, account: Account) -> None:
    """Forget an account, and its secrets."""
    from plexus_ld.plex.accounts.naming import parted

    channel, name = parted(account)
    session_of(context).plex.accounts.remove(channel, name)
    say(f"forgotten: {channel}:{name}, and its secrets")
