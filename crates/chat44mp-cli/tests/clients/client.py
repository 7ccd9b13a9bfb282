"""`chat44mp mcp --demo` with the official Python client, which validates every result against its schema."""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters

ALLOWED = ["contacts.create", "contacts.import", "labels.assign", "users.provision"]

READS: dict[str, dict[str, Any]] = {
    "users_get": {"user_id": 41},
    "packages_list": {},
    "subscribers_get": {"subscriber_id": "24994546734902201"},
    "labels_list": {"page_id": "10215000000000101"},
    "contact_groups_get": {"group_id": 67},
    "contacts_get": {"contact_id": 233},
    "contacts_import_dry_run": {"file": "people.csv", "group_id": 67},
    "flows_list": {},
    "flows_get": {"flow_id": 1},
    "flows_subscriber_answers": {"flow_id": 1, "subscriber_id": "24994546734902201"},
    "flows_answers": {"flow_id": 1, "limit": 2},
}


async def test(client: Client, people: Path) -> None:
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    read_only = {name for name, tool in tools.items() if tool.annotations and tool.annotations.read_only_hint}
    assert read_only == set(READS), read_only ^ set(READS)
    assert len(tools) == len(READS) + len(ALLOWED), sorted(tools)

    people.write_text("Email,Phone\nada@import.example,+393331234567\nwrong,1\n")
    for name, arguments in READS.items():
        result = await client.call_tool(name, arguments)
        assert not result.is_error and result.structured_content, (name, result)
        assert "result" in result.structured_content, (name, result)

    user = {"name": "Grace", "email": "grace@example.com", "password": "correct horse", "package_id": 16}
    for expected in ["created", "existed"]:
        result = await client.call_tool("users_provision", {**user, "expires_on": "2027-12-31"})
        assert result.structured_content["result"]["result"] == expected, result

    contact = {"group_id": 67, "email": "ada.bruni@example.com", "phone_number": "+39 333 000 1111"}
    result = await client.call_tool("contacts_create", contact)
    error = result.structured_content["error"]
    assert result.is_error and (error["code"], error["outcome"]) == ("email_taken", "rejected"), result
    assert error["hint"], result

    result = await client.call_tool("contacts_delete", {"contact_id": 233})
    assert result.is_error and result.structured_content["error"]["code"] == "not_allowed", result

    source = {"file": "people.csv", "group_id": 67}
    dry_run = (await client.call_tool("contacts_import_dry_run", source)).structured_content["result"]
    assert (dry_run["report"]["pending"], dry_run["report"]["invalid"]) == (1, 1), dry_run
    steps: list[tuple[float, float | None]] = []

    async def progress(done: float, total: float | None, _: str | None) -> None:
        steps.append((done, total))

    permitted = {**source, "dry_run_id": dry_run["dry_run_id"]}
    result = await client.call_tool("contacts_import", permitted, progress_callback=progress)
    assert result.structured_content["result"]["created"] == 1, result
    assert steps and steps[-1] == (4, 4), steps


async def main(program: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["mcp", "--demo", "--allow", ",".join(ALLOWED), "--directory", folder]
        async with Client(StdioServerParameters(command=program, args=arguments)) as client:
            await test(client, Path(folder) / "people.csv")


asyncio.run(main(sys.argv[1]))
