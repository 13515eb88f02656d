"""The other side of promise 6: PyPI `reader`, updating the same feeds with 8 workers.

``python benchmarks/reader_side.py DATABASE``: a line of JSON with the feeds' URLs, then
``update`` lines; for each the seconds are printed that all feeds took, search included.
"""

import json
import sys
import time
from pathlib import Path


def main(database: str) -> None:
    from reader import make_reader

    reader = make_reader(database, search_enabled=True)
    for url in json.loads(sys.stdin.readline()):
        reader.add_feed(url)
    for _ in sys.stdin:
        start = time.perf_counter()
        reader.update_feeds(workers=8, scheduled=False)
        reader.update_search()
        seconds = time.perf_counter() - start
        entries = reader.get_entry_counts().total
        sys.stdout.write(json.dumps([seconds, entries]) + "\n")
        sys.stdout.flush()
    reader.close()
    Path(database).unlink()


if __name__ == "__main__":
    main(sys.argv[1])
