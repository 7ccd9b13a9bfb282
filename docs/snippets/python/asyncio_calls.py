"""The examples of the calls, with `AsyncClient`. A test runs them from top to bottom on the emulator."""

import asyncio


async def main() -> None:
    # region client
    import chat44mp

    client = chat44mp.AsyncClient()  # CHAT44MP_API_KEY, and CHAT44MP_BASE_URL for your own server
    # endregion

    # region admin
    import os

    admin = chat44mp.AsyncClient(os.environ["CHAT44MP_ADMIN_KEY"])
    # endregion

    # region users.get
    user = await admin.users.get(email="anna.rossi@example.org")  # or user_id=41
    print(user.id, user.name, user.active, user.expires_at)
    # endregion
    assert user.id == 41

    # region users.create
    import datetime

    user_id = await admin.users.create(
        name="Ada Bruni",
        email="ada@shop.example",
        password="correct horse battery",
        package_id=16,
        expires_on=datetime.date(2030, 12, 31),
    )
    print("created user", user_id)
    # endregion
    assert user_id == 100

    # region users.update
    await admin.users.update(41, package_id=16, expires_on=datetime.date(2031, 12, 31))
    # endregion
    assert (await admin.users.get(user_id=41)).expires_at == datetime.datetime(2031, 12, 31)

    # region users.provision
    provisioned = await admin.users.provision(
        name="Grace Hopper",
        email="grace@shop.example",
        password="correct horse battery",
        package_id=16,
        expires_on=datetime.date(2030, 12, 31),
    )
    if provisioned.result == "created":  # otherwise "existed" or "settled"
        print("created user", provisioned.user.id)
    # endregion
    assert provisioned.user.id == 101

    # region packages.list
    for package in await admin.packages.list():
        print(package.id, package.name, package.price, package.validity)
    # endregion
    assert package.id == 17

    # region subscribers.get
    subscriber = await client.subscribers.get("24994546734902201")
    print(subscriber.full_name, subscriber.page_name, subscriber.subscribed_at)
    # endregion
    assert subscriber.first_name == "Davide"

    # region labels.list
    for label in await client.labels.list("10215000000000101"):
        print(label.id, label.name)
    # endregion
    assert label.name == "Product"

    # region labels.create
    label_id = await client.labels.create(page_id="10215000000000101", name="Spring sale")
    print("created label", label_id)  # keep it: labels.list does not return it
    # endregion

    # region labels.assign
    await client.labels.assign(
        page_id="10215000000000101", subscriber_id="24994546734902201", label_ids=[label_id]
    )
    # endregion

    # region contact_groups.get
    group = await client.contact_groups.get(67)
    print(group.name, group.created_at)
    # endregion
    assert group.name == "Customers"

    # region contact_groups.create
    group_id = await client.contact_groups.create("Spring sale")
    print("created group", group_id)
    # endregion
    assert group_id == 276

    # region contact_groups.update
    change = await client.contact_groups.update(67, name="Regular customers")
    print(change)  # "applied", or "unchanged" if the group has this name
    # endregion
    assert change == "applied"

    # region contact_groups.delete
    await client.contact_groups.delete(68)  # its contacts remain
    # endregion

    # region contacts.get
    contact = await client.contacts.get(233)
    print(contact.first_name, contact.email, contact.group_ids)
    # endregion
    assert contact.first_name == "Ada"

    # region contacts.create
    try:
        contact_id = await client.contacts.create(
            group_id=67,
            email="ada@example.com",
            phone_number="+393331234567",
            first_name="Ada",
        )
        print("created contact", contact_id)
    except chat44mp.ConflictError as error:
        print("already exists:", error.code)
    # endregion
    assert contact_id == 500

    # region contacts.update
    change = await client.contacts.update(233, first_name="Ada Maria")  # only fields that change
    print(change)  # "applied" or "unchanged"
    # endregion
    assert change == "applied"

    # region contacts.delete
    await client.contacts.delete(234)
    # endregion

    # region contacts.import_file
    report = await client.contacts.import_file(
        "people.csv", group_id=67, results="people.results.jsonl", errors="people.errors.csv"
    )
    print(report.created, "created,", report.exists, "already existed,", report.invalid, "invalid")
    # endregion
    assert report.created == 2

    # region contacts.import_rows
    rows = ({"email": f"buyer{n}@example.com", "phone_number": f"+39333{n:07}"} for n in range(100))
    report = await client.contacts.import_rows(rows, group_id=67, results="buyers.results.jsonl")
    for reason in report.reasons:
        print(reason.rows, "rows:", reason.message, reason.first_rows)
    # endregion
    assert report.created == 100

    # region flows.list
    for flow in await client.flows.list():
        print(flow.id, flow.name)
    # endregion

    # region flows.get
    flow = await client.flows.get(1)
    print(flow.name, flow.questions)
    # endregion
    assert len(flow.questions) == 3

    # region flows.subscriber_answers
    flow = await client.flows.subscriber_answers(1, subscriber_id="24994546734902201")
    for answer in flow.answers:
        print(answer.question, answer.answer)
    # endregion
    assert answer.answer == "Caffè"

    # region flows.answers
    async for row in client.flows.answers(1):
        print(row.subscriber_id, [answer.answer for answer in row.answers])
    # endregion
    assert row.subscriber_id == "webchat-visitor-7"

    # region flows.rows
    async for row in client.flows.rows(1, layout="wide"):
        print(row)  # {"subscriber_id": …, "What do you like to do?": …, …}
    # endregion
    assert row["What is your favorite pet?"] == "Parrot"

    # region flows.export
    report = await client.flows.export(1, "answers.xlsx", format="wide_excel")
    print(report.answers, "answers of", report.subscribers, "subscribers")
    # endregion
    assert report.answers == 6

    # region call
    contact = await client.call("get_contact", params={"contact_id": 233}, kind="read")
    print(contact["first_name"])
    # endregion
    assert contact["first_name"] == "Ada Maria"
    await client.aclose()
    await admin.aclose()


asyncio.run(main())
