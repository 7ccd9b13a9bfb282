"""Contestants with blocking calls. Each runs in a separate process and imports only what it needs."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from work import Address, Calls, contact, contact_id


def chat44mp(address: Address) -> Calls:
    from chat44mp import Client

    client = Client(address.key, base_url=address.base_url)

    def create(number: str) -> object:
        return client.contacts.create(
            group_id=address.group, email=f"{number}@example.org", phone_number=number, first_name="Ada"
        )

    return Calls(lambda: client.contacts.get(address.contact), create)


def session_of_requests(session: Any, address: Address) -> Calls:
    def get() -> object:
        answer = session.get(address.contact_url, params=address.contact_query, timeout=30)
        answer.raise_for_status()
        return contact(answer.content)

    def create(number: str) -> object:
        answer = session.post(address.create_url, data=address.create_form(number), timeout=30)
        answer.raise_for_status()
        return contact_id(answer.content)

    return Calls(get, create)


def requests(address: Address) -> Calls:
    import requests

    return session_of_requests(requests.Session(), address)


def niquests(address: Address) -> Calls:
    import niquests

    return session_of_requests(niquests.Session(), address)


def httpx(address: Address) -> Calls:
    import httpx

    return session_of_requests(httpx.Client(), address)


def urllib3(address: Address) -> Calls:
    import urllib3

    pool = urllib3.PoolManager(timeout=30)

    def get() -> object:
        answer = pool.request("GET", address.contact_url, fields=address.contact_query)
        if answer.status != 200:
            raise OSError(answer.status)
        return contact(answer.data)

    def create(number: str) -> object:
        form = address.create_form(number)
        answer = pool.request("POST", address.create_url, fields=form, encode_multipart=False)
        if answer.status != 200:
            raise OSError(answer.status)
        return contact_id(answer.data)

    return Calls(get, create)


def pycurl(address: Address) -> Calls:
    import pycurl

    curl = pycurl.Curl()
    curl.setopt(pycurl.TIMEOUT, 30)

    def body() -> bytes:
        buffer = BytesIO()
        curl.setopt(pycurl.WRITEDATA, buffer)
        curl.perform()
        if curl.getinfo(pycurl.RESPONSE_CODE) != 200:
            raise OSError(curl.getinfo(pycurl.RESPONSE_CODE))
        return buffer.getvalue()

    def get() -> object:
        curl.setopt(pycurl.URL, f"{address.contact_url}?{urlencode(address.contact_query)}")
        return contact(body())

    def create(number: str) -> object:
        curl.setopt(pycurl.URL, address.create_url)
        curl.setopt(pycurl.POSTFIELDS, urlencode(address.create_form(number)))
        return contact_id(body())

    return Calls(get, create)


def rust_session(client: Any, address: Address) -> Calls:
    def get() -> object:
        answer = client.get(address.contact_url, params=address.contact_query)
        if answer.status_code != 200:
            raise OSError(answer.status_code)
        return contact(answer.content)

    def create(number: str) -> object:
        answer = client.post(address.create_url, data=address.create_form(number))
        if answer.status_code != 200:
            raise OSError(answer.status_code)
        return contact_id(answer.content)

    return Calls(get, create)


def httpr(address: Address) -> Calls:
    import httpr

    return rust_session(httpr.Client(timeout=30), address)


def primp(address: Address) -> Calls:
    import primp

    return rust_session(primp.Client(timeout=30), address)


def ry(address: Address) -> Calls:
    import ry

    client = ry.BlockingClient()

    def get() -> object:
        answer = client.get(address.contact_url, query=address.contact_query)
        if not answer.ok:
            raise OSError(answer.status)
        return contact(bytes(answer.bytes()))

    def create(number: str) -> object:
        answer = client.post(address.create_url, form=address.create_form(number))
        if not answer.ok:
            raise OSError(answer.status)
        return contact_id(bytes(answer.bytes()))

    return Calls(get, create)


def pyreqwest(address: Address) -> Calls:
    from pyreqwest.client import SyncClientBuilder

    client = SyncClientBuilder().error_for_status().build()

    def get() -> object:
        return contact(client.get(address.contact_url).query(address.contact_query).build().send().text())

    def create(number: str) -> object:
        return contact_id(client.post(address.create_url).form(address.create_form(number)).build().send().text())

    return Calls(get, create)
