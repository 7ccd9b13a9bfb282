"""Enables logging for programs that do not configure it, if `CHAT44MP_LOG` is set."""

import os

_LEVELS = {"debug": 10, "info": 20, "warn": 30, "warning": 30}
_value = os.environ.get("CHAT44MP_LOG", "")

if _value:
    if _level := _LEVELS.get(_value.lower()):
        import logging

        logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        logging.getLogger("chat44mp").setLevel(_level)
    else:
        import warnings

        warnings.warn(
            f"CHAT44MP_LOG is {_value!r}, so nothing is logged; set it to debug, info or warn", RuntimeWarning, stacklevel=2
        )
