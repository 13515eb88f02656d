"""The feed channel: a host that is asked, and a document of each kind."""

import json

from tests.channels.contract import At, Subject

RSS = b"""<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Bob's shed</title><link>https://bob.example/</link><ttl>90</ttl>
<item><title>Wood &amp; glue</title><guid>https://bob.example/wood</guid>
<link>https://bob.example/wood</link><category>wood</category>
<pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate>
<content:encoded><![CDATA[<p>Of <a href="/glue">glue</a>.</p>]]></content:encoded>
<enclosure url="https://bob.example/wood.mp3" type="audio/mpeg" length="1200"/></item>
<item><description>No title, no id</description></item>
</channel></rss>"""

ATOM = b"""<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://bob.example/" xml:lang="en"
 xmlns:thr="http://purl.org/syndication/thread/1.0"
 xmlns:at="http://purl.org/atompub/tombstones/1.0">
<title>Bob</title><id>https://bob.example/</id><updated>2026-03-01T10:00:00Z</updated>
<link rel="hub" href="https://hub.example/"/>
<at:deleted-entry ref="tag:bob.example,2026:0" when="2026-03-01T10:00:00Z"/>
<entry><id>tag:bob.example,2026:1</id><title>Re: tea</title><link href="tea"/>
<updated>2026-03-01T10:00:00Z</updated><author><name>Bob</name></author>
<thr:in-reply-to ref="https://ada.example/said/1" href="https://ada.example/tea"/>
<content type="html">&lt;p&gt;Four it is.&lt;/p&gt;</content></entry></feed>"""

JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Bob",
        "items": [
            {
                "id": "1",
                "url": "https://bob.example/1",
                "content_text": "Four it is.",
                "date_published": "2026-03-01T10:00:00Z",
                "tags": ["tea"],
                "attachments": [
                    {"url": "https://bob.example/tea.png", "mime_type": "image/png"}
                ],
            }
        ],
    }
).encode()

SUBJECT = Subject(
    at=lambda host, port: At(f"http://{host}:{port}/feed"), samples=(RSS, ATOM, JSON)
)
