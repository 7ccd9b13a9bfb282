"""Mocks in place of the client. A test runs it."""

# region mocks
from unittest import mock

import chat44mp

client = mock.create_autospec(chat44mp.Client, instance=True)  # checks the names and the arguments of calls
client.contacts.create.return_value = 500
assert client.contacts.create(group_id=1, email="ada@example.com") == 500

client.contacts.create.side_effect = chat44mp.ConflictError("already exists", code="email_taken")
try:
    client.contacts.create(group_id=1, email="ada@example.com")
except chat44mp.ConflictError as error:
    assert error.code == "email_taken"
# endregion
