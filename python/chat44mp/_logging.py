"""Enables logging for programs that do not configure it, if `CHAT44MP_LOG` is set."""

import os

from ._native import _log_level

try:
    _level = _log_level(os.environ.get("CHAT44MP_LOG", ""))
except ValueError as _error:
    import warnings

    warnings.warn(str(_error), RuntimeWarning, stacklevel=2)
    _level = None

if _level is not None:
    import logging

    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("chat44mp").setLevel(_level.upper())
