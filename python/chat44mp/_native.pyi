"""
The native module; `chat44mp` re-exports all of it.
"""

from _typeshed import SupportsGetItem, SupportsWrite
from chat44mp import Chat44mpError
from chat44mp._response import RawResponse
from chat44mp.codes import ErrorCode
from collections.abc import AsyncIterable, Callable, Coroutine, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from os import PathLike
from typing import Any, Final, Literal, SupportsIndex, final

__all__ = ["__version__", "Answer", "Answers", "AsyncAnswers", "AsyncClient", "AsyncContactGroups", "AsyncContacts", "AsyncFlows", "AsyncLabels", "AsyncPackages", "AsyncRawClient", "AsyncRawContactGroups", "AsyncRawContacts", "AsyncRawFlows", "AsyncRawLabels", "AsyncRawPackages", "AsyncRawSubscribers", "AsyncRawUsers", "AsyncSubscribers", "AsyncTableRows", "AsyncUsers", "CleanedCells", "Client", "Contact", "ContactGroup", "ContactGroups", "Contacts", "ErrorInfo", "ExportReport", "FlowCampaign", "FlowDetail", "Flows", "ImportProgress", "ImportReason", "ImportReport", "ImportResults", "ImportWarning", "Label", "Labels", "MappedColumn", "MessagePattern", "Package", "Packages", "PreviewCell", "PreviewRow", "Provisioned", "RawClient", "RawContactGroups", "RawContacts", "RawFlows", "RawLabels", "RawPackages", "RawSubscribers", "RawUsers", "RequestEvent", "ResponseEvent", "RowResult", "Run", "Subscriber", "SubscriberAnswers", "SubscriberFlow", "Subscribers", "TableRows", "User", "Users", "_log_level", "read_import_results"]

__version__: Final[str]
"""
The version of the package.
"""

@final
class Answer:
    """
    A subscriber's answer to a question.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["question_id"], Literal["question"], Literal["answer"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, question_id: int, question: str | None = None, answer: str) -> Answer: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> Answer:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def answer(self, /) -> str:
        """
        The answer. Several choices are joined by `, `.
        """
    @property
    def question(self, /) -> str | None:
        """
        The question; absent if it was deleted.
        """
    @property
    def question_id(self, /) -> int:
        """
        The question's id; `question_id` or `id` on the wire.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """

@final
class Answers:
    """
    The rows of `flows.answers`: an iterator. Dropping it, or `close()`, closes the connection.
    """
    def __enter__(self, /) -> Answers: ...
    def __exit__(self, kind: object, exception: object, traceback: object, /) -> None: ...
    def __iter__(self, /) -> Answers: ...
    def __next__(self, /) -> SubscriberAnswers: ...
    def close(self, /) -> None:
        """
        Closes the connection and ends the iteration. Closing twice does nothing.
        """

@final
class AsyncAnswers:
    """
    The rows of `flows.answers`: an async iterator. Dropping it, or `aclose()`, closes the connection.
    """
    def __aenter__(self, /) -> Coroutine[None, None, AsyncAnswers]: ...
    def __aexit__(self, kind: object, exception: object, traceback: object, /) -> Coroutine[None, None, None]: ...
    def __aiter__(self, /) -> AsyncAnswers: ...
    def __anext__(self, /) -> Coroutine[None, None, SubscriberAnswers]: ...
    def aclose(self, /) -> Coroutine[None, None, None]:
        """
        Closes the connection and ends the iteration. Closing twice does nothing.
        """

@final
class AsyncClient:
    """
    A client of the API for asyncio, with the same calls and options as `Client`. It works with any event loop.

    A call is a coroutine: nothing is sent before it is awaited. Cancelling its task aborts the request; a write may
    have happened nevertheless.

    Options, which are keyword arguments, as those of `with_options`:

    `base_url`:
    The base URL of your server, such as `https://chat.example.com`; `/api` is added unless it ends so. By default
    `https://chat.44mppe.com/api`: pass your own server's, because the key is sent there.

    `allow_http`:
    Allows plain http to another machine. The key can then be intercepted.

    `timeout`:
    The timeout of a call with all its attempts and waits; 90 s by default. An infinite timeout is no limit, here and below.

    `connect_timeout`:
    The timeout for opening a connection, DNS and TLS included; 5 s by default.

    `head_timeout`:
    The timeout for the start of a response; 30 s by default, 300 s for `flows.answers`.

    `stall_timeout`:
    The timeout for each pause within a response; 20 s by default.

    `max_retries`:
    The maximum number of retries; 2 by default, 0 disables them.

    `max_concurrency`:
    The maximum number of requests in flight; 8 by default. Further calls wait for a permit.

    `backoff`:
    The maximum backoff before the first retry, doubled with each further one up to 8 s; 0.25 s by default.

    `settle_delay`:
    The delay before `users.create` checks again for a user whose creation received no response; 5 s by default.

    `max_response_bytes`:
    The maximum size of a response, in bytes after decompression; 50 MiB by default. Streamed responses have no limit.

    `proxy`:
    The proxy to use, such as `http://proxy.example.com:3128` or `socks5h://proxy.example.com:1080`, instead of the
    environment's (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`); empty for none.

    `ca_certs`:
    The certificates to trust instead of the platform's: the path of a PEM file or of a folder with such files, or PEM
    itself. The certificate of a CA or of the server, such as a self-signed one.

    `user_agent_suffix`:
    Text to add to the User-Agent header, such as your program's name and version.

    `message_patterns`:
    Messages of your own server and the errors they stand for.

    `keep_body`:
    Keeps response bodies for raw responses.

    `on_request`:
    A function that is called with a `RequestEvent` before each request, retries included. It and `on_response`
    run in the context of the call (`contextvars`), so that a trace finds its current span. They can be called
    a little later, and their exceptions go to `sys.unraisablehook`.

    `on_response`:
    A function that is called with a `ResponseEvent` at the end of each request: HTTP status, duration, and for a
    failed one the error code and the outcome.
    """
    def __aenter__(self, /) -> Coroutine[None, None, AsyncClient]: ...
    def __aexit__(self, kind: object, exception: object, traceback: object, /) -> Coroutine[None, None, None]: ...
    def __new__(cls, /, api_key: str | None = None, *, base_url: str | None = None, allow_http: bool | None = None, timeout: float | None = ..., connect_timeout: float | None = ..., head_timeout: float | None = ..., stall_timeout: float | None = ..., max_retries: int | None = None, max_concurrency: int | None = None, backoff: float | None = None, settle_delay: float | None = None, max_response_bytes: int | None = None, proxy: str | None = None, ca_certs: str | PathLike[str] | bytes | None = None, user_agent_suffix: str | None = None, message_patterns: Iterable[MessagePattern] | None = None, keep_body: bool | None = None, on_request: Callable[[RequestEvent], object] | None = None, on_response: Callable[[ResponseEvent], object] | None = None) -> AsyncClient: ...
    def __repr__(self, /) -> str: ...
    def aclose(self, /) -> Coroutine[None, None, None]:
        """
        Closes the client and all clients created from it with `with_options`: requests in flight finish, further
        calls fail with `client_closed`. A client created with `with_options` leaves the original open. Closing
        twice does nothing.
        """
    @property
    def base_url(self, /) -> str:
        """
        The base URL of the API.
        """
    def call(self, /, name: str, *, params: Mapping[str, str | int] | None = None, kind: Literal["read", "set", "create"] = ..., path_id: str | None = None) -> Coroutine[None, None, Any]:
        """
        Calls an operation that this SDK does not support, by its wire name, and returns the JSON of the response.

        `kind` determines where the parameters are sent (in the query for "read", in the form for "set" and
        "create") and whether a lost request is retried ("create" never is). `path_id` is appended to the path.
        A response that reports an error fails like in any other call.
        """
    @property
    def contact_groups(self, /) -> AsyncContactGroups:
        """
        Contact groups.
        """
    @property
    def contacts(self, /) -> AsyncContacts:
        """
        Contacts.
        """
    @property
    def flows(self, /) -> AsyncFlows:
        """
        Flow campaigns and their answers.
        """
    @property
    def is_closed(self, /) -> bool:
        """
        Whether the client was closed.
        """
    @property
    def labels(self, /) -> AsyncLabels:
        """
        Labels of Facebook pages.
        """
    @property
    def packages(self, /) -> AsyncPackages:
        """
        Packages that users can have (admin key).
        """
    def set_api_key(self, /, api_key: str) -> None:
        """
        Replaces the API key: calls that start later use it, also those of clients created with `with_options`
        that have no key of their own.

        Raises `ConfigError` if the key is empty or not a key; the client then keeps its key.
        """
    @property
    def subscribers(self, /) -> AsyncSubscribers:
        """
        Messenger subscribers.
        """
    @property
    def users(self, /) -> AsyncUsers:
        """
        Users of the platform (admin key).
        """
    def with_options(self, /, *, api_key: str | None = None, base_url: str | None = None, allow_http: bool | None = None, timeout: float | None = ..., connect_timeout: float | None = ..., head_timeout: float | None = ..., stall_timeout: float | None = ..., max_retries: int | None = None, max_concurrency: int | None = None, backoff: float | None = None, settle_delay: float | None = None, max_response_bytes: int | None = None, proxy: str | None = None, ca_certs: str | PathLike[str] | bytes | None = None, user_agent_suffix: str | None = None, message_patterns: Iterable[MessagePattern] | None = None, keep_body: bool | None = None, on_request: Callable[[RequestEvent], object] | None = None, on_response: Callable[[ResponseEvent], object] | None = None) -> AsyncClient:
        """
        Returns a client with other options, which shares the connections. Options left out are kept.

        All options of a client are accepted. A client with another `api_key` on the same server costs almost
        nothing, so create one for each account. Closing it leaves this client open; closing this client
        closes it, too.

        Raises `ConfigError` if an option is invalid.
        """
    @property
    def with_raw_response(self, /) -> AsyncRawClient:
        """
        The same calls, returning a `RawResponse`: the value together with its HTTP response.
        """

@final
class AsyncContactGroups:
    """
    The calls for contact groups: `client.contact_groups`.
    """
    def create(self, /, name: str) -> Coroutine[None, None, int]:
        """
        Creates a contact group and returns its ID. `POST /create_contact_group`

        Names need not be unique. Sent once: if the response is lost, `outcome` is `unknown`.
        """
    def delete(self, /, group_id: int) -> Coroutine[None, None, None]:
        """
        Deletes a contact group permanently; its contacts remain. `POST /delete_contact_group`

        Fails with `group_not_found` if the group is unknown or belongs to another user.
        """
    def get(self, /, group_id: int) -> Coroutine[None, None, ContactGroup]:
        """
        Finds a contact group. `GET /get_contact_group`

        Fails with `group_not_found` if the group is unknown or belongs to another user, and with `group_deleted`.
        """
    def update(self, /, group_id: int, *, name: str) -> Coroutine[None, None, Literal["applied", "unchanged"]]:
        """
        Renames a contact group. `POST /update_contact_group/{group_id}`

        Fails with `group_not_found` if the group is unknown or belongs to another user.
        """

@final
class AsyncContacts:
    """
    The calls for contacts: `client.contacts`.
    """
    def create(self, /, *, group_id: int, email: str | None = None, phone_number: str | None = None, first_name: str | None = None, last_name: str | None = None) -> Coroutine[None, None, int]:
        """
        Creates a contact and returns its ID. `POST /create_contact`

        An e-mail address or a phone number is required. Most servers need both: they treat a missing one as an
        empty value, and reject the empty value as taken. Sent once: if the response is lost, `outcome` is
        `unknown`.

        Fails with `email_taken` or `phone_taken` if any contact on the server has the value.
        """
    def delete(self, /, contact_id: int) -> Coroutine[None, None, None]:
        """
        Deletes a contact permanently. `POST /delete_contact`

        Fails with `contact_not_found` if the contact is unknown or belongs to another user.
        """
    def get(self, /, contact_id: int) -> Coroutine[None, None, Contact]:
        """
        Finds a contact. `GET /get_contact`

        Fails with `contact_not_found` if the contact is unknown or belongs to another user, and with
        `contact_deleted`.
        """
    def import_file(self, /, path: str | PathLike[str], *, group_id: int, results: str | PathLike[str] | None = None, errors: str | PathLike[str] | None = None, map: Mapping[str, str] | None = None, sheet: str | None = None, phone_region: str | None = None, delimiter: str | None = None, encoding: str | None = None, concurrency: int | None = None, dry_run: bool | None = None, resend_unknown: bool | None = None, progress: Callable[[ImportProgress], object] | None = None, on_row: Callable[[RowResult], object] | None = None) -> Coroutine[None, None, ImportReport]:
        """
        Imports contacts from a CSV or JSON Lines file or a workbook into a group. `POST /create_contact` for each row

        The file is read twice: first to validate every row before anything is sent, then to send the rows.
        Several rows are in flight at a time (`concurrency`, 4 by default), and each is sent once: a row whose
        response is lost is `unknown`, because it may have been created. With a results file (`results`), an
        interrupted import resumes when it is run again.

        A row that fails does not fail the import; the report counts it and says why.

        Fails with `invalid_file` if the file cannot be parsed (the message names the row and the column), and
        with `file_failed`, `results_file_refused`, `invalid_option` or `invalid_value`; in each case before
        anything is sent.

        `results` is a file that records the result of each row, and `errors` a CSV file of the rows that were not
        created, to correct and import again. `map` names the column of a field where the column names do not;
        `delimiter` is one character or "tab"; it and `encoding` are for files. With `dry_run` nothing is sent. Rows that an earlier run left
        `unknown` are skipped unless `resend_unknown` is set.

        `progress` is called with the latest counts, up to a few hundred times per second, and `on_row` with the result of each row, in the order of completion: its
        number, status and contact ID. Rows that an earlier run finished are reported again; rows that a dry run
        would send are not. Both may make calls themselves; in asyncio they may be coroutine functions.
        Ctrl-C, or an exception that they raise, stops the import gracefully: rows in flight are awaited. In
        asyncio, cancelling stops the import immediately; rows in flight may have been created.

        The failures above raise `ConfigError` or `ValidationError`.
        """
    def import_rows(self, /, rows: Iterable[object] | AsyncIterable[object], *, group_id: int, results: str | PathLike[str] | None = None, errors: str | PathLike[str] | None = None, map: Mapping[str, str] | None = None, sheet: str | None = None, phone_region: str | None = None, delimiter: str | None = None, encoding: str | None = None, concurrency: int | None = None, dry_run: bool | None = None, resend_unknown: bool | None = None, progress: Callable[[ImportProgress], object] | None = None, on_row: Callable[[RowResult], object] | None = None) -> Coroutine[None, None, ImportReport]:
        """
        Imports contacts from a sequence of rows into a group. `POST /create_contact` for each row

        Rows are taken from the sequence as there is capacity to send them and are validated one at a time, so
        memory use stays constant. An invalid row does not fail the import: the report counts it and says why.
        Rows are numbered from 1. Otherwise like `import_file`.

        Fails like `import_file`.

        `rows` is a DataFrame of pandas or polars, or any iterable of mappings (also `sqlite3.Row`), named tuples
        or objects whose class declares its fields (data classes, models of pydantic, attrs and msgspec); in
        asyncio also an async iterable. Their fields are `email`, `phone_number`, `first_name` and `last_name`, or
        the names that CRMs use for them; other fields are ignored.

        A number is imported as its digits, also a `float` or `Decimal` without a fraction, and bytes as UTF-8.
        `None`, NaN, and `NA` and `NaT` of pandas are missing values. With any other value in one of these fields
        the row is invalid, also with a `float` from 2**53 on, which may have lost digits.

        Any other object in the place of a row, such as a tuple or a record of an ORM, is a `TypeError` that names
        the row. It, or an exception of the iterable, stops the import gracefully and is then raised.
        """
    def update(self, /, contact_id: int, *, email: str | None = None, phone_number: str | None = None, first_name: str | None = None, last_name: str | None = None) -> Coroutine[None, None, Literal["applied", "unchanged"]]:
        """
        Changes a contact; fields that are left out keep their values. `POST /update_contact/{contact_id}`

        Send only the fields that change: the server refuses the e-mail address or phone number that the contact
        already has. A field cannot be cleared.

        Fails with `contact_not_found` if the contact is unknown or belongs to another user, and with
        `email_taken` or `phone_taken` if any contact has the value, including this one.
        """

@final
class AsyncFlows:
    """
    The calls for flow campaigns: `client.flows`.
    """
    def answers(self, /, flow_id: int) -> AsyncAnswers:
        """
        Streams the answers of all subscribers to a campaign, one subscriber at a time, as the bytes arrive.
        `GET /get_all_subscriber_flow_info`

        Nothing is sent before the first row is requested. Memory use stays constant, however large the response
        is. A lost connection is retried only until the first row has been returned. The call has no overall
        timeout unless one is set: only a stalled connection ends the stream.

        Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
        """
    def export(self, /, flow_id: int, path: str | PathLike[str] | SupportsWrite[bytes], *, format: Literal["csv", "wide_csv", "json_lines", "excel", "wide_excel"] | None = None, bom: bool | None = None, raw_cells: bool | None = None, progress: Callable[[ExportReport], object] | None = None) -> Coroutine[None, None, ExportReport]:
        """
        Writes the answers of all subscribers to a campaign to a file. `GET /get_all_subscriber_flow_info`

        The file appears when it is complete and replaces an existing one; an export that fails or is stopped
        leaves nothing behind. A new file is readable by its owner only (mode 0600), an existing one keeps its
        mode. Memory use stays constant, however large the response is. The wide formats read their columns from
        `GET /get_flow_campaign_info`. By default the format is CSV with one row per answer, and cells that a
        spreadsheet would run as a formula are prefixed with an apostrophe.

        Fails like `answers`, with `file_failed`, and with `invalid_option` if the name of the file does not match
        the format, or the answers exceed the limits of a workbook: 1,048,576 rows with the header, 16,384
        columns, 32,767 characters per cell.

        `path` is a path, or a file that is open for writing bytes. Data already written to an open file stays
        there after a failure.

        `format` is "csv", "wide_csv" (one row per subscriber, one column per question), "json_lines" (one
        subscriber per line), or an Excel workbook (.xlsx) in which every cell is text: "excel" and "wide_excel",
        with the rows of "csv" and "wide_csv". `bom` starts CSV with a byte order mark, without which Excel opens
        accents wrongly; `raw_cells` leaves cells of CSV unchanged. `progress` is called every few hundred
        subscribers with the counts so far, and may make calls itself; a workbook has no bytes until it is complete.
        """
    def get(self, /, flow_id: int) -> Coroutine[None, None, FlowDetail]:
        """
        Finds a flow campaign and its questions. `GET /get_flow_campaign_info`

        Fails with `flow_not_found` if the campaign is unknown or belongs to another user, and with
        `flow_deleted`.
        """
    def list(self, /) -> Coroutine[None, None, list[FlowCampaign]]:
        """
        Lists all flow campaigns. `GET /get_flow_campaigns`
        """
    def rows(self, /, flow_id: int, *, layout: Literal["long", "wide"] | None = None) -> AsyncTableRows:
        """
        Streams the answers of all subscribers to a campaign as the rows of a table.
        `GET /get_all_subscriber_flow_info`

        The long layout, the default, has one row per answer: `subscriber_id`, `question_id`, `question` and
        `answer`. The wide layout has one row per subscriber and one column per question; it reads the questions
        from `GET /get_flow_campaign_info` and omits answers to any other question. Otherwise like `answers`.

        A row is a dict, so `pandas.DataFrame(client.flows.rows(1))` works. `layout` is "long" or "wide".
        """
    def subscriber_answers(self, /, flow_id: int, subscriber_id: str | int) -> Coroutine[None, None, SubscriberFlow]:
        """
        Returns one subscriber's answers to a campaign. `GET /get_single_subscriber_flow_info`

        There are no answers if the subscriber gave none or is unknown.

        Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
        """

@final
class AsyncLabels:
    """
    The calls for labels: `client.labels`.
    """
    def assign(self, /, *, page_id: str | int, subscriber_id: str | int, label_ids: Iterable[str | int]) -> Coroutine[None, None, None]:
        """
        Assigns one or more labels to a subscriber. `POST /assign_label`

        Unknown label IDs are ignored, unless all of them are unknown. If Facebook refuses one of several labels,
        `outcome` is `unknown`: those before it stay assigned.

        Fails with `label_not_found`, `bot_not_enabled` or `facebook_refused`.
        """
    def create(self, /, page_id: str | int, *, name: str) -> Coroutine[None, None, str]:
        """
        Creates a label and returns its ID. `POST /create_label`

        Keep the ID: the server never lists labels created through the API. Their names must be unique on the
        whole server, across all pages and users. Sent once: if the response is lost, `outcome` is `unknown`.

        Fails with `bot_not_enabled` if the page is unknown or its bot is disabled, and with
        `label_name_maybe_taken` if the name is taken, but only after Facebook has created the label.
        """
    def list(self, /, page_id: str | int) -> Coroutine[None, None, list[Label]]:
        """
        Lists the labels of a page, except those created through the API. `GET /get_all_labels`

        Fails with `labels_not_found` if the page is unknown, its bot is disabled, or it has no labels; the server
        does not say which.
        """

@final
class AsyncPackages:
    """
    The calls for packages (admin key): `client.packages`.
    """
    def list(self, /) -> Coroutine[None, None, list[Package]]:
        """
        Lists all packages that are not deleted. `GET /get_all_packages`
        """

@final
class AsyncRawClient:
    """
    The client's calls, returning a `RawResponse`: the value together with its HTTP response.
    """
    def call(self, /, name: str, *, params: Mapping[str, str | int] | None = None, kind: Literal["read", "set", "create"] = ..., path_id: str | None = None) -> Coroutine[None, None, RawResponse[Any]]:
        """
        Calls an operation that this SDK does not support, by its wire name, and returns the JSON of the response.

        `kind` determines where the parameters are sent (in the query for "read", in the form for "set" and
        "create") and whether a lost request is retried ("create" never is). `path_id` is appended to the path.
        A response that reports an error fails like in any other call.
        """
    @property
    def contact_groups(self, /) -> AsyncRawContactGroups:
        """
        Contact groups.
        """
    @property
    def contacts(self, /) -> AsyncRawContacts:
        """
        Contacts.
        """
    @property
    def flows(self, /) -> AsyncRawFlows:
        """
        Flow campaigns and their answers.
        """
    @property
    def labels(self, /) -> AsyncRawLabels:
        """
        Labels of Facebook pages.
        """
    @property
    def packages(self, /) -> AsyncRawPackages:
        """
        Packages that users can have (admin key).
        """
    @property
    def subscribers(self, /) -> AsyncRawSubscribers:
        """
        Messenger subscribers.
        """
    @property
    def users(self, /) -> AsyncRawUsers:
        """
        Users of the platform (admin key).
        """

@final
class AsyncRawContactGroups:
    """
    The calls for contact groups: `client.contact_groups`.
    """
    def create(self, /, name: str) -> Coroutine[None, None, RawResponse[int]]:
        """
        Creates a contact group and returns its ID. `POST /create_contact_group`

        Names need not be unique. Sent once: if the response is lost, `outcome` is `unknown`.
        """
    def delete(self, /, group_id: int) -> Coroutine[None, None, RawResponse[None]]:
        """
        Deletes a contact group permanently; its contacts remain. `POST /delete_contact_group`

        Fails with `group_not_found` if the group is unknown or belongs to another user.
        """
    def get(self, /, group_id: int) -> Coroutine[None, None, RawResponse[ContactGroup]]:
        """
        Finds a contact group. `GET /get_contact_group`

        Fails with `group_not_found` if the group is unknown or belongs to another user, and with `group_deleted`.
        """
    def update(self, /, group_id: int, *, name: str) -> Coroutine[None, None, RawResponse[Literal["applied", "unchanged"]]]:
        """
        Renames a contact group. `POST /update_contact_group/{group_id}`

        Fails with `group_not_found` if the group is unknown or belongs to another user.
        """

@final
class AsyncRawContacts:
    """
    The calls for contacts: `client.contacts`.
    """
    def create(self, /, *, group_id: int, email: str | None = None, phone_number: str | None = None, first_name: str | None = None, last_name: str | None = None) -> Coroutine[None, None, RawResponse[int]]:
        """
        Creates a contact and returns its ID. `POST /create_contact`

        An e-mail address or a phone number is required. Most servers need both: they treat a missing one as an
        empty value, and reject the empty value as taken. Sent once: if the response is lost, `outcome` is
        `unknown`.

        Fails with `email_taken` or `phone_taken` if any contact on the server has the value.
        """
    def delete(self, /, contact_id: int) -> Coroutine[None, None, RawResponse[None]]:
        """
        Deletes a contact permanently. `POST /delete_contact`

        Fails with `contact_not_found` if the contact is unknown or belongs to another user.
        """
    def get(self, /, contact_id: int) -> Coroutine[None, None, RawResponse[Contact]]:
        """
        Finds a contact. `GET /get_contact`

        Fails with `contact_not_found` if the contact is unknown or belongs to another user, and with
        `contact_deleted`.
        """
    def update(self, /, contact_id: int, *, email: str | None = None, phone_number: str | None = None, first_name: str | None = None, last_name: str | None = None) -> Coroutine[None, None, RawResponse[Literal["applied", "unchanged"]]]:
        """
        Changes a contact; fields that are left out keep their values. `POST /update_contact/{contact_id}`

        Send only the fields that change: the server refuses the e-mail address or phone number that the contact
        already has. A field cannot be cleared.

        Fails with `contact_not_found` if the contact is unknown or belongs to another user, and with
        `email_taken` or `phone_taken` if any contact has the value, including this one.
        """

@final
class AsyncRawFlows:
    """
    The calls for flow campaigns: `client.flows`.
    """
    def answers(self, /, flow_id: int) -> Coroutine[None, None, RawResponse[AsyncAnswers]]:
        """
        Streams the answers of all subscribers to a campaign, one subscriber at a time, as the bytes arrive.
        `GET /get_all_subscriber_flow_info`

        Nothing is sent before the first row is requested. Memory use stays constant, however large the response
        is. A lost connection is retried only until the first row has been returned. The call has no overall
        timeout unless one is set: only a stalled connection ends the stream.

        Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
        """
    def get(self, /, flow_id: int) -> Coroutine[None, None, RawResponse[FlowDetail]]:
        """
        Finds a flow campaign and its questions. `GET /get_flow_campaign_info`

        Fails with `flow_not_found` if the campaign is unknown or belongs to another user, and with
        `flow_deleted`.
        """
    def list(self, /) -> Coroutine[None, None, RawResponse[list[FlowCampaign]]]:
        """
        Lists all flow campaigns. `GET /get_flow_campaigns`
        """
    def subscriber_answers(self, /, flow_id: int, subscriber_id: str | int) -> Coroutine[None, None, RawResponse[SubscriberFlow]]:
        """
        Returns one subscriber's answers to a campaign. `GET /get_single_subscriber_flow_info`

        There are no answers if the subscriber gave none or is unknown.

        Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
        """

@final
class AsyncRawLabels:
    """
    The calls for labels: `client.labels`.
    """
    def assign(self, /, *, page_id: str | int, subscriber_id: str | int, label_ids: Iterable[str | int]) -> Coroutine[None, None, RawResponse[None]]:
        """
        Assigns one or more labels to a subscriber. `POST /assign_label`

        Unknown label IDs are ignored, unless all of them are unknown. If Facebook refuses one of several labels,
        `outcome` is `unknown`: those before it stay assigned.

        Fails with `label_not_found`, `bot_not_enabled` or `facebook_refused`.
        """
    def create(self, /, page_id: str | int, *, name: str) -> Coroutine[None, None, RawResponse[str]]:
        """
        Creates a label and returns its ID. `POST /create_label`

        Keep the ID: the server never lists labels created through the API. Their names must be unique on the
        whole server, across all pages and users. Sent once: if the response is lost, `outcome` is `unknown`.

        Fails with `bot_not_enabled` if the page is unknown or its bot is disabled, and with
        `label_name_maybe_taken` if the name is taken, but only after Facebook has created the label.
        """
    def list(self, /, page_id: str | int) -> Coroutine[None, None, RawResponse[list[Label]]]:
        """
        Lists the labels of a page, except those created through the API. `GET /get_all_labels`

        Fails with `labels_not_found` if the page is unknown, its bot is disabled, or it has no labels; the server
        does not say which.
        """

@final
class AsyncRawPackages:
    """
    The calls for packages (admin key): `client.packages`.
    """
    def list(self, /) -> Coroutine[None, None, RawResponse[list[Package]]]:
        """
        Lists all packages that are not deleted. `GET /get_all_packages`
        """

@final
class AsyncRawSubscribers:
    """
    The calls for subscribers: `client.subscribers`.
    """
    def get(self, /, subscriber_id: str | int) -> Coroutine[None, None, RawResponse[Subscriber]]:
        """
        Finds a subscriber. `GET /subscriber_information`

        Fails with `subscriber_not_found` if the subscriber is unknown or belongs to another user.
        """

@final
class AsyncRawUsers:
    """
    The calls for users (admin key): `client.users`.
    """
    def create(self, /, *, name: str, email: str, password: str, package_id: int, expires_on: date, mobile: str | None = None, address: str | None = None) -> Coroutine[None, None, RawResponse[int]]:
        """
        Creates a user, enabled and of type `Member`, and returns its ID. `POST /create_system_user`

        Sent once. If the response is lost, the client looks the user up by e-mail address, immediately and again
        after `settle_delay`. The call then succeeds only if the user has every value sent, has never logged in,
        and was created during this call by the server's clock. Otherwise it fails and `outcome` is `unknown`: the
        code is `email_taken` if a user with this address exists, whose password may be another,
        `email_taken_by_similar_address` if that user's address has other accents, and that of the failed request
        if there is no such user.

        Fails with `email_taken` or `package_not_found`.
        """
    def get(self, /, *, user_id: int | None = None, email: str | None = None) -> Coroutine[None, None, RawResponse[User]]:
        """
        Finds a user by ID or by e-mail address; exactly one of the two is required. `GET /get_user_info`

        A disabled user is found, a deleted one is not. The address must be the user's own, in any case: the
        server also matches addresses that differ only in accents, and this call does not return those users.

        Fails with `user_not_found`.
        """
    def provision(self, /, *, name: str, email: str, password: str, package_id: int, expires_on: date, mobile: str | None = None, address: str | None = None) -> Coroutine[None, None, RawResponse[Provisioned]]:
        """
        Ensures that a user with this e-mail address exists: returns the existing user or creates one.
        `GET /get_user_info`, `POST /create_system_user`

        An existing user is never changed. The call is safe to repeat after any failure.

        Fails with `email_taken_by_deleted_user` if the address is taken but no user has it, and with
        `email_taken_by_similar_address` if a user has the address with other accents, which the server treats as
        equal.
        """
    def update(self, /, user_id: int, *, name: str | None = None, mobile: str | None = None, address: str | None = None, package_id: int | None = None, expires_on: date | None = None) -> Coroutine[None, None, RawResponse[None]]:
        """
        Changes a user; fields that are left out keep their values. `POST /update_user/{user_id}`

        A field cannot be cleared. The e-mail address and the password cannot be changed.

        Fails with `user_not_found`.
        """

@final
class AsyncSubscribers:
    """
    The calls for subscribers: `client.subscribers`.
    """
    def get(self, /, subscriber_id: str | int) -> Coroutine[None, None, Subscriber]:
        """
        Finds a subscriber. `GET /subscriber_information`

        Fails with `subscriber_not_found` if the subscriber is unknown or belongs to another user.
        """

@final
class AsyncTableRows:
    """
    The rows of `flows.rows`: an async iterator. Dropping it, or `aclose()`, closes the connection.
    """
    def __aenter__(self, /) -> Coroutine[None, None, AsyncTableRows]: ...
    def __aexit__(self, kind: object, exception: object, traceback: object, /) -> Coroutine[None, None, None]: ...
    def __aiter__(self, /) -> AsyncTableRows: ...
    def __anext__(self, /) -> Coroutine[None, None, dict[str, str | int | None]]: ...
    def aclose(self, /) -> Coroutine[None, None, None]:
        """
        Closes the connection and ends the iteration. Closing twice does nothing.
        """

@final
class AsyncUsers:
    """
    The calls for users (admin key): `client.users`.
    """
    def create(self, /, *, name: str, email: str, password: str, package_id: int, expires_on: date, mobile: str | None = None, address: str | None = None) -> Coroutine[None, None, int]:
        """
        Creates a user, enabled and of type `Member`, and returns its ID. `POST /create_system_user`

        Sent once. If the response is lost, the client looks the user up by e-mail address, immediately and again
        after `settle_delay`. The call then succeeds only if the user has every value sent, has never logged in,
        and was created during this call by the server's clock. Otherwise it fails and `outcome` is `unknown`: the
        code is `email_taken` if a user with this address exists, whose password may be another,
        `email_taken_by_similar_address` if that user's address has other accents, and that of the failed request
        if there is no such user.

        Fails with `email_taken` or `package_not_found`.
        """
    def get(self, /, *, user_id: int | None = None, email: str | None = None) -> Coroutine[None, None, User]:
        """
        Finds a user by ID or by e-mail address; exactly one of the two is required. `GET /get_user_info`

        A disabled user is found, a deleted one is not. The address must be the user's own, in any case: the
        server also matches addresses that differ only in accents, and this call does not return those users.

        Fails with `user_not_found`.
        """
    def provision(self, /, *, name: str, email: str, password: str, package_id: int, expires_on: date, mobile: str | None = None, address: str | None = None) -> Coroutine[None, None, Provisioned]:
        """
        Ensures that a user with this e-mail address exists: returns the existing user or creates one.
        `GET /get_user_info`, `POST /create_system_user`

        An existing user is never changed. The call is safe to repeat after any failure.

        Fails with `email_taken_by_deleted_user` if the address is taken but no user has it, and with
        `email_taken_by_similar_address` if a user has the address with other accents, which the server treats as
        equal.
        """
    def update(self, /, user_id: int, *, name: str | None = None, mobile: str | None = None, address: str | None = None, package_id: int | None = None, expires_on: date | None = None) -> Coroutine[None, None, None]:
        """
        Changes a user; fields that are left out keep their values. `POST /update_user/{user_id}`

        A field cannot be cleared. The e-mail address and the password cannot be changed.

        Fails with `user_not_found`.
        """

@final
class CleanedCells:
    """
    Cells that were cleaned in the same way.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["field"], Literal["removed"], Literal["cells"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, field: str, removed: Literal["invisible", "control", "digits", "prefix", "link", "spreadsheet", "decoration", "several", "placeholder", "e164", "extension"], cells: SupportsIndex) -> CleanedCells: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> CleanedCells:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def cells(self, /) -> int:
        """
        The number of cells.
        """
    @property
    def field(self, /) -> str:
        """
        The field: `email`, `phone_number`, `first_name` or `last_name`.
        """
    @property
    def removed(self, /) -> Literal["invisible", "control", "digits", "prefix", "link", "spreadsheet", "decoration", "several", "placeholder", "e164", "extension"]:
        """
        What was removed or rewritten.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """

@final
class Client:
    """
    A client of the API. It is thread-safe, and works in forked child processes.

    The key and `base_url` default to the environment variables `CHAT44MP_API_KEY` and `CHAT44MP_BASE_URL`. Times are in
    seconds. `None` as a timeout is no limit; any other option that is `None` has its default.

    Raises `ConfigError` if an option is invalid.

    Options, which are keyword arguments, as those of `with_options`:

    `base_url`:
    The base URL of your server, such as `https://chat.example.com`; `/api` is added unless it ends so. By default
    `https://chat.44mppe.com/api`: pass your own server's, because the key is sent there.

    `allow_http`:
    Allows plain http to another machine. The key can then be intercepted.

    `timeout`:
    The timeout of a call with all its attempts and waits; 90 s by default. An infinite timeout is no limit, here and below.

    `connect_timeout`:
    The timeout for opening a connection, DNS and TLS included; 5 s by default.

    `head_timeout`:
    The timeout for the start of a response; 30 s by default, 300 s for `flows.answers`.

    `stall_timeout`:
    The timeout for each pause within a response; 20 s by default.

    `max_retries`:
    The maximum number of retries; 2 by default, 0 disables them.

    `max_concurrency`:
    The maximum number of requests in flight; 8 by default. Further calls wait for a permit.

    `backoff`:
    The maximum backoff before the first retry, doubled with each further one up to 8 s; 0.25 s by default.

    `settle_delay`:
    The delay before `users.create` checks again for a user whose creation received no response; 5 s by default.

    `max_response_bytes`:
    The maximum size of a response, in bytes after decompression; 50 MiB by default. Streamed responses have no limit.

    `proxy`:
    The proxy to use, such as `http://proxy.example.com:3128` or `socks5h://proxy.example.com:1080`, instead of the
    environment's (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`); empty for none.

    `ca_certs`:
    The certificates to trust instead of the platform's: the path of a PEM file or of a folder with such files, or PEM
    itself. The certificate of a CA or of the server, such as a self-signed one.

    `user_agent_suffix`:
    Text to add to the User-Agent header, such as your program's name and version.

    `message_patterns`:
    Messages of your own server and the errors they stand for.

    `keep_body`:
    Keeps response bodies for raw responses.

    `on_request`:
    A function that is called with a `RequestEvent` before each request, retries included. It and `on_response`
    run in the context of the call (`contextvars`), so that a trace finds its current span. They can be called
    a little later, and their exceptions go to `sys.unraisablehook`.

    `on_response`:
    A function that is called with a `ResponseEvent` at the end of each request: HTTP status, duration, and for a
    failed one the error code and the outcome.
    """
    def __enter__(self, /) -> Client: ...
    def __exit__(self, kind: object, exception: object, traceback: object, /) -> None: ...
    def __new__(cls, /, api_key: str | None = None, *, base_url: str | None = None, allow_http: bool | None = None, timeout: float | None = ..., connect_timeout: float | None = ..., head_timeout: float | None = ..., stall_timeout: float | None = ..., max_retries: int | None = None, max_concurrency: int | None = None, backoff: float | None = None, settle_delay: float | None = None, max_response_bytes: int | None = None, proxy: str | None = None, ca_certs: str | PathLike[str] | bytes | None = None, user_agent_suffix: str | None = None, message_patterns: Iterable[MessagePattern] | None = None, keep_body: bool | None = None, on_request: Callable[[RequestEvent], object] | None = None, on_response: Callable[[ResponseEvent], object] | None = None) -> Client: ...
    def __repr__(self, /) -> str: ...
    @property
    def base_url(self, /) -> str:
        """
        The base URL of the API.
        """
    def call(self, /, name: str, *, params: Mapping[str, str | int] | None = None, kind: Literal["read", "set", "create"] = ..., path_id: str | None = None) -> Any:
        """
        Calls an operation that this SDK does not support, by its wire name, and returns the JSON of the response.

        `kind` determines where the parameters are sent (in the query for "read", in the form for "set" and
        "create") and whether a lost request is retried ("create" never is). `path_id` is appended to the path.
        A response that reports an error fails like in any other call.
        """
    def close(self, /) -> None:
        """
        Closes the client and all clients created from it with `with_options`: requests in flight finish, further
        calls fail with `client_closed`. A client created with `with_options` leaves the original open. Closing
        twice does nothing.
        """
    @property
    def contact_groups(self, /) -> ContactGroups:
        """
        Contact groups.
        """
    @property
    def contacts(self, /) -> Contacts:
        """
        Contacts.
        """
    @property
    def flows(self, /) -> Flows:
        """
        Flow campaigns and their answers.
        """
    @property
    def is_closed(self, /) -> bool:
        """
        Whether the client was closed.
        """
    @property
    def labels(self, /) -> Labels:
        """
        Labels of Facebook pages.
        """
    @property
    def packages(self, /) -> Packages:
        """
        Packages that users can have (admin key).
        """
    def set_api_key(self, /, api_key: str) -> None:
        """
        Replaces the API key: calls that start later use it, also those of clients created with `with_options`
        that have no key of their own.

        Raises `ConfigError` if the key is empty or not a key; the client then keeps its key.
        """
    @property
    def subscribers(self, /) -> Subscribers:
        """
        Messenger subscribers.
        """
    @property
    def users(self, /) -> Users:
        """
        Users of the platform (admin key).
        """
    def with_options(self, /, *, api_key: str | None = None, base_url: str | None = None, allow_http: bool | None = None, timeout: float | None = ..., connect_timeout: float | None = ..., head_timeout: float | None = ..., stall_timeout: float | None = ..., max_retries: int | None = None, max_concurrency: int | None = None, backoff: float | None = None, settle_delay: float | None = None, max_response_bytes: int | None = None, proxy: str | None = None, ca_certs: str | PathLike[str] | bytes | None = None, user_agent_suffix: str | None = None, message_patterns: Iterable[MessagePattern] | None = None, keep_body: bool | None = None, on_request: Callable[[RequestEvent], object] | None = None, on_response: Callable[[ResponseEvent], object] | None = None) -> Client:
        """
        Returns a client with other options, which shares the connections. Options left out are kept.

        All options of a client are accepted. A client with another `api_key` on the same server costs almost
        nothing, so create one for each account. Closing it leaves this client open; closing this client
        closes it, too.

        Raises `ConfigError` if an option is invalid.
        """
    @property
    def with_raw_response(self, /) -> RawClient:
        """
        The same calls, returning a `RawResponse`: the value together with its HTTP response.
        """

@final
class Contact:
    """
    A contact.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["id"], Literal["user_id"], Literal["group_ids"], Literal["first_name"], Literal["last_name"], Literal["phone_number"], Literal["email"], Literal["notes"], Literal["unsubscribed"], Literal["active"], Literal["sms_email_sequence_campaign_ids"], Literal["deleted"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: int, user_id: int, group_ids: SupportsGetItem[int, int] = ..., first_name: str = ..., last_name: str = ..., phone_number: str | None = None, email: str | None = None, notes: str = ..., unsubscribed: bool = ..., active: bool | None = None, sms_email_sequence_campaign_ids: SupportsGetItem[int, SupportsIndex] = ..., deleted: bool = ...) -> Contact: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> Contact:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def active(self, /) -> bool | None:
        """
        Whether the contact is active; `status` on the wire. Not every server reports it.
        """
    @property
    def deleted(self, /) -> bool:
        """
        Whether it was deleted.
        """
    @property
    def email(self, /) -> str | None:
        """
        E-mail address.
        """
    @property
    def first_name(self, /) -> str:
        """
        First name; can be empty.
        """
    @property
    def group_ids(self, /) -> list[int]:
        """
        The groups it is in; `contact_type_id` on the wire.
        """
    @property
    def id(self, /) -> int:
        """
        The contact's id.
        """
    @property
    def last_name(self, /) -> str:
        """
        Last name; can be empty.
        """
    @property
    def notes(self, /) -> str:
        """
        Notes; can be empty.
        """
    @property
    def phone_number(self, /) -> str | None:
        """
        Phone number.
        """
    @property
    def sms_email_sequence_campaign_ids(self, /) -> list[int]:
        """
        The SMS and e-mail sequences it is in.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """
    @property
    def unsubscribed(self, /) -> bool:
        """
        Whether the contact has unsubscribed.
        """
    @property
    def user_id(self, /) -> int:
        """
        The user whose contact it is.
        """

@final
class ContactGroup:
    """
    A group of contacts.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["id"], Literal["user_id"], Literal["name"], Literal["created_at"], Literal["deleted"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: int, user_id: int, name: str = ..., created_at: datetime | None = None, deleted: bool = ...) -> ContactGroup: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> ContactGroup:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def created_at(self, /) -> datetime | None:
        """
        When it was created, by the server's clock.
        """
    @property
    def deleted(self, /) -> bool:
        """
        Whether it was deleted.
        """
    @property
    def id(self, /) -> int:
        """
        The group's id; `contact_type_id` elsewhere on the wire.
        """
    @property
    def name(self, /) -> str:
        """
        Its name; `type` on the wire.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """
    @property
    def user_id(self, /) -> int:
        """
        The user whose group it is.
        """

@final
class ContactGroups:
    """
    The calls for contact groups: `client.contact_groups`.
    """
    def create(self, /, name: str) -> int:
        """
        Creates a contact group and returns its ID. `POST /create_contact_group`

        Names need not be unique. Sent once: if the response is lost, `outcome` is `unknown`.
        """
    def delete(self, /, group_id: int) -> None:
        """
        Deletes a contact group permanently; its contacts remain. `POST /delete_contact_group`

        Fails with `group_not_found` if the group is unknown or belongs to another user.
        """
    def get(self, /, group_id: int) -> ContactGroup:
        """
        Finds a contact group. `GET /get_contact_group`

        Fails with `group_not_found` if the group is unknown or belongs to another user, and with `group_deleted`.
        """
    def update(self, /, group_id: int, *, name: str) -> Literal["applied", "unchanged"]:
        """
        Renames a contact group. `POST /update_contact_group/{group_id}`

        Fails with `group_not_found` if the group is unknown or belongs to another user.
        """

@final
class Contacts:
    """
    The calls for contacts: `client.contacts`.
    """
    def create(self, /, *, group_id: int, email: str | None = None, phone_number: str | None = None, first_name: str | None = None, last_name: str | None = None) -> int:
        """
        Creates a contact and returns its ID. `POST /create_contact`

        An e-mail address or a phone number is required. Most servers need both: they treat a missing one as an
        empty value, and reject the empty value as taken. Sent once: if the response is lost, `outcome` is
        `unknown`.

        Fails with `email_taken` or `phone_taken` if any contact on the server has the value.
        """
    def delete(self, /, contact_id: int) -> None:
        """
        Deletes a contact permanently. `POST /delete_contact`

        Fails with `contact_not_found` if the contact is unknown or belongs to another user.
        """
    def get(self, /, contact_id: int) -> Contact:
        """
        Finds a contact. `GET /get_contact`

        Fails with `contact_not_found` if the contact is unknown or belongs to another user, and with
        `contact_deleted`.
        """
    def import_file(self, /, path: str | PathLike[str], *, group_id: int, results: str | PathLike[str] | None = None, errors: str | PathLike[str] | None = None, map: Mapping[str, str] | None = None, sheet: str | None = None, phone_region: str | None = None, delimiter: str | None = None, encoding: str | None = None, concurrency: int | None = None, dry_run: bool | None = None, resend_unknown: bool | None = None, progress: Callable[[ImportProgress], object] | None = None, on_row: Callable[[RowResult], object] | None = None) -> ImportReport:
        """
        Imports contacts from a CSV or JSON Lines file or a workbook into a group. `POST /create_contact` for each row

        The file is read twice: first to validate every row before anything is sent, then to send the rows.
        Several rows are in flight at a time (`concurrency`, 4 by default), and each is sent once: a row whose
        response is lost is `unknown`, because it may have been created. With a results file (`results`), an
        interrupted import resumes when it is run again.

        A row that fails does not fail the import; the report counts it and says why.

        Fails with `invalid_file` if the file cannot be parsed (the message names the row and the column), and
        with `file_failed`, `results_file_refused`, `invalid_option` or `invalid_value`; in each case before
        anything is sent.

        `results` is a file that records the result of each row, and `errors` a CSV file of the rows that were not
        created, to correct and import again. `map` names the column of a field where the column names do not;
        `delimiter` is one character or "tab"; it and `encoding` are for files. With `dry_run` nothing is sent. Rows that an earlier run left
        `unknown` are skipped unless `resend_unknown` is set.

        `progress` is called with the latest counts, up to a few hundred times per second, and `on_row` with the result of each row, in the order of completion: its
        number, status and contact ID. Rows that an earlier run finished are reported again; rows that a dry run
        would send are not. Both may make calls themselves; in asyncio they may be coroutine functions.
        Ctrl-C, or an exception that they raise, stops the import gracefully: rows in flight are awaited. In
        asyncio, cancelling stops the import immediately; rows in flight may have been created.

        The failures above raise `ConfigError` or `ValidationError`.
        """
    def import_rows(self, /, rows: Iterable[object], *, group_id: int, results: str | PathLike[str] | None = None, errors: str | PathLike[str] | None = None, map: Mapping[str, str] | None = None, sheet: str | None = None, phone_region: str | None = None, delimiter: str | None = None, encoding: str | None = None, concurrency: int | None = None, dry_run: bool | None = None, resend_unknown: bool | None = None, progress: Callable[[ImportProgress], object] | None = None, on_row: Callable[[RowResult], object] | None = None) -> ImportReport:
        """
        Imports contacts from a sequence of rows into a group. `POST /create_contact` for each row

        Rows are taken from the sequence as there is capacity to send them and are validated one at a time, so
        memory use stays constant. An invalid row does not fail the import: the report counts it and says why.
        Rows are numbered from 1. Otherwise like `import_file`.

        Fails like `import_file`.

        `rows` is a DataFrame of pandas or polars, or any iterable of mappings (also `sqlite3.Row`), named tuples
        or objects whose class declares its fields (data classes, models of pydantic, attrs and msgspec); in
        asyncio also an async iterable. Their fields are `email`, `phone_number`, `first_name` and `last_name`, or
        the names that CRMs use for them; other fields are ignored.

        A number is imported as its digits, also a `float` or `Decimal` without a fraction, and bytes as UTF-8.
        `None`, NaN, and `NA` and `NaT` of pandas are missing values. With any other value in one of these fields
        the row is invalid, also with a `float` from 2**53 on, which may have lost digits.

        Any other object in the place of a row, such as a tuple or a record of an ORM, is a `TypeError` that names
        the row. It, or an exception of the iterable, stops the import gracefully and is then raised.
        """
    def update(self, /, contact_id: int, *, email: str | None = None, phone_number: str | None = None, first_name: str | None = None, last_name: str | None = None) -> Literal["applied", "unchanged"]:
        """
        Changes a contact; fields that are left out keep their values. `POST /update_contact/{contact_id}`

        Send only the fields that change: the server refuses the e-mail address or phone number that the contact
        already has. A field cannot be cleared.

        Fails with `contact_not_found` if the contact is unknown or belongs to another user, and with
        `email_taken` or `phone_taken` if any contact has the value, including this one.
        """

@final
class ErrorInfo:
    """
    The fields of an error. None of them ever holds the API key, a password or the query of a URL.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["kind"], Literal["code"], Literal["server_message"], Literal["hint"], Literal["operation"], Literal["http_status"], Literal["attempts"], Literal["retryable"], Literal["retry_after"], Literal["outcome"], Literal["field"], Literal["phase"], Literal["graph_code"], Literal["body"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, kind: Literal["config", "validation", "connection", "timeout", "malformed", "authentication", "not_found", "conflict", "precondition", "upstream", "rate_limited", "server", "unknown"], code: str, server_message: str = ..., hint: str | None = None, operation: str | None = None, http_status: SupportsIndex | None = None, attempts: SupportsIndex = ..., retryable: bool = ..., retry_after: float | None = None, outcome: Literal["not_sent", "rejected", "unknown"] | None = None, field: str | None = None, phase: Literal["dns", "connect", "tls", "send", "read"] | None = None, graph_code: SupportsIndex | None = None, body: str | None = None) -> ErrorInfo: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> ErrorInfo:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def attempts(self, /) -> int:
        """
        The number of attempts.
        """
    @property
    def body(self, /) -> str | None:
        """
        The beginning of a response that could not be used, at most 16 KiB, without secrets.

        Of an HTML page only an excerpt of its text is kept. Of a response to a request with a password nothing is kept,
        unless the call sets `keep_body`.
        """
    @property
    def code(self, /) -> ErrorCode:
        """
        The stable code, such as `contact_not_found`. New codes can appear.
        """
    @property
    def field(self, /) -> str | None:
        """
        The argument or option that is invalid.
        """
    @property
    def graph_code(self, /) -> int | None:
        """
        The number of Facebook's error, as in `(#100) …`.
        """
    @property
    def hint(self, /) -> str | None:
        """
        How to fix it.
        """
    @property
    def http_status(self, /) -> int | None:
        """
        The HTTP status of the last response, if one arrived.
        """
    @property
    def kind(self, /) -> Literal["config", "validation", "connection", "timeout", "malformed", "authentication", "not_found", "conflict", "precondition", "upstream", "rate_limited", "server", "unknown"]:
        """
        The kind of the error.
        """
    @property
    def operation(self, /) -> str | None:
        """
        The call that failed, such as `contacts.create`.
        """
    @property
    def outcome(self, /) -> Literal["not_sent", "rejected", "unknown"] | None:
        """
        The outcome of a failed write; absent on reads and outside of calls.
        """
    @property
    def phase(self, /) -> Literal["dns", "connect", "tls", "send", "read"] | None:
        """
        The phase in which the call's connection failed.
        """
    @property
    def retry_after(self, /) -> float | None:
        """
        The time that the server requests to wait before the next request.
        In seconds.
        """
    @property
    def retryable(self, /) -> bool:
        """
        Whether repeating the call later may succeed without duplicating its effect.
        """
    @property
    def server_message(self, /) -> str:
        """
        The server's message, or the SDK's; at most 500 characters.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """

@final
class ExportReport:
    """
    The result of an export.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["subscribers"], Literal["answers"], Literal["left_out"], Literal["bytes"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, subscribers: SupportsIndex, answers: SupportsIndex, left_out: SupportsIndex, bytes: SupportsIndex) -> ExportReport: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> ExportReport:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def answers(self, /) -> int:
        """
        Their answers.
        """
    @property
    def bytes(self, /) -> int:
        """
        Bytes. A workbook has none until it is complete.
        """
    @property
    def left_out(self, /) -> int:
        """
        Answers that do not belong to a question of the campaign: the format `wide_csv` and
        `wide_excel` omit them, the other formats include them.
        """
    @property
    def subscribers(self, /) -> int:
        """
        Subscribers.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """

@final
class FlowCampaign:
    """
    A flow campaign in a list.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["id"], Literal["name"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: int, name: str = ...) -> FlowCampaign: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> FlowCampaign:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def id(self, /) -> int:
        """
        The campaign's id.
        """
    @property
    def name(self, /) -> str:
        """
        Its name; `flow_name` on the wire.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """

@final
class FlowDetail:
    """
    A flow campaign with its questions.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["id"], Literal["name"], Literal["questions"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: int, name: str, questions: SupportsGetItem[int, str]) -> FlowDetail: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> FlowDetail:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def id(self, /) -> int:
        """
        The campaign's id.
        """
    @property
    def name(self, /) -> str:
        """
        Its name; `flow_name` on the wire.
        """
    @property
    def questions(self, /) -> list[str]:
        """
        Its questions; can be empty.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """

@final
class Flows:
    """
    The calls for flow campaigns: `client.flows`.
    """
    def answers(self, /, flow_id: int) -> Answers:
        """
        Streams the answers of all subscribers to a campaign, one subscriber at a time, as the bytes arrive.
        `GET /get_all_subscriber_flow_info`

        Nothing is sent before the first row is requested. Memory use stays constant, however large the response
        is. A lost connection is retried only until the first row has been returned. The call has no overall
        timeout unless one is set: only a stalled connection ends the stream.

        Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
        """
    def export(self, /, flow_id: int, path: str | PathLike[str] | SupportsWrite[bytes], *, format: Literal["csv", "wide_csv", "json_lines", "excel", "wide_excel"] | None = None, bom: bool | None = None, raw_cells: bool | None = None, progress: Callable[[ExportReport], object] | None = None) -> ExportReport:
        """
        Writes the answers of all subscribers to a campaign to a file. `GET /get_all_subscriber_flow_info`

        The file appears when it is complete and replaces an existing one; an export that fails or is stopped
        leaves nothing behind. A new file is readable by its owner only (mode 0600), an existing one keeps its
        mode. Memory use stays constant, however large the response is. The wide formats read their columns from
        `GET /get_flow_campaign_info`. By default the format is CSV with one row per answer, and cells that a
        spreadsheet would run as a formula are prefixed with an apostrophe.

        Fails like `answers`, with `file_failed`, and with `invalid_option` if the name of the file does not match
        the format, or the answers exceed the limits of a workbook: 1,048,576 rows with the header, 16,384
        columns, 32,767 characters per cell.

        `path` is a path, or a file that is open for writing bytes. Data already written to an open file stays
        there after a failure.

        `format` is "csv", "wide_csv" (one row per subscriber, one column per question), "json_lines" (one
        subscriber per line), or an Excel workbook (.xlsx) in which every cell is text: "excel" and "wide_excel",
        with the rows of "csv" and "wide_csv". `bom` starts CSV with a byte order mark, without which Excel opens
        accents wrongly; `raw_cells` leaves cells of CSV unchanged. `progress` is called every few hundred
        subscribers with the counts so far, and may make calls itself; a workbook has no bytes until it is complete.
        """
    def get(self, /, flow_id: int) -> FlowDetail:
        """
        Finds a flow campaign and its questions. `GET /get_flow_campaign_info`

        Fails with `flow_not_found` if the campaign is unknown or belongs to another user, and with
        `flow_deleted`.
        """
    def list(self, /) -> list[FlowCampaign]:
        """
        Lists all flow campaigns. `GET /get_flow_campaigns`
        """
    def rows(self, /, flow_id: int, *, layout: Literal["long", "wide"] | None = None) -> TableRows:
        """
        Streams the answers of all subscribers to a campaign as the rows of a table.
        `GET /get_all_subscriber_flow_info`

        The long layout, the default, has one row per answer: `subscriber_id`, `question_id`, `question` and
        `answer`. The wide layout has one row per subscriber and one column per question; it reads the questions
        from `GET /get_flow_campaign_info` and omits answers to any other question. Otherwise like `answers`.

        A row is a dict, so `pandas.DataFrame(client.flows.rows(1))` works. `layout` is "long" or "wide".
        """
    def subscriber_answers(self, /, flow_id: int, subscriber_id: str | int) -> SubscriberFlow:
        """
        Returns one subscriber's answers to a campaign. `GET /get_single_subscriber_flow_info`

        There are no answers if the subscriber gave none or is unknown.

        Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
        """

@final
class ImportProgress:
    """
    The progress of an import, with row counts by result. Each row is counted exactly once; `earlier` and `rewritten` overlap
    with those counts.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["phase"], Literal["total"], Literal["rows"], Literal["created"], Literal["exists"], Literal["invalid"], Literal["failed"], Literal["unknown"], Literal["pending"], Literal["earlier"], Literal["rewritten"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, phase: Literal["checking", "sending", "paused", "stopping"], total: SupportsIndex | None = None, rows: SupportsIndex, created: SupportsIndex, exists: SupportsIndex, invalid: SupportsIndex, failed: SupportsIndex, unknown: SupportsIndex, pending: SupportsIndex, earlier: SupportsIndex, rewritten: SupportsIndex) -> ImportProgress: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> ImportProgress:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def created(self, /) -> int:
        """
        Created.
        """
    @property
    def earlier(self, /) -> int:
        """
        Rows among the above whose result is from an earlier run.
        """
    @property
    def exists(self, /) -> int:
        """
        Already existed: a contact on the server, possibly another user's, has the row's e-mail address or phone number.
        """
    @property
    def failed(self, /) -> int:
        """
        Not created; another run retries the row.
        """
    @property
    def invalid(self, /) -> int:
        """
        Not sent: a value is invalid, or an earlier row has the same e-mail address or phone number.
        """
    @property
    def pending(self, /) -> int:
        """
        Not sent (yet): the import was stopped, or is a dry run.
        """
    @property
    def phase(self, /) -> Literal["checking", "sending", "paused", "stopping"]:
        """
        Its phase.
        """
    @property
    def rewritten(self, /) -> int:
        """
        Rows sent with text that the server stores differently, such as emoji.
        """
    @property
    def rows(self, /) -> int:
        """
        Rows read, except blank ones.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """
    @property
    def total(self, /) -> int | None:
        """
        The total number of rows, once it is known: rows from an iterator cannot be counted in advance.
        """
    @property
    def unknown(self, /) -> int:
        """
        Possibly created: the row was sent, but its response was lost.
        """

@final
class ImportReason:
    """
    A reason why rows were not created.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["status"], Literal["code"], Literal["field"], Literal["message"], Literal["rows"], Literal["first_rows"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, status: Literal["created", "exists", "invalid", "failed", "unknown"], code: str, field: str | None = None, message: str, rows: SupportsIndex, first_rows: SupportsGetItem[int, SupportsIndex] = ...) -> ImportReason: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> ImportReason:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code, such as `email_taken`.
        """
    @property
    def field(self, /) -> str | None:
        """
        The field that is wrong, if it is known.
        """
    @property
    def first_rows(self, /) -> list[int]:
        """
        The first of them, at most 10.
        """
    @property
    def message(self, /) -> str:
        """
        What is wrong.
        """
    @property
    def rows(self, /) -> int:
        """
        The number of rows.
        """
    @property
    def status(self, /) -> Literal["created", "exists", "invalid", "failed", "unknown"]:
        """
        The result of the rows.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """

@final
class ImportReport:
    """
    The result of an import. Each row is counted exactly once; `earlier` and `rewritten` overlap with those counts.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["end"], Literal["is_success"], Literal["error"], Literal["rows"], Literal["created"], Literal["exists"], Literal["invalid"], Literal["failed"], Literal["unknown"], Literal["pending"], Literal["earlier"], Literal["rewritten"], Literal["reasons"], Literal["cleaned"], Literal["warnings"], Literal["preview"], Literal["columns"], Literal["unused_columns"], Literal["encoding"], Literal["delimiter"], Literal["elapsed"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, end: Literal["complete", "stopped", "aborted"], is_success: bool = ..., error: Chat44mpError | None = None, rows: SupportsIndex = ..., created: SupportsIndex = ..., exists: SupportsIndex = ..., invalid: SupportsIndex = ..., failed: SupportsIndex = ..., unknown: SupportsIndex = ..., pending: SupportsIndex = ..., earlier: SupportsIndex = ..., rewritten: SupportsIndex = ..., reasons: SupportsGetItem[int, ImportReason] = ..., cleaned: SupportsGetItem[int, CleanedCells] = ..., warnings: SupportsGetItem[int, ImportWarning] = ..., preview: SupportsGetItem[int, PreviewRow] = ..., columns: SupportsGetItem[int, MappedColumn] = ..., unused_columns: SupportsGetItem[int, str] = ..., encoding: str | None = None, delimiter: str | None = None, elapsed: float = ...) -> ImportReport: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> ImportReport:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def cleaned(self, /) -> list[CleanedCells]:
        """
        The cells from which something was removed, such as `p:` before a phone number.
        """
    @property
    def columns(self, /) -> list[MappedColumn]:
        """
        The columns of the file and the fields that they were mapped to, in the order in which a row's value is looked for.
        """
    @property
    def created(self, /) -> int:
        """
        Created.
        """
    @property
    def delimiter(self, /) -> str | None:
        """
        The delimiter of a CSV file, one character.
        """
    @property
    def earlier(self, /) -> int:
        """
        Rows among the above whose result is from an earlier run.
        """
    @property
    def elapsed(self, /) -> float:
        """
        Its duration.
        In seconds.
        """
    @property
    def encoding(self, /) -> str | None:
        """
        The file's encoding, by its name in the WHATWG standard, such as `UTF-8`.
        """
    @property
    def end(self, /) -> Literal["complete", "stopped", "aborted"]:
        """
        How it ended.
        """
    @property
    def error(self, /) -> Chat44mpError | None:
        """
        The error that aborted the import.
        """
    @property
    def exists(self, /) -> int:
        """
        Already existed: a contact on the server, possibly another user's, has the row's e-mail address or phone number.
        """
    @property
    def failed(self, /) -> int:
        """
        Not created; another run retries the row.
        """
    @property
    def invalid(self, /) -> int:
        """
        Not sent: a value is invalid, or an earlier row has the same e-mail address or phone number.
        """
    @property
    def is_success(self, /) -> bool:
        """
        Whether every contact now exists: all rows were created or already existed.
        """
    @property
    def pending(self, /) -> int:
        """
        Not sent: the import was stopped or aborted, or is a dry run.
        """
    @property
    def preview(self, /) -> list[PreviewRow]:
        """
        A dry run's first five rows, as they would be sent.
        """
    @property
    def reasons(self, /) -> list[ImportReason]:
        """
        The reasons why rows were not created, most frequent first.
        """
    @property
    def rewritten(self, /) -> int:
        """
        Rows sent with text that the server stores differently, such as emoji.
        """
    @property
    def rows(self, /) -> int:
        """
        All rows except blank ones.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """
    @property
    def unknown(self, /) -> int:
        """
        Possibly created: the row was sent, but its response was lost.
        """
    @property
    def unused_columns(self, /) -> list[str]:
        """
        The columns that were not mapped.
        """
    @property
    def warnings(self, /) -> list[ImportWarning]:
        """
        What may be wrong although rows can be sent.
        """

@final
class ImportResults:
    """
    The content of a results file.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["base_url"], Literal["group_id"], Literal["source"], Literal["rows"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, base_url: str, group_id: int, source: str | None = None, rows: SupportsGetItem[int, RowResult] = ...) -> ImportResults: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> ImportResults:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def base_url(self, /) -> str:
        """
        The base URL of the server.
        """
    @property
    def group_id(self, /) -> int:
        """
        The group of the contacts.
        """
    @property
    def rows(self, /) -> list[RowResult]:
        """
        The latest result of each row, by row number. Rows that an earlier run finished have the numbers of that run.
        """
    @property
    def source(self, /) -> str | None:
        """
        The name of the first imported file; `None` for rows of a program.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """

@final
class ImportWarning:
    """
    Something that may be wrong although rows can be sent.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["code"], Literal["message"], Literal["rows"], Literal["first_rows"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, code: str, message: str, rows: SupportsIndex = ..., first_rows: SupportsGetItem[int, SupportsIndex] = ...) -> ImportWarning: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> ImportWarning:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code: `doubtful_encoding`, `unused_column`, `empty_field`, `incomplete_domain` or `rewritten_text`.
        """
    @property
    def first_rows(self, /) -> list[int]:
        """
        The first of them, at most 10.
        """
    @property
    def message(self, /) -> str:
        """
        What may be wrong.
        """
    @property
    def rows(self, /) -> int:
        """
        The number of rows; 0 if it concerns the whole source.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """

@final
class Label:
    """
    A label of a page.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["id"], Literal["name"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: str | int | None = None, name: str = ...) -> Label: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> Label:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def id(self, /) -> str | None:
        """
        The label's id at Facebook; `label_id` on the wire. Some system labels have none.
        """
    @property
    def name(self, /) -> str:
        """
        Its name; `label_name` on the wire.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """

@final
class Labels:
    """
    The calls for labels: `client.labels`.
    """
    def assign(self, /, *, page_id: str | int, subscriber_id: str | int, label_ids: Iterable[str | int]) -> None:
        """
        Assigns one or more labels to a subscriber. `POST /assign_label`

        Unknown label IDs are ignored, unless all of them are unknown. If Facebook refuses one of several labels,
        `outcome` is `unknown`: those before it stay assigned.

        Fails with `label_not_found`, `bot_not_enabled` or `facebook_refused`.
        """
    def create(self, /, page_id: str | int, *, name: str) -> str:
        """
        Creates a label and returns its ID. `POST /create_label`

        Keep the ID: the server never lists labels created through the API. Their names must be unique on the
        whole server, across all pages and users. Sent once: if the response is lost, `outcome` is `unknown`.

        Fails with `bot_not_enabled` if the page is unknown or its bot is disabled, and with
        `label_name_maybe_taken` if the name is taken, but only after Facebook has created the label.
        """
    def list(self, /, page_id: str | int) -> list[Label]:
        """
        Lists the labels of a page, except those created through the API. `GET /get_all_labels`

        Fails with `labels_not_found` if the page is unknown, its bot is disabled, or it has no labels; the server
        does not say which.
        """

@final
class MappedColumn:
    """
    A column of the file and the field that it was mapped to.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["field"], Literal["column"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, field: str, column: str) -> MappedColumn: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> MappedColumn:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def column(self, /) -> str:
        """
        The column's name in the file.
        """
    @property
    def field(self, /) -> str:
        """
        The field: `email`, `phone_number`, `first_name` or `last_name`, or `full_name` for the last two.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """

@final
class MessagePattern:
    """
    A message of your own server and the error it stands for, for servers that translate their messages.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["text"], Literal["code"], Literal["operation"], Literal["kind"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, text: str, code: str, *, operation: str | None = None, kind: Literal["config", "validation", "connection", "timeout", "malformed", "authentication", "not_found", "conflict", "precondition", "upstream", "rate_limited", "server", "unknown"] | None = None) -> MessagePattern: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> MessagePattern:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> ErrorCode:
        """
        One of the SDK's codes, or one of your own; the latter needs a `kind`.
        """
    @property
    def kind(self, /) -> Literal["config", "validation", "connection", "timeout", "malformed", "authentication", "not_found", "conflict", "precondition", "upstream", "rate_limited", "server", "unknown"] | None:
        """
        The family of the error.
        """
    @property
    def operation(self, /) -> str | None:
        """
        The wire name of the operation that reports it, such as `get_contact`; any by default.
        """
    @property
    def text(self, /) -> str:
        """
        The text. Case and spacing do not matter, and `{n}` stands for any run of digits.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """

@final
class Package:
    """
    A package.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["id"], Literal["name"], Literal["module_ids"], Literal["price"], Literal["validity"], Literal["deleted"], Literal["visible"], Literal["highlight"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: int, name: str = ..., module_ids: SupportsGetItem[int, SupportsIndex] = ..., price: str = ..., validity: SupportsIndex | None = None, deleted: bool = ..., visible: bool = ..., highlight: bool = ...) -> Package: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> Package:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def deleted(self, /) -> bool:
        """
        Whether it was deleted.
        """
    @property
    def highlight(self, /) -> bool:
        """
        Whether it is highlighted.
        """
    @property
    def id(self, /) -> int:
        """
        The package's id.
        """
    @property
    def module_ids(self, /) -> list[int]:
        """
        The modules it includes.
        """
    @property
    def name(self, /) -> str:
        """
        Its name; `package_name` on the wire.
        """
    @property
    def price(self, /) -> str:
        """
        Its price as the server stores it, which can be a word such as `Trial`; see `price_decimal`.
        """
    @property
    def price_decimal(self, /) -> Decimal | None:
        """
        The price as an exact number, in the server's currency; None if it is a word.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """
    @property
    def validity(self, /) -> int | None:
        """
        Its validity in days.
        """
    @property
    def visible(self, /) -> bool:
        """
        Whether it is shown to users.
        """

@final
class Packages:
    """
    The calls for packages (admin key): `client.packages`.
    """
    def list(self, /) -> list[Package]:
        """
        Lists all packages that are not deleted. `GET /get_all_packages`
        """

@final
class PreviewCell:
    """
    A cell before it was cleaned.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["field"], Literal["text"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, field: str, text: str) -> PreviewCell: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> PreviewCell:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def field(self, /) -> str:
        """
        The field: `email`, `phone_number`, `first_name` or `last_name`.
        """
    @property
    def text(self, /) -> str:
        """
        The text of the source.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """

@final
class PreviewRow:
    """
    A row as it would be sent.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["row"], Literal["email"], Literal["phone_number"], Literal["first_name"], Literal["last_name"], Literal["before"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, row: SupportsIndex, email: str | None = None, phone_number: str | None = None, first_name: str | None = None, last_name: str | None = None, before: SupportsGetItem[int, PreviewCell] = ...) -> PreviewRow: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> PreviewRow:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def before(self, /) -> list[PreviewCell]:
        """
        The cells that were cleaned, as they are in the source.
        """
    @property
    def email(self, /) -> str | None:
        """
        E-mail address.
        """
    @property
    def first_name(self, /) -> str | None:
        """
        First name.
        """
    @property
    def last_name(self, /) -> str | None:
        """
        Last name.
        """
    @property
    def phone_number(self, /) -> str | None:
        """
        Phone number.
        """
    @property
    def row(self, /) -> int:
        """
        The row's number.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """

@final
class Provisioned:
    """
    The user, whether it existed or was created.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["user"], Literal["result"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, user: User, result: Literal["created", "existed", "settled"]) -> Provisioned: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> Provisioned:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def result(self, /) -> Literal["created", "existed", "settled"]:
        """
        "created" by this call; "existed", and was not changed; or "settled": it appeared during the call, created by a
        request whose response was lost, or by another client, so that its values and its password may be the other's.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """
    @property
    def user(self, /) -> User:
        """
        The user.
        """

@final
class RawClient:
    """
    The client's calls, returning a `RawResponse`: the value together with its HTTP response.
    """
    def call(self, /, name: str, *, params: Mapping[str, str | int] | None = None, kind: Literal["read", "set", "create"] = ..., path_id: str | None = None) -> RawResponse[Any]:
        """
        Calls an operation that this SDK does not support, by its wire name, and returns the JSON of the response.

        `kind` determines where the parameters are sent (in the query for "read", in the form for "set" and
        "create") and whether a lost request is retried ("create" never is). `path_id` is appended to the path.
        A response that reports an error fails like in any other call.
        """
    @property
    def contact_groups(self, /) -> RawContactGroups:
        """
        Contact groups.
        """
    @property
    def contacts(self, /) -> RawContacts:
        """
        Contacts.
        """
    @property
    def flows(self, /) -> RawFlows:
        """
        Flow campaigns and their answers.
        """
    @property
    def labels(self, /) -> RawLabels:
        """
        Labels of Facebook pages.
        """
    @property
    def packages(self, /) -> RawPackages:
        """
        Packages that users can have (admin key).
        """
    @property
    def subscribers(self, /) -> RawSubscribers:
        """
        Messenger subscribers.
        """
    @property
    def users(self, /) -> RawUsers:
        """
        Users of the platform (admin key).
        """

@final
class RawContactGroups:
    """
    The calls for contact groups: `client.contact_groups`.
    """
    def create(self, /, name: str) -> RawResponse[int]:
        """
        Creates a contact group and returns its ID. `POST /create_contact_group`

        Names need not be unique. Sent once: if the response is lost, `outcome` is `unknown`.
        """
    def delete(self, /, group_id: int) -> RawResponse[None]:
        """
        Deletes a contact group permanently; its contacts remain. `POST /delete_contact_group`

        Fails with `group_not_found` if the group is unknown or belongs to another user.
        """
    def get(self, /, group_id: int) -> RawResponse[ContactGroup]:
        """
        Finds a contact group. `GET /get_contact_group`

        Fails with `group_not_found` if the group is unknown or belongs to another user, and with `group_deleted`.
        """
    def update(self, /, group_id: int, *, name: str) -> RawResponse[Literal["applied", "unchanged"]]:
        """
        Renames a contact group. `POST /update_contact_group/{group_id}`

        Fails with `group_not_found` if the group is unknown or belongs to another user.
        """

@final
class RawContacts:
    """
    The calls for contacts: `client.contacts`.
    """
    def create(self, /, *, group_id: int, email: str | None = None, phone_number: str | None = None, first_name: str | None = None, last_name: str | None = None) -> RawResponse[int]:
        """
        Creates a contact and returns its ID. `POST /create_contact`

        An e-mail address or a phone number is required. Most servers need both: they treat a missing one as an
        empty value, and reject the empty value as taken. Sent once: if the response is lost, `outcome` is
        `unknown`.

        Fails with `email_taken` or `phone_taken` if any contact on the server has the value.
        """
    def delete(self, /, contact_id: int) -> RawResponse[None]:
        """
        Deletes a contact permanently. `POST /delete_contact`

        Fails with `contact_not_found` if the contact is unknown or belongs to another user.
        """
    def get(self, /, contact_id: int) -> RawResponse[Contact]:
        """
        Finds a contact. `GET /get_contact`

        Fails with `contact_not_found` if the contact is unknown or belongs to another user, and with
        `contact_deleted`.
        """
    def update(self, /, contact_id: int, *, email: str | None = None, phone_number: str | None = None, first_name: str | None = None, last_name: str | None = None) -> RawResponse[Literal["applied", "unchanged"]]:
        """
        Changes a contact; fields that are left out keep their values. `POST /update_contact/{contact_id}`

        Send only the fields that change: the server refuses the e-mail address or phone number that the contact
        already has. A field cannot be cleared.

        Fails with `contact_not_found` if the contact is unknown or belongs to another user, and with
        `email_taken` or `phone_taken` if any contact has the value, including this one.
        """

@final
class RawFlows:
    """
    The calls for flow campaigns: `client.flows`.
    """
    def answers(self, /, flow_id: int) -> RawResponse[Answers]:
        """
        Streams the answers of all subscribers to a campaign, one subscriber at a time, as the bytes arrive.
        `GET /get_all_subscriber_flow_info`

        Nothing is sent before the first row is requested. Memory use stays constant, however large the response
        is. A lost connection is retried only until the first row has been returned. The call has no overall
        timeout unless one is set: only a stalled connection ends the stream.

        Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
        """
    def get(self, /, flow_id: int) -> RawResponse[FlowDetail]:
        """
        Finds a flow campaign and its questions. `GET /get_flow_campaign_info`

        Fails with `flow_not_found` if the campaign is unknown or belongs to another user, and with
        `flow_deleted`.
        """
    def list(self, /) -> RawResponse[list[FlowCampaign]]:
        """
        Lists all flow campaigns. `GET /get_flow_campaigns`
        """
    def subscriber_answers(self, /, flow_id: int, subscriber_id: str | int) -> RawResponse[SubscriberFlow]:
        """
        Returns one subscriber's answers to a campaign. `GET /get_single_subscriber_flow_info`

        There are no answers if the subscriber gave none or is unknown.

        Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
        """

@final
class RawLabels:
    """
    The calls for labels: `client.labels`.
    """
    def assign(self, /, *, page_id: str | int, subscriber_id: str | int, label_ids: Iterable[str | int]) -> RawResponse[None]:
        """
        Assigns one or more labels to a subscriber. `POST /assign_label`

        Unknown label IDs are ignored, unless all of them are unknown. If Facebook refuses one of several labels,
        `outcome` is `unknown`: those before it stay assigned.

        Fails with `label_not_found`, `bot_not_enabled` or `facebook_refused`.
        """
    def create(self, /, page_id: str | int, *, name: str) -> RawResponse[str]:
        """
        Creates a label and returns its ID. `POST /create_label`

        Keep the ID: the server never lists labels created through the API. Their names must be unique on the
        whole server, across all pages and users. Sent once: if the response is lost, `outcome` is `unknown`.

        Fails with `bot_not_enabled` if the page is unknown or its bot is disabled, and with
        `label_name_maybe_taken` if the name is taken, but only after Facebook has created the label.
        """
    def list(self, /, page_id: str | int) -> RawResponse[list[Label]]:
        """
        Lists the labels of a page, except those created through the API. `GET /get_all_labels`

        Fails with `labels_not_found` if the page is unknown, its bot is disabled, or it has no labels; the server
        does not say which.
        """

@final
class RawPackages:
    """
    The calls for packages (admin key): `client.packages`.
    """
    def list(self, /) -> RawResponse[list[Package]]:
        """
        Lists all packages that are not deleted. `GET /get_all_packages`
        """

@final
class RawSubscribers:
    """
    The calls for subscribers: `client.subscribers`.
    """
    def get(self, /, subscriber_id: str | int) -> RawResponse[Subscriber]:
        """
        Finds a subscriber. `GET /subscriber_information`

        Fails with `subscriber_not_found` if the subscriber is unknown or belongs to another user.
        """

@final
class RawUsers:
    """
    The calls for users (admin key): `client.users`.
    """
    def create(self, /, *, name: str, email: str, password: str, package_id: int, expires_on: date, mobile: str | None = None, address: str | None = None) -> RawResponse[int]:
        """
        Creates a user, enabled and of type `Member`, and returns its ID. `POST /create_system_user`

        Sent once. If the response is lost, the client looks the user up by e-mail address, immediately and again
        after `settle_delay`. The call then succeeds only if the user has every value sent, has never logged in,
        and was created during this call by the server's clock. Otherwise it fails and `outcome` is `unknown`: the
        code is `email_taken` if a user with this address exists, whose password may be another,
        `email_taken_by_similar_address` if that user's address has other accents, and that of the failed request
        if there is no such user.

        Fails with `email_taken` or `package_not_found`.
        """
    def get(self, /, *, user_id: int | None = None, email: str | None = None) -> RawResponse[User]:
        """
        Finds a user by ID or by e-mail address; exactly one of the two is required. `GET /get_user_info`

        A disabled user is found, a deleted one is not. The address must be the user's own, in any case: the
        server also matches addresses that differ only in accents, and this call does not return those users.

        Fails with `user_not_found`.
        """
    def provision(self, /, *, name: str, email: str, password: str, package_id: int, expires_on: date, mobile: str | None = None, address: str | None = None) -> RawResponse[Provisioned]:
        """
        Ensures that a user with this e-mail address exists: returns the existing user or creates one.
        `GET /get_user_info`, `POST /create_system_user`

        An existing user is never changed. The call is safe to repeat after any failure.

        Fails with `email_taken_by_deleted_user` if the address is taken but no user has it, and with
        `email_taken_by_similar_address` if a user has the address with other accents, which the server treats as
        equal.
        """
    def update(self, /, user_id: int, *, name: str | None = None, mobile: str | None = None, address: str | None = None, package_id: int | None = None, expires_on: date | None = None) -> RawResponse[None]:
        """
        Changes a user; fields that are left out keep their values. `POST /update_user/{user_id}`

        A field cannot be cleared. The e-mail address and the password cannot be changed.

        Fails with `user_not_found`.
        """

@final
class RequestEvent:
    """
    A request that is about to be sent, for a hook.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["call_id"], Literal["operation"], Literal["method"], Literal["template"], Literal["attempt"], Literal["started_at"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, call_id: SupportsIndex, operation: str, method: str, template: str, attempt: SupportsIndex, started_at: float) -> RequestEvent: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> RequestEvent:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def attempt(self, /) -> int:
        """
        The number of the attempt, from 1.
        """
    @property
    def call_id(self, /) -> int:
        """
        The number of the call, unique in this process. A call sends several requests if it retries.
        """
    @property
    def method(self, /) -> str:
        """
        The HTTP method.
        """
    @property
    def operation(self, /) -> str:
        """
        The call, such as `contacts.create`.
        """
    @property
    def started_at(self, /) -> float:
        """
        When the attempt started, as Unix time.
        In seconds.
        """
    @property
    def template(self, /) -> str:
        """
        The path below the base URL, with a placeholder for the ID, such as `/update_contact/{contact_id}`.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """

@final
class ResponseEvent:
    """
    The end of a request: a response was received, or the request failed. For a hook.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["call_id"], Literal["operation"], Literal["method"], Literal["template"], Literal["attempt"], Literal["started_at"], Literal["elapsed"], Literal["http_status"], Literal["code"], Literal["outcome"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, call_id: SupportsIndex, operation: str, method: str, template: str, attempt: SupportsIndex, started_at: float, elapsed: float, http_status: SupportsIndex | None = None, code: str | None = None, outcome: Literal["not_sent", "rejected", "unknown"] | None = None) -> ResponseEvent: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> ResponseEvent:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def attempt(self, /) -> int:
        """
        The number of the attempt, from 1.
        """
    @property
    def call_id(self, /) -> int:
        """
        The number of the call, unique in this process. A call sends several requests if it retries.
        """
    @property
    def code(self, /) -> str | None:
        """
        The code of the error, if the attempt failed.
        """
    @property
    def elapsed(self, /) -> float:
        """
        The duration of the attempt.
        In seconds.
        """
    @property
    def http_status(self, /) -> int | None:
        """
        The HTTP status, if a response was received. The API reports most of its errors with 200.
        """
    @property
    def method(self, /) -> str:
        """
        The HTTP method.
        """
    @property
    def operation(self, /) -> str:
        """
        The call, such as `contacts.create`.
        """
    @property
    def outcome(self, /) -> Literal["not_sent", "rejected", "unknown"] | None:
        """
        The outcome of a write that failed.
        """
    @property
    def started_at(self, /) -> float:
        """
        When the attempt started, as Unix time.
        In seconds.
        """
    @property
    def template(self, /) -> str:
        """
        The path below the base URL, with a placeholder for the ID, such as `/update_contact/{contact_id}`.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """

@final
class RowResult:
    """
    The result of a row of an import.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["row"], Literal["key"], Literal["status"], Literal["id"], Literal["code"], Literal["message"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, row: SupportsIndex, key: str, status: Literal["created", "exists", "invalid", "failed", "unknown"], id: int | None = None, code: str | None = None, message: str | None = None) -> RowResult: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> RowResult:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str | None:
        """
        The stable code of the error, such as `email_taken`, if the contact was not created.
        """
    @property
    def id(self, /) -> int | None:
        """
        The contact's ID: of a created contact, and of an existing one that the results file knows from an earlier row.
        """
    @property
    def key(self, /) -> str:
        """
        Identifies the row by its content, 16 hex digits: the beginning of SHA-256 over the group, the e-mail address in lower
        case and the phone number.
        """
    @property
    def message(self, /) -> str | None:
        """
        What is wrong.
        """
    @property
    def row(self, /) -> int:
        """
        The row's number: in a CSV file or a workbook as in a spreadsheet, where the header is row 1; the line number in JSON
        Lines; counted from 1 for rows of a program.
        """
    @property
    def status(self, /) -> Literal["created", "exists", "invalid", "failed", "unknown"]:
        """
        The result.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """

@final
class Run:
    """
    An import or export, driven by `chat44mp._bulk`. It starts when its first event is requested.
    """
    def anext(self, /, rows: bool) -> Coroutine[None, None, int | None | list[RowResult] | ImportProgress | ExportReport]:
        """
        The asyncio variant. Requests for rows are reported only if `rows` is set. A wait that was woken returns 0.
        """
    def close(self, /) -> None:
        """
        Stops immediately, unless the work has finished.
        """
    def end_rows(self, /) -> None:
        """
        Ends the rows.
        """
    def next(self, /) -> int | None | list[RowResult] | ImportProgress | ExportReport:
        """
        Waits for the next event.
        """
    def push(self, /, row: Any) -> None:
        """
        Queues one row.
        """
    def read_rows(self, /, rows: Iterable[object], capacity: SupportsIndex) -> None:
        """
        Queues at most `capacity` rows from an iterator, for one time slice.
        """
    def report(self, /) -> Any:
        """
        Returns the report.
        """
    def stop(self, /) -> None:
        """
        Stops gracefully.
        """
    def wake(self, /) -> None:
        """
        Ends the current wait, or else the next one.
        """

@final
class Subscriber:
    """
    A Messenger (or Instagram) subscriber. Texts that are not known are empty.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["subscriber_id"], Literal["internal_label_numbers"], Literal["first_name"], Literal["last_name"], Literal["full_name"], Literal["gender"], Literal["locale"], Literal["timezone"], Literal["page_name"], Literal["page_id"], Literal["unavailable"], Literal["last_error_message"], Literal["referrer_source"], Literal["subscribed_at"], Literal["email"], Literal["phone_number"], Literal["birthdate"], Literal["last_subscriber_interaction_time"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, subscriber_id: str | int, internal_label_numbers: SupportsGetItem[int, SupportsIndex] = ..., first_name: str = ..., last_name: str = ..., full_name: str = ..., gender: str = ..., locale: str = ..., timezone: str = ..., page_name: str | None = None, page_id: str | int = ..., unavailable: bool = ..., last_error_message: str = ..., referrer_source: str = ..., subscribed_at: datetime | None = None, email: str = ..., phone_number: str = ..., birthdate: date | None = None, last_subscriber_interaction_time: datetime | None = None) -> Subscriber: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> Subscriber:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def birthdate(self, /) -> date | None:
        """
        Date of birth.
        """
    @property
    def email(self, /) -> str:
        """
        E-mail address.
        """
    @property
    def first_name(self, /) -> str:
        """
        First name.
        """
    @property
    def full_name(self, /) -> str:
        """
        Full name.
        """
    @property
    def gender(self, /) -> str:
        """
        Gender.
        """
    @property
    def internal_label_numbers(self, /) -> list[int]:
        """
        Numbers of label rows in the server's database; `labels` on the wire. They are not label ids and cannot
        be mapped to them through this API.
        """
    @property
    def last_error_message(self, /) -> str:
        """
        Why the last message failed.
        """
    @property
    def last_name(self, /) -> str:
        """
        Last name.
        """
    @property
    def last_subscriber_interaction_time(self, /) -> datetime | None:
        """
        When the subscriber last wrote, by the server's clock.
        """
    @property
    def locale(self, /) -> str:
        """
        Locale, such as `it_IT`.
        """
    @property
    def page_id(self, /) -> str:
        """
        The page's id.
        """
    @property
    def page_name(self, /) -> str | None:
        """
        The page's name; absent if the page was deleted.
        """
    @property
    def phone_number(self, /) -> str:
        """
        Phone number.
        """
    @property
    def referrer_source(self, /) -> str:
        """
        Where the subscriber came from; `refferer_source` on the wire.
        """
    @property
    def subscribed_at(self, /) -> datetime | None:
        """
        When the subscriber was added, by the server's clock.
        """
    @property
    def subscriber_id(self, /) -> str:
        """
        The page-scoped id.
        """
    @property
    def timezone(self, /) -> str:
        """
        Hours from UTC, such as `2` or `-3.5`.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """
    @property
    def unavailable(self, /) -> bool:
        """
        Whether the subscriber can no longer receive messages.
        """

@final
class SubscriberAnswers:
    """
    One row of `flows.answers`: a subscriber and all answers to the campaign.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["subscriber_id"], Literal["answers"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, subscriber_id: str | int, answers: SupportsGetItem[int, Answer]) -> SubscriberAnswers: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> SubscriberAnswers:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def answers(self, /) -> list[Answer]:
        """
        The answers.
        """
    @property
    def subscriber_id(self, /) -> str:
        """
        The subscriber. The server can store IDs here that are not digits.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """

@final
class SubscriberFlow:
    """
    A subscriber's answers to a campaign; all fields are absent if there are none.
    """
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["flow_id"], Literal["flow_name"], Literal["answers"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, flow_id: int | None = None, flow_name: str | None = None, answers: SupportsGetItem[int, Answer]) -> SubscriberFlow: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> SubscriberFlow:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def answers(self, /) -> list[Answer]:
        """
        The answers; `data` on the wire.
        """
    @property
    def flow_id(self, /) -> int | None:
        """
        The campaign's id; `id` on the wire.
        """
    @property
    def flow_name(self, /) -> str | None:
        """
        The campaign's name.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """

@final
class Subscribers:
    """
    The calls for subscribers: `client.subscribers`.
    """
    def get(self, /, subscriber_id: str | int) -> Subscriber:
        """
        Finds a subscriber. `GET /subscriber_information`

        Fails with `subscriber_not_found` if the subscriber is unknown or belongs to another user.
        """

@final
class TableRows:
    """
    The rows of `flows.rows`: an iterator. Dropping it, or `close()`, closes the connection.
    """
    def __enter__(self, /) -> TableRows: ...
    def __exit__(self, kind: object, exception: object, traceback: object, /) -> None: ...
    def __iter__(self, /) -> TableRows: ...
    def __next__(self, /) -> dict[str, str | int | None]: ...
    def close(self, /) -> None:
        """
        Closes the connection and ends the iteration. Closing twice does nothing.
        """

@final
class User:
    """
    A user of the platform.
    """
    ADMIN: Final[str]
    MEMBER: Final[str]
    __dataclass_fields__: Final[dict[str, Any]]
    __dataclass_params__: Final[dict[str, Any]]
    __match_args__: Final[tuple[Literal["id"], Literal["name"], Literal["email"], Literal["mobile"], Literal["address"], Literal["user_type"], Literal["active"], Literal["created_at"], Literal["last_login_at"], Literal["expires_at"], Literal["package_id"], Literal["last_login_ip"]]]
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: int, name: str = ..., email: str = ..., mobile: str = ..., address: str = ..., user_type: str = ..., active: bool = ..., created_at: datetime | None = None, last_login_at: datetime | None = None, expires_at: datetime | None = None, package_id: int | None = None, last_login_ip: str = ...) -> User: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __replace__(self, /, **changes: "object") -> User:
        """
        Returns a copy with some fields changed: the implementation of `copy.replace`.
        """
    def __repr__(self, /) -> str: ...
    @property
    def active(self, /) -> bool:
        """
        Whether the user is enabled; `status` on the wire.
        """
    @property
    def address(self, /) -> str:
        """
        Postal address; can be empty.
        """
    @property
    def created_at(self, /) -> datetime | None:
        """
        When the user was created, by the server's clock; `add_date` on the wire.
        """
    @property
    def email(self, /) -> str:
        """
        E-mail address.
        """
    @property
    def expires_at(self, /) -> datetime | None:
        """
        When the package expires, by the server's clock; `expired_date` on the wire. The API does not check it.
        """
    @property
    def id(self, /) -> int:
        """
        The user's id.
        """
    @property
    def last_login_at(self, /) -> datetime | None:
        """
        When the user last logged in, by the server's clock.
        """
    @property
    def last_login_ip(self, /) -> str:
        """
        The IP address of the last login, truncated to 25 characters; can be empty.
        """
    @property
    def mobile(self, /) -> str:
        """
        Mobile number; can be empty.
        """
    @property
    def name(self, /) -> str:
        """
        Name.
        """
    @property
    def package_id(self, /) -> int | None:
        """
        The user's package.
        """
    def to_dict(self, /, *, mode: Literal["python", "json"] = ...) -> dict[str, Any]:
        """
        Returns the fields as a dict; models in it are dicts too.

        With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        """
    def to_json(self, /) -> str:
        """
        Returns the fields as JSON.
        """
    @property
    def user_type(self, /) -> str:
        """
        `User.MEMBER`, `User.ADMIN`, or a value of a newer server.
        """

@final
class Users:
    """
    The calls for users (admin key): `client.users`.
    """
    def create(self, /, *, name: str, email: str, password: str, package_id: int, expires_on: date, mobile: str | None = None, address: str | None = None) -> int:
        """
        Creates a user, enabled and of type `Member`, and returns its ID. `POST /create_system_user`

        Sent once. If the response is lost, the client looks the user up by e-mail address, immediately and again
        after `settle_delay`. The call then succeeds only if the user has every value sent, has never logged in,
        and was created during this call by the server's clock. Otherwise it fails and `outcome` is `unknown`: the
        code is `email_taken` if a user with this address exists, whose password may be another,
        `email_taken_by_similar_address` if that user's address has other accents, and that of the failed request
        if there is no such user.

        Fails with `email_taken` or `package_not_found`.
        """
    def get(self, /, *, user_id: int | None = None, email: str | None = None) -> User:
        """
        Finds a user by ID or by e-mail address; exactly one of the two is required. `GET /get_user_info`

        A disabled user is found, a deleted one is not. The address must be the user's own, in any case: the
        server also matches addresses that differ only in accents, and this call does not return those users.

        Fails with `user_not_found`.
        """
    def provision(self, /, *, name: str, email: str, password: str, package_id: int, expires_on: date, mobile: str | None = None, address: str | None = None) -> Provisioned:
        """
        Ensures that a user with this e-mail address exists: returns the existing user or creates one.
        `GET /get_user_info`, `POST /create_system_user`

        An existing user is never changed. The call is safe to repeat after any failure.

        Fails with `email_taken_by_deleted_user` if the address is taken but no user has it, and with
        `email_taken_by_similar_address` if a user has the address with other accents, which the server treats as
        equal.
        """
    def update(self, /, user_id: int, *, name: str | None = None, mobile: str | None = None, address: str | None = None, package_id: int | None = None, expires_on: date | None = None) -> None:
        """
        Changes a user; fields that are left out keep their values. `POST /update_user/{user_id}`

        A field cannot be cleared. The e-mail address and the password cannot be changed.

        Fails with `user_not_found`.
        """

def _log_level(value: str) -> str | None:
    """
    The lowest level that `CHAT44MP_LOG` enables, from its value. Raises `ValueError` if it is not a level.
    """

def read_import_results(path: str | PathLike[str], /) -> ImportResults:
    """
    Reads a results file of an import, also one that an import is writing: its rows in flight are `unknown`.

    Fails with `results_file_refused` if it is not a results file, and with `file_failed`.
    """
