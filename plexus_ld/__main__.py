"""``python -m plexus_ld`` is ``plexus``."""

from plexus_ld.cli.main import main

main()
