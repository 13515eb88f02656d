"""Whether somebody has the newest version already. Pure.

Source: RFC 9110 §13.1.2 (If-None-Match), §13.1.3 (If-Modified-Since), §13.2.2
"""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

_TAG: Final = re.compile(r'(?:W/)?("[^"]*")')
#: Characters of a list of tags that are looked at.
_LONGEST: Final = 8192


def is_known(
    etag: str, modified: datetime | None, none_match: str, modified_since: str
) -> bool:
    """Tell whether a version is the one that the asker has.

    Args:
        etag: The version's strong validator.
        modified: Since when it is so; None where nobody can tell.
        none_match: What the request says in ``If-None-Match``; "" for nothing.
        modified_since: And in ``If-Modified-Since``; it counts without the other only.
    """
    if none_match:
        tags = none_match[:_LONGEST]
        return tags.strip() == "*" or etag in _TAG.findall(tags)
    if not modified_since or modified is None:
        return False
    try:
        since = parsedate_to_datetime(modified_since[:64])
    except (ValueError, TypeError, OverflowError):
        return False
    return since.tzinfo is not None and modified <= since
