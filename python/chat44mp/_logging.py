"""`CHAT44MP_LOG`: shows the log of a program that does not set up logging itself."""

import os

_wanted = os.environ.get("CHAT44MP_LOG", "").lower()

if _wanted in ("debug", "info", "warn", "warning"):
    import logging

    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("chat44mp").setLevel({"debug": 10, "info": 20}.get(_wanted, 30))
