# The quickstart on the command line. A test runs it on the emulator.
set -eu

# region quickstart
group=$(chat44mp contact-groups create --name "Spring sale")
chat44mp contacts create --group-id "$group" --email ada@example.com \
  --phone-number +393331234567 --first-name Ada
chat44mp flows answers 1 --output jsonl
# endregion

# region outcome
chat44mp contact-groups create --name "Autumn sale" || case $? in
  8) echo "the response was lost: check before you repeat it" ;;
  5 | 6) echo "try again later" ;;
  *) exit 1 ;;
esac
# endregion

# region dry_run
chat44mp contacts import people.csv --group-id 67 --phone-region IT --dry-run
# endregion

# region import
chat44mp contacts import people.csv --group-id 67 --phone-region IT \
  --results people.results.jsonl --errors to-correct.csv
# endregion

# region per_call
chat44mp flows list --timeout 5m --max-retries 5
# endregion

# region proxy
chat44mp flows list --proxy ""                    # ignores HTTPS_PROXY
chat44mp flows list --ca-certs company-ca.pem
# endregion

# region messages
chat44mp contacts get 233 --message-pattern \
  '{"text": "Il contatto non esiste", "code": "contact_not_found", "operation": "get_contact"}'
# endregion

# region migrate
chat44mp contacts get 9999 || test $? = 2 # not found
# endregion

# region export
chat44mp flows export 1 --excel --layout wide --output-file answers.xlsx
# endregion

# region many_keys
echo "$CHAT44MP_ADMIN_KEY" | chat44mp config set south --base-url "$CHAT44MP_BASE_URL"
chat44mp flows list --profile south
# endregion

# region logging
CHAT44MP_LOG=debug chat44mp flows list   # flows.list: attempt 1, HTTP 200, 12 ms
chat44mp flows list -v                   # the same
# endregion
