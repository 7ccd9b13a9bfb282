"""Tests of a program on the emulator, with pytest. The package brings the fixture `chat44mp_emulator`."""

import chat44mp
import pytest
from chat44mp_testing import Emulator


# region pytest
def add_buyer(client: chat44mp.Client, email: str) -> str:
    """The program under test."""
    try:
        client.contacts.create(group_id=67, email=email, phone_number="+393331234567")
        return "created"
    except chat44mp.ConflictError:
        return "exists"
    except chat44mp.APIConnectionError as error:
        return "check" if error.outcome == "unknown" else "later"


@pytest.fixture
def client(chat44mp_emulator: Emulator) -> chat44mp.Client:
    return chat44mp_emulator.client()


def test_a_buyer_is_created_once(client: chat44mp.Client) -> None:
    assert add_buyer(client, "ada@shop.example") == "created"
    assert add_buyer(client, "ada@shop.example") == "exists"


def test_a_lost_response_is_checked(client: chat44mp.Client, chat44mp_emulator: Emulator) -> None:
    chat44mp_emulator.add_fault({"operation": "contacts.create", "at": "after", "kind": "reset"})
    assert add_buyer(client, "ada@shop.example") == "check"
    assert chat44mp_emulator.journal[0]["applied"]  # it was created nevertheless
# endregion
