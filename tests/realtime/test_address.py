"""Base URLs lead where people mean them to."""

import pytest

from tui_voice.realtime.address import address_of
from tui_voice.realtime.errors import UnreachableError


@pytest.mark.parametrize(
    ("base_url", "socket_url"),
    [
        ("", "wss://api.openai.com/v1/realtime?model=m"),
        ("https://api.openai.com", "wss://api.openai.com/v1/realtime?model=m"),
        ("https://api.openai.com/v1", "wss://api.openai.com/v1/realtime?model=m"),
        ("https://api.openai.com/v1/", "wss://api.openai.com/v1/realtime?model=m"),
        ("http://localhost:8000", "ws://localhost:8000/v1/realtime?model=m"),
        ("ws://localhost:8000/v1", "ws://localhost:8000/v1/realtime?model=m"),
        ("wss://h.example/v1/realtime", "wss://h.example/v1/realtime?model=m"),
        ("ws://h.example/realtime/", "ws://h.example/realtime?model=m"),
        ("https://h.example/openai", "wss://h.example/openai/realtime?model=m"),
        ("http://[::1]:9/v1", "ws://[::1]:9/v1/realtime?model=m"),
        ("https://h.example/v1?tenant=a%20b", "wss://h.example/v1/realtime?tenant=a+b&model=m"),
        ("wss://h.example/v1/realtime?model=x", "wss://h.example/v1/realtime?model=m"),
        (" https://h.example/v1 ", "wss://h.example/v1/realtime?model=m"),
    ],
)
def test_a_base_url_leads_to_the_realtime_route(base_url: str, socket_url: str):
    assert address_of(base_url).socket_url({"model": "m"}) == socket_url


@pytest.mark.parametrize("path", ["", "/", "/openai", "/v1", "/openai/v1", "/openai/v1/realtime"])
def test_every_way_to_write_an_azure_resource_leads_to_its_route(path: str):
    address = address_of(f"https://thing.openai.azure.com{path}")
    assert address.azure
    assert (
        address.socket_url({"model": "deployment"})
        == "wss://thing.openai.azure.com/openai/v1/realtime?model=deployment"
    )


def test_secrets_are_minted_over_http_at_the_same_root():
    assert address_of("wss://h.example:1/v1/realtime").root == "https://h.example:1/v1"
    assert address_of("ws://h.example:1").root == "http://h.example:1/v1"


def test_a_model_name_cannot_break_the_url():
    assert (
        address_of("ws://h").socket_url({"model": "a b&c=d#e"})
        == "ws://h/v1/realtime?model=a+b%26c%3Dd%23e"
    )


def test_the_server_is_named_by_host_and_by_the_port_that_was_given():
    assert address_of("https://h.example/v1").server == "h.example"
    assert address_of("http://localhost:8765/v1").server == "localhost:8765"


@pytest.mark.parametrize(
    ("base_url", "encrypted"),
    [("https://h.example", True), ("ws://h.example", False), ("http://127.0.0.1:1", True)],
)
def test_what_stays_on_this_machine_needs_no_encryption(base_url: str, encrypted: bool):
    assert address_of(base_url).encrypted is encrypted


@pytest.mark.parametrize(
    "base_url",
    [
        "ftp://h.example",
        "h.example/v1",
        "localhost:8000",
        "http://",
        "http://h:port",
        "http://[::1",
    ],
)
def test_what_is_no_base_url_is_refused_in_words(base_url: str):
    with pytest.raises(UnreachableError, match="The base URL cannot be used") as refusal:
        address_of(base_url)
    assert not refusal.value.fault.retry


def test_a_password_in_the_base_url_is_refused_and_not_repeated():
    with pytest.raises(UnreachableError, match="OPENAI_API_KEY") as refusal:
        address_of("https://me:hush@h.example/v1")
    assert "hush" not in refusal.value.fault.message
