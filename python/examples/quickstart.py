import chat44mp

with chat44mp.Client() as client:  # CHAT44MP_API_KEY, and CHAT44MP_BASE_URL for your own server
    group_id = client.contact_groups.create("Spring sale")
    try:
        contact_id = client.contacts.create(
            group_id=group_id, email="ada@example.com", phone_number="+393331234567", first_name="Ada"
        )
        print("created contact", contact_id)
    except chat44mp.ConflictError as error:
        print("already exists:", error.code)

    for row in client.flows.answers(1):
        print(row.subscriber_id, len(row.answers), "answers")
