"""SDK for the Chat44MP API: users, subscribers, labels, contacts and flow campaigns.

>>> from chat44mp.testing import Emulator
>>> with Emulator() as emulator, emulator.client() as client:
...     group_id = client.contact_groups.create("Spring sale")
...     contact_id = client.contacts.create(
...         group_id=group_id, email="ada@example.com", phone_number="+393331234567"
...     )
...     client.contacts.get(contact_id).email
'ada@example.com'

Every call raises a subclass of `Chat44mpError` when it fails. For tests, `chat44mp.testing` has an emulator of the API.
"""

from . import _errors, _logging as _logging
from ._errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AuthenticationError,
    Chat44mpError,
    ConfigError,
    ConflictError,
    MalformedResponseError,
    NotFoundError,
    PreconditionError,
    RateLimitError,
    ServerError,
    UnknownAPIError,
    UpstreamError,
    ValidationError,
)
from ._native import (
    Answer,
    Answers,
    AsyncAnswers,
    AsyncClient,
    AsyncContactGroups,
    AsyncContacts,
    AsyncFlows,
    AsyncLabels,
    AsyncPackages,
    AsyncRawClient,
    AsyncRawContactGroups,
    AsyncRawContacts,
    AsyncRawFlows,
    AsyncRawLabels,
    AsyncRawPackages,
    AsyncRawSubscribers,
    AsyncRawUsers,
    AsyncSubscribers,
    AsyncUsers,
    Client,
    Contact,
    ContactGroup,
    ContactGroups,
    Contacts,
    FlowCampaign,
    FlowDetail,
    Flows,
    Label,
    Labels,
    MessagePattern,
    Package,
    Packages,
    Provisioned,
    RawClient,
    RawContactGroups,
    RawContacts,
    RawFlows,
    RawLabels,
    RawPackages,
    RawSubscribers,
    RawUsers,
    Subscriber,
    SubscriberAnswers,
    SubscriberFlow,
    Subscribers,
    User,
    Users,
    __version__,
)
from ._response import Response

__all__ = [
    "APIConnectionError",
    "APIError",
    "APITimeoutError",
    "Answer",
    "Answers",
    "AsyncAnswers",
    "AsyncClient",
    "AsyncContactGroups",
    "AsyncContacts",
    "AsyncFlows",
    "AsyncLabels",
    "AsyncPackages",
    "AsyncRawClient",
    "AsyncRawContactGroups",
    "AsyncRawContacts",
    "AsyncRawFlows",
    "AsyncRawLabels",
    "AsyncRawPackages",
    "AsyncRawSubscribers",
    "AsyncRawUsers",
    "AsyncSubscribers",
    "AsyncUsers",
    "AuthenticationError",
    "Chat44mpError",
    "Client",
    "ConfigError",
    "ConflictError",
    "Contact",
    "ContactGroup",
    "ContactGroups",
    "Contacts",
    "FlowCampaign",
    "FlowDetail",
    "Flows",
    "Label",
    "Labels",
    "MalformedResponseError",
    "MessagePattern",
    "NotFoundError",
    "Package",
    "Packages",
    "PreconditionError",
    "Provisioned",
    "RateLimitError",
    "RawClient",
    "RawContactGroups",
    "RawContacts",
    "RawFlows",
    "RawLabels",
    "RawPackages",
    "RawSubscribers",
    "RawUsers",
    "Response",
    "ServerError",
    "Subscriber",
    "SubscriberAnswers",
    "SubscriberFlow",
    "Subscribers",
    "UnknownAPIError",
    "UpstreamError",
    "User",
    "Users",
    "ValidationError",
    "__version__",
]

def _show_as_imported() -> None:
    """Tracebacks and pickles shall name what people import."""
    for class_ in {Chat44mpError, APIError, Response, *_errors.BY_KIND.values()}:
        class_.__module__ = __name__


_show_as_imported()
