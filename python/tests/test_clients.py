"""Clients: options, closing, the environment, logs and secrets."""

from __future__ import annotations

import asyncio
import datetime
import logging
import os
import pickle
import socketserver
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Semaphore, Thread
from typing import Any

import pytest

import chat44mp
from chat44mp import AsyncClient, AuthenticationError, Client, ConfigError
from chat44mp_testing import Emulator


def test_closing(emulator: Emulator) -> None:
    with emulator.client() as client:
        assert client.flows.list()
        other = client.with_options(timeout=5)
    for closed in (client, other):
        with pytest.raises(chat44mp.ConfigError) as raised:
            closed.flows.list()
        assert raised.value.code == "client_closed" and raised.value.operation == "flows.list"
    client.close()

    async def main() -> None:
        async with emulator.async_client() as client:
            assert await client.flows.list()
        with pytest.raises(chat44mp.ConfigError, match="client_closed"):
            await client.flows.list()
        await client.aclose()

    asyncio.run(main())


def test_options_of_calls(emulator: Emulator, client: Client) -> None:
    emulator.add_fault({"operation": "get_flow_campaigns", "kind": "status", "status": 503})
    retrying = client.with_options(max_retries=1)
    for chosen, attempts in [(retrying, 2), (retrying.with_options(timeout=9), 2), (client.with_options(max_retries=0), 1)]:
        with pytest.raises(chat44mp.ServerError) as raised:
            chosen.flows.list()
        assert raised.value.attempts == attempts
    emulator.clear_faults()
    emulator.add_fault({"operation": "get_flow_campaigns", "kind": "hang"})
    with pytest.raises(chat44mp.APITimeoutError) as slow:
        client.with_options(timeout=0.1).flows.list()
    assert slow.value.code == "call_timeout"


def test_none_as_a_timeout_is_no_limit(emulator: Emulator) -> None:
    """As in httpx. A limit of 0.1 s would end the call."""
    emulator.add_fault({"operation": "get_flow_campaigns", "kind": "latency", "ms": 300})
    limited = emulator.client(timeout=0.1, head_timeout=0.1, max_retries=0)
    with pytest.raises(chat44mp.APITimeoutError):
        limited.flows.list()
    assert limited.with_options(timeout=None, head_timeout=None).flows.list()
    for same in (limited.with_options(), limited.with_options(head_timeout=None, max_retries=None)):
        with pytest.raises(chat44mp.APITimeoutError):
            same.flows.list()
    with pytest.raises(ConfigError, match="backoff"):
        emulator.client(backoff=float("inf"))


def test_the_documentation_of_a_client_lists_all_options() -> None:
    for option in ("base_url", "proxy", "ca_certs", "settle_delay", "keep_body"):
        assert f"`{option}`:" in str(Client.__doc__)
        assert f"`{option}`:" in str(AsyncClient.__doc__)
    assert "https://chat.44mppe.com/api" in str(Client.__doc__)


def test_certificates_are_a_path_or_pem(emulator: Emulator, tmp_path: Path) -> None:
    missing = tmp_path / "none.pem"
    for path in (missing, str(missing)):
        with pytest.raises(ConfigError, match="`ca_certs`.*none.pem"):
            Client("12-AbCdEfG1234567890QwErTyU", base_url="https://chat.example.com", ca_certs=path)
    with pytest.raises(TypeError):
        Client("12-AbCdEfG1234567890QwErTyU", ca_certs=5)  # type: ignore[arg-type]


def test_clients_of_many_keys_share_the_connections(emulator: Emulator) -> None:
    admin_key, member_key = emulator.fixtures["admin_key"], emulator.fixtures["member_key"]
    with emulator.client() as client:
        admins = [client.with_options(api_key=admin_key) for _ in range(50)]
        for admin in admins:
            assert admin.packages.list()
        assert client.flows.list()
        assert len({entry["connection"] for entry in emulator.journal}) == 1

        follower = client.with_options(timeout=9)
        client.set_api_key(admin_key)
        assert follower.packages.list() and client.packages.list()
        follower.set_api_key(member_key)
        with pytest.raises(AuthenticationError):
            follower.packages.list()
        with pytest.raises(ConfigError, match="api_key"):
            client.set_api_key("YOUR KEY")
        with pytest.raises(ConfigError, match="proxy"):
            client.with_options(proxy="ftp://x")

        admins[0].close()
        assert (admins[0].is_closed, client.is_closed) == (True, False)
        with pytest.raises(ConfigError, match="closed"):
            admins[0].packages.list()
        assert client.packages.list()
    assert follower.is_closed and client.is_closed


def test_the_environment(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAT44MP_API_KEY", emulator.fixtures["member_key"])
    monkeypatch.setenv("CHAT44MP_BASE_URL", emulator.base_url)
    assert Client().base_url == emulator.base_url
    assert Client().flows.list()
    assert Client(emulator.fixtures["member_key"]).base_url == emulator.base_url
    assert Client(base_url="https://chat.example.com").base_url == "https://chat.example.com/api"
    monkeypatch.delenv("CHAT44MP_API_KEY")
    with pytest.raises(chat44mp.ConfigError) as raised:
        AsyncClient()
    assert raised.value.code == "missing_api_key"
    assert raised.value.server_message == "no API key: pass `api_key`, or set CHAT44MP_API_KEY"


class Closing(socketserver.StreamRequestHandler):
    """Responds to one request, and closes the connection when the test requests it, without announcing it."""

    close_now = Semaphore(0)
    closed = Semaphore(0)

    def handle(self) -> None:
        length = 0
        while line := self.rfile.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        self.rfile.read(length)
        body = b'{"status":"success","contact_type_id":7}'
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

        self.close_now.acquire(timeout=5)

    def finish(self) -> None:
        super().finish()
        self.connection.close()
        self.closed.release()

    @classmethod
    def disconnect(cls) -> None:
        cls.close_now.release()
        assert cls.closed.acquire(timeout=5)
        # The connection must have been idle: the outcome is unknown if it closes while in use.
        time.sleep(0.002)


@pytest.fixture
def closing_server() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Closing) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield "http://%s:%s" % server.server_address[:2]
        server.shutdown()
        thread.join()


def test_a_create_is_not_sent_on_a_closed_connection(closing_server: str) -> None:
    """A create is sent once, so it must not use a connection that the server has closed."""
    with Client("K" * 24, base_url=closing_server) as client:
        for _ in range(100):
            assert client.contact_groups.create("Spring sale") == 7
            Closing.disconnect()

    async def main() -> None:
        async with AsyncClient("K" * 24, base_url=closing_server) as client:
            for _ in range(100):
                assert await client.contact_groups.create("Spring sale") == 7
                await asyncio.to_thread(Closing.disconnect)

    asyncio.run(main())


def test_logs(emulator: Emulator, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    emulator.add_fault({"operation": "get_flow_campaigns", "nth": 1, "kind": "status", "status": 503})
    with caplog.at_level(logging.INFO, "chat44mp"):
        client.flows.list()
    assert [record.levelname for record in caplog.records] == ["INFO", "INFO"]
    assert [record.code for record in caplog.records] == ["server_error"] * 2  # type: ignore[attr-defined]
    caplog.clear()
    with caplog.at_level(logging.DEBUG, "chat44mp"):
        client.flows.list()

        async def main() -> None:
            await emulator.async_client().flows.list()

        asyncio.run(main())
    assert [record.getMessage().split(",")[0] for record in caplog.records] == ["flows.list: attempt 1"] * 2
    caplog.clear()
    client.contact_groups.create("Spring 🌷")
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_log_records_have_fields(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "chat44mp"), pytest.raises(chat44mp.NotFoundError):
        client.contact_groups.get(99)
    (record,) = caplog.records
    assert record.getMessage().startswith("contact_groups.get: attempt 1 failed [group_not_found], HTTP 200, ")
    fields = {name: vars(record)[name] for name in ("operation", "attempt", "http_status", "code", "retry_in_ms")}
    assert fields == {
        "operation": "contact_groups.get",
        "attempt": 1,
        "http_status": 200,
        "code": "group_not_found",
        "retry_in_ms": None,
    }
    assert isinstance(vars(record)["elapsed_ms"], int)


def test_a_log_handler_can_make_calls(emulator: Emulator, caplog: pytest.LogCaptureFixture) -> None:
    client = emulator.client(max_concurrency=1)
    records = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if not records:
                records.append(record)
                client.contacts.get(emulator.fixtures["contact"])

    logger, handler = logging.getLogger("chat44mp"), Handler()
    logger.addHandler(handler)
    try:
        with caplog.at_level(logging.DEBUG, "chat44mp"):
            client.flows.list()
    finally:
        logger.removeHandler(handler)
    assert records


# Compiled with its own file name, so that its frames can be distinguished from those of the test.
PROGRAM = """
def call(client, how):
    contacts, options = client.contacts, client.with_options(timeout=5)
    return how(client)
"""


def test_the_key_appears_nowhere(emulator: Emulator, caplog: pytest.LogCaptureFixture) -> None:
    key, password = emulator.fixtures["admin_key"], "correct-horse-battery"
    client = emulator.client(admin=True, max_retries=1, backoff=0)
    seen = [repr(client), str(client), repr(client.contacts), repr(client.with_raw_response)]
    emulator.add_fault({"operation": "get_user_info", "kind": "body", "body": f"SELECT '{key}'", "status": 500})
    emulator.add_fault({"operation": "get_flow_campaigns", "kind": "hang"})
    program: dict[str, Any] = {}
    exec(compile(PROGRAM, "program.py", "exec"), program)
    person = {"email": "ada@example.org", "package_id": 1, "expires_on": datetime.date(2030, 1, 1)}
    calls: list[Callable[[Client], object]] = [
        lambda client: client.users.get(user_id=1),
        lambda client: client.users.create(name="x" * 2000, password=password, **person),
        lambda client: client.with_options(timeout=0.1).flows.list(),
    ]
    with caplog.at_level(logging.DEBUG):
        for how in calls:
            with pytest.raises(chat44mp.Chat44mpError) as raised:
                program["call"](client, how)
            error = raised.value
            report = traceback.TracebackException.from_exception(error, capture_locals=True)
            report.stack[:] = [frame for frame in report.stack if frame.filename == "program.py"]
            shown = "".join(report.format())
            assert "options = Client(base_url=" in shown
            seen += [repr(error), shown, str(vars(error)), repr(pickle.dumps(error))]
    seen.append(caplog.text)
    for text in seen:
        assert key not in text and password not in text


IMPORT = """
import sys
before = set(sys.modules)
import chat44mp
heavy = {"typing", "asyncio", "logging", "dataclasses", "json", "ssl", "inspect", "re"} & (set(sys.modules) - before)
print(sorted(heavy))
"""


def test_importing_is_cheap() -> None:
    code = [sys.executable, "-S", "-I", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{IMPORT}"]
    assert subprocess.check_output(code, text=True).strip() == "[]"


def test_log_to_stderr_by_environment(emulator: Emulator) -> None:
    code = "import chat44mp; chat44mp.Client().flows.list()"
    environment = {
        **os.environ,
        "CHAT44MP_LOG": "debug",
        "CHAT44MP_API_KEY": emulator.fixtures["member_key"],
        "CHAT44MP_BASE_URL": emulator.base_url,
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert "DEBUG chat44mp: flows.list: attempt 1, HTTP 200" in done.stderr
    assert emulator.fixtures["member_key"] not in done.stderr


def test_an_unknown_log_level_is_reported() -> None:
    environment = {**os.environ, "CHAT44MP_LOG": "bogus"}
    done = subprocess.run([sys.executable, "-c", "import chat44mp"], env=environment, capture_output=True, text=True)
    assert 'CHAT44MP_LOG is "bogus", so nothing is logged; set it to debug, info or warn' in done.stderr


SUBINTERPRETER = """
import sys
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
import chat44mp
other = interpreters.create()
try:
    print(interpreters.run_string(other, f"import sys; sys.path[:0] = {sys.path!r}\\nimport chat44mp"))
except Exception as error:
    print(error)
"""


def test_a_second_interpreter_is_rejected_with_a_message() -> None:
    done = subprocess.run([sys.executable, "-c", SUBINTERPRETER], capture_output=True, text=True)
    assert "ImportError" in done.stdout and "interpreter" in done.stdout, done
