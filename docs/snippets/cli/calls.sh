# The examples of the calls on the command line. A test runs them from top to bottom on the emulator.
# The profile `admin` has an admin's key.
set -eu

# region client
export CHAT44MP_BASE_URL="${CHAT44MP_BASE_URL:-https://chat.example.com/api}"
chat44mp doctor
# endregion

# region admin
echo "$CHAT44MP_ADMIN_KEY" | chat44mp config set admin --base-url "$CHAT44MP_BASE_URL"
# endregion

# region users.get
chat44mp users get --email anna.rossi@example.org --profile admin
# endregion

# region users.create
chat44mp users create --name "Ada Bruni" --email ada@shop.example --generate-password \
  --package-id 16 --expires-on 2030-12-31 --profile admin
# endregion

# region users.update
chat44mp users update 41 --package-id 16 --expires-on 2031-12-31 --profile admin
# endregion

# region users.provision
chat44mp users provision --name "Grace Hopper" --email grace@shop.example --generate-password \
  --package-id 16 --expires-on 2030-12-31 --profile admin
# endregion

# region packages.list
chat44mp packages list --profile admin
# endregion

# region subscribers.get
chat44mp subscribers get 24994546734902201
# endregion

# region labels.list
chat44mp labels list 10215000000000101
# endregion

# region labels.create
chat44mp labels create --page-id 10215000000000101 --name "Spring sale"
# endregion

# region labels.assign
chat44mp labels assign --page-id 10215000000000101 --subscriber-id 24994546734902201 \
  --label-ids 24728562094021801,23286604572158902
# endregion

# region contact_groups.get
chat44mp contact-groups get 67
# endregion

# region contact_groups.create
chat44mp contact-groups create --name "Spring sale"
# endregion

# region contact_groups.update
chat44mp contact-groups update 67 --name "Regular customers"
# endregion

# region contact_groups.delete
chat44mp contact-groups delete 68
# endregion

# region contacts.get
chat44mp contacts get 233
# endregion

# region contacts.create
chat44mp contacts create --group-id 67 --email ada@example.com \
  --phone-number +393331234567 --first-name Ada
# endregion

# region contacts.update
chat44mp contacts update 233 --first-name "Ada Maria"
# endregion

# region contacts.delete
chat44mp contacts delete 234
# endregion

# region contacts.import_file
chat44mp contacts import people.csv --group-id 67 \
  --results people.results.jsonl --errors people.errors.csv
# endregion

# region contacts.import_rows
echo '{"email": "buyer@example.com", "phone_number": "+393330000001"}' |
  chat44mp contacts import - --group-id 67
# endregion

# region flows.list
chat44mp flows list
# endregion

# region flows.get
chat44mp flows get 1
# endregion

# region flows.subscriber_answers
chat44mp flows subscriber-answers --flow-id 1 --subscriber-id 24994546734902201
# endregion

# region flows.answers
chat44mp flows answers 1 --output jsonl
# endregion

# region flows.rows
chat44mp flows export 1 --layout wide    # CSV on stdout
# endregion

# region flows.export
chat44mp flows export 1 --excel --layout wide --output-file answers.xlsx
# endregion

# region call
chat44mp call get_contact contact_id=233 --kind read
# endregion
