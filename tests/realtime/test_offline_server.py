"""Our two ends of the protocol share no code, so they check each other."""

import asyncio

from tests.fakes.inbox import Inbox
from tests.realtime.talking import talking
from tui_voice.config.settings import Settings
from tui_voice.realtime.credentials import Credentials
from tui_voice.realtime.endpoint import Endpoints
from tui_voice.realtime.local_server import LocalServer
from tui_voice.session.effects import CreateItem, CreateResponse, UpdateSession
from tui_voice.session.events import (
    AnswerTextDone,
    ConnectionOpened,
    Credential,
    ItemAdded,
    ResponseDone,
    ServerEventUnknown,
    ServerFailed,
    SessionCreated,
    SessionUpdated,
)


async def until_done(inbox: Inbox) -> ResponseDone:
    while True:
        event = await inbox.next(object)
        if isinstance(event, ResponseDone):
            return event


async def test_a_typed_turn_with_the_offline_server_we_start_ourselves():
    local = LocalServer()
    async with talking(source=Endpoints(Credentials({}), local)) as (transport, inbox):
        settings = Settings()
        transport.connect(settings)
        opened = await inbox.next(ConnectionOpened)
        assert opened.offline
        assert opened.credential is Credential.NONE
        await inbox.next(SessionCreated)
        transport.send(UpdateSession(settings))
        transport.send(CreateItem("typed_1", "user", "What is two plus three?"))
        transport.send(CreateResponse())
        done = await until_done(inbox)
        assert (done.status, done.message) == ("completed", "")
        assert done.usage.tokens > 0
        kinds = {type(event) for event in inbox.events}
        assert not kinds & {ServerEventUnknown, ServerFailed}
        updated = next(e for e in inbox.events if isinstance(e, SessionUpdated))
        assert updated.voice == settings.voice
        added = next(e for e in inbox.events if isinstance(e, ItemAdded))
        assert (added.item_id, added.role, added.text) == (
            "typed_1",
            "user",
            "What is two plus three?",
        )
        answer = next(e for e in inbox.events if isinstance(e, AnswerTextDone))
        assert "5" in answer.text or "five" in answer.text
        async with asyncio.timeout(2.0):
            await transport.disconnect()


async def test_the_offline_server_mints_secrets_and_takes_them():
    local = LocalServer()
    base_url = (await local.ready()).url
    async with talking({"OPENAI_API_KEY": "any-key"}) as (transport, inbox):
        transport.connect(Settings(base_url=base_url))
        opened = await inbox.next(ConnectionOpened)
        assert opened.credential is Credential.EPHEMERAL
        assert not opened.offline
        await inbox.next(SessionCreated)
    await local.close()
