# The emulator as a program of its own. A test runs it.
set -eu

# region serve
chat44mp emulator serve --port 8044 --seed seed.yaml --faults faults.yaml -v > emulator.json &
until curl --silent --fail http://127.0.0.1:8044/__emulator/health; do sleep 0.1; done
# endregion
trap 'kill $!' EXIT

# region commands
export CHAT44MP_BASE_URL=http://127.0.0.1:8044/api

# Lose the next response, run your program, and see what it sent and what was stored.
chat44mp emulator fault --clear '{operation: contact_groups.create, at: after, kind: reset, times: 1}'
chat44mp contact-groups create --name "Spring sale" || echo "exit code $?" # 8: it may have happened
chat44mp emulator journal --operation contact_groups.create --limit 1
chat44mp emulator state groups
chat44mp emulator reset
# endregion

# region http
curl --json '{"operation": "contacts.create", "nth": 1, "at": "after", "kind": "reset"}' \
  http://127.0.0.1:8044/__emulator/faults
curl "http://127.0.0.1:8044/__emulator/journal?operation=contacts.create&limit=1"
curl --request POST http://127.0.0.1:8044/__emulator/reset
# endregion

# region openapi
curl --silent http://127.0.0.1:8044/openapi.json --output openapi.json
# endregion
