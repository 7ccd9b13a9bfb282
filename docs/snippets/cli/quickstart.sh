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

# region import
chat44mp contacts import people.csv --group-id 67 --dry-run      # sends nothing, shows what it would send
chat44mp contacts import people.csv --group-id 67 --phone-region IT --errors to-correct.csv
# endregion

# region export
chat44mp flows export 1 --excel --layout wide --output-file answers.xlsx
# endregion

# region many_keys
echo "$CHAT44MP_ADMIN_KEY" | chat44mp config set south --base-url "$CHAT44MP_BASE_URL"
chat44mp flows list --profile south
# endregion
