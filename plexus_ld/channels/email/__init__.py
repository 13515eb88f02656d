"""Email: a mail for each delivery, and the mails of those whom the owner listens to.

Wire: SMTP to the owner's own server, one recipient a mail; IMAP, polled or held open
with IDLE. A mail says whom it is from, but nothing proves it: see `read`.
Roles: sharer, listener, live.
Limits: an attachment above 18 MiB is not sent; of a mail above 4 MiB only the
beginning is read.
Specification: RFC 5321, RFC 5322, RFC 2045 to 2049, RFC 3464 (bounces), RFC 3501 and
RFC 2177 (IMAP, IDLE), RFC 2392 (``mid:``)
"""

from plexus_ld.channels.email.channel import EmailChannel, open_channel
from plexus_ld.channels.email.reading import read

__all__ = ["EmailChannel", "open_channel", "read"]
