"""Enables logging for programs that do not configure it, if `CHAT44MP_LOG` is set."""

import os

_level = os.environ.get("CHAT44MP_LOG", "").lower()

if _level in ("debug", "info", "warn", "warning"):
    import logging

    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("chat44mp").setLevel({"debug": 10, "info": 20}.get(_level, 30))
