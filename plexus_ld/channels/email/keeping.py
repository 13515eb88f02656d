"""A copy of what was sent, in a folder of the owner's mailbox, where they wish for one.

The mail is gone by then: a copy that cannot be kept is said in the receipt, no more.
"""

from imap_tools import MailMessageFlags

from plexus_ld.channels.email.accounts import imap_of, setting
from plexus_ld.channels.email.mailbox import closed, opened, telling
from plexus_ld.errors import AccountError, ListenError
from plexus_ld.model.connection import Account


def keep_copy(account: Account, mail: bytes) -> str:
    """Keep a copy, if the account says where; return what to add to the receipt."""
    folder = setting(account, "sent_folder")
    if not folder:
        return ""
    try:
        server = imap_of(account)
        box = opened(server, folder)
        try:
            with telling(server, folder):
                box.append(mail, folder, flag_set=MailMessageFlags.SEEN)
        finally:
            closed(box)
    except (AccountError, ListenError) as error:
        return f"; no copy was kept: {error.reason}"
    return ""
