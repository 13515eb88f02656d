"""What reading imports is imported once, and not in each worker."""

import sys

from plexus_ld.channels.feed.reading import read as read_feed
from plexus_ld.listener.ingesting import reading
from plexus_ld.model.arrival import Raw
from plexus_ld.workers import Workers

_FEED = b"""<rss version="2.0"><channel><title>Bob</title><link>http://bob.example/</link>
<item><guid>http://bob.example/1</guid><pubDate>01 May 2026 10:00:00 GMT</pubDate>
<description>&lt;p&gt;The &lt;b&gt;fence&lt;/b&gt; is mended.&lt;/p&gt;</description>
</item></channel></rss>"""


def newly_imported(job: reading.Job) -> tuple[str, ...]:
    """Read, in a worker; return the libraries that were not there before."""
    before = set(sys.modules)
    reading.read(job)
    return tuple(name for name in set(sys.modules) - before if "." not in name)


def test_a_worker_that_reads_a_feed_imports_nothing_any_more() -> None:
    modules = reading.modules_of([read_feed.__module__])
    job = reading.Job(
        read_feed.__module__,
        read_feed.__qualname__,
        Raw("feed", _FEED, "http://bob.example/feed", "application/rss+xml"),
    )

    with Workers() as workers:
        [imported] = workers.map(newly_imported, [job], modules=modules)

    assert imported == ()


def test_where_nothing_is_to_be_read_nothing_is_imported() -> None:
    assert reading.modules_of([]) == ()
