# The emulator as a program of its own. A test runs it.
set -eu

# region emulator
chat44mp emulator serve --port 8044 > emulator.json &
until curl --silent --fail http://127.0.0.1:8044/__emulator/health; do sleep 0.1; done

# Program a failure, run your program, and see what it sent.
curl --json '[{"operation": "contacts.create", "nth": 1, "at": "after", "kind": "reset"}]' \
  http://127.0.0.1:8044/__emulator/faults
curl http://127.0.0.1:8044/__emulator/journal
curl --request POST http://127.0.0.1:8044/__emulator/reset
# endregion
kill $!
