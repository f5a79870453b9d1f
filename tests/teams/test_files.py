"""Files: fetched from Microsoft alone, offered to one person, and uploaded where that person's Teams says."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bot.teams.activity import Activity, read
from bot.teams.files import CONSENT, DOWNLOAD, INFO
from bot.teams.gateway import Reply
from handlers.chat.files import MOST_BYTES, File
from handlers.chat.request import Request, Typed
from storage.file_offers import file_offers
from tests.serving import listening
from tests.teams.activities import an_activity
from tests.teams.posting import Post

Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]
TABLE = b"code,title\n"


class Drive:
    """Where files lie, and are put: it answers as a test says."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.kept: dict[str, bytes] = {}
        self.answering: Answering = self.serve

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(f"{request.method} {request.path}")
        self.headers.append(dict(request.headers))
        return await self.answering(request)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        if request.method == "PUT":
            self.kept[request.path] = await request.read()
            return web.json_response({"id": "1"}, status=201)
        return web.Response(body=f"this is {request.path}".encode(), content_type="application/octet-stream")


@pytest.fixture
async def drive() -> AsyncIterator[Drive]:
    here, app = Drive(), web.Application()
    app.router.add_route("*", "/{path:.*}", here.answer)
    async with listening(app) as url:
        here.url = url
        yield here


def download(url: str, name: str = "okrs.csv") -> dict[str, Any]:
    return {"contentType": DOWNLOAD, "name": name, "content": {"downloadUrl": url, "uniqueId": "1", "fileType": "csv"}}


def with_files(post: Post, *attachments: dict[str, Any]) -> Activity:
    """A message in Ben's chat, with what Teams puts beside its files."""
    words = {"contentType": "text/html", "content": "<p>import</p>"}
    return read(an_activity(serviceUrl=post.service.service_url, attachments=[*attachments, words]))


async def consent(post: Post, drive: Drive, action: str = "accept", **more: Any) -> tuple[Activity, str]:
    """What Teams sends when Ben says something to an offer that he was made, and the chat it is in."""
    chat = await post.met(post.ben)
    offer = await post.files.offer(post.ben, "okrs.csv", TABLE)
    asked = await post.connector.post(post.service.service_url, chat, offer)
    upload = {"uploadUrl": f"{drive.url}/up", "contentUrl": "https://x.sharepoint.com/okrs.csv", "name": "okrs 1.csv"}
    value = {
        "type": "fileUpload",
        "action": action,
        "context": offer["attachments"][0]["content"][f"{action}Context"],
        "uploadInfo": {**upload, "uniqueId": "u-1", "fileType": "csv"},
        **more,
    }
    said = an_activity(
        type="invoke",
        name="fileConsent/invoke",
        serviceUrl=post.service.service_url,
        conversation={"id": chat, "conversationType": "personal"},
        replyToId=asked,
        value=value,
    )
    return read(said), chat


async def offers(post: Post) -> int:
    count = select(func.count()).select_from(file_offers)
    return int(await post.database.read(lambda db: db.execute(count).scalar_one()))


# Taking files in


async def test_tables_are_fetched_without_our_token_and_pictures_are_not(post: Post, drive: Drive) -> None:
    activity = with_files(
        post, download(f"{drive.url}/okrs.csv"), download(f"{drive.url}/b.png", "beach.png"), {"contentType": "image/*"}
    )

    assert await post.files.fetch(activity) == (File("okrs.csv", "fetched", b"this is /okrs.csv"), File("beach.png"))
    assert drive.asked == ["GET /okrs.csv"]
    assert "Authorization" not in drive.headers[0]


async def test_files_are_offered_by_name_before_any_is_fetched(post: Post, drive: Drive) -> None:
    activity = with_files(post, download(f"{drive.url}/x", "a\u202e\nb.csv"), download("", ""))

    names = [file.name for file in post.files.offered(activity)]

    assert (names[0].endswith("b.csv"), "\n" in names[0], names[1]) == (True, False, "a file")
    assert drive.asked == []


async def test_files_of_somebody_who_may_not_import_are_not_fetched(post: Post, drive: Drive) -> None:
    activity = with_files(post, download(f"{drive.url}/okrs.csv"))
    request = Request("k", post.ben, activity.place, Typed("import"), files=post.files.offered(activity))

    assert await post.files.fetched(activity, request) == request
    assert drive.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/okrs.csv",
        "https://x.sharepoint.com.evil.example/okrs.csv",
        "https://evilsharepoint.com/okrs.csv",
        "http://x.sharepoint.com/okrs.csv",
        "https://x.sharepoint.com:444/okrs.csv",
        "https://user@x.sharepoint.com/okrs.csv",
        "http://127.0.0.1:{port}/okrs.csv",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://[broken",
        "",
    ],
)
async def test_nothing_is_fetched_from_strangers_or_from_our_own_network(
    post: Post, drive: Drive, address: str
) -> None:
    activity = with_files(post, download(address.format(port=drive.url.rpartition(":")[2])))
    from_microsoft = replace(activity, service_url="https://smba.trafficmanager.net/emea/")

    assert await post.files.fetch(from_microsoft) == (File("okrs.csv", "withheld"),)
    assert drive.asked == []


async def test_a_redirect_is_not_followed(post: Post, drive: Drive) -> None:
    async def away(request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(f"{drive.url}/elsewhere")

    drive.answering = away

    assert await post.files.fetch(with_files(post, download(f"{drive.url}/a"))) == (File("okrs.csv", "withheld"),)
    assert drive.asked == ["GET /a"]


@pytest.mark.parametrize(("status", "fate"), [(401, "withheld"), (404, "withheld"), (503, "out_of_reach")])
async def test_what_is_refused_is_said_to_be_missing(post: Post, drive: Drive, status: int, fate: str) -> None:
    async def refuse(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status)

    drive.answering = refuse

    (file,) = await post.files.fetch(with_files(post, download(f"{drive.url}/a")))
    assert (file.fate, file.content) == (fate, b"")


async def test_a_page_to_sign_in_is_no_file(post: Post, drive: Drive) -> None:
    async def sign_in(request: web.Request) -> web.StreamResponse:
        return web.Response(text="<!DOCTYPE html>", content_type="text/html")

    drive.answering = sign_in

    assert await post.files.fetch(with_files(post, download(f"{drive.url}/a"))) == (File("okrs.csv", "withheld"),)


async def test_all_the_files_of_a_message_share_the_room(post: Post, drive: Drive) -> None:
    async def half(request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"x" * (MOST_BYTES // 2 + 1), content_type="application/octet-stream")

    drive.answering = half

    found = await post.files.fetch(with_files(post, download(f"{drive.url}/a"), download(f"{drive.url}/b")))
    assert [file.fate for file in found] == ["fetched", "too_large"]


async def test_a_file_that_does_not_come_in_time_is_not_waited_for(post: Post, drive: Drive) -> None:
    activity = with_files(post, download(f"{drive.url}/a"))

    assert await post.files.fetch(activity, patience=0.0) == (File("okrs.csv", "out_of_reach"),)


# Handing files out


async def test_an_accepted_file_is_uploaded_and_shown_in_place_of_the_question(post: Post, drive: Drive) -> None:
    activity, chat = await consent(post, drive)

    assert await post.files.consented(activity, post.ben) == Reply()

    assert drive.kept == {"/up": TABLE}
    assert drive.headers[0]["Content-Range"] == "bytes 0-10/11"
    assert "Authorization" not in drive.headers[0]
    (shown,) = post.service.conversations[chat]
    assert shown.activity["attachments"] == [
        {
            "contentType": INFO,
            "name": "okrs 1.csv",
            "contentUrl": "https://x.sharepoint.com/okrs.csv",
            "content": {"uniqueId": "u-1", "fileType": "csv"},
        }
    ]
    assert await offers(post) == 0


async def test_a_declined_file_is_forgotten(post: Post, drive: Drive) -> None:
    activity, chat = await consent(post, drive, "decline")

    assert await post.files.consented(activity, post.ben) == Reply()

    assert (await offers(post), drive.asked, post.service.conversations[chat]) == (0, [], [])


async def test_a_file_is_for_nobody_but_the_one_it_was_offered_to(post: Post, drive: Drive) -> None:
    activity, _ = await consent(post, drive)

    await post.files.consented(activity, post.ann)

    assert (drive.asked, await offers(post)) == ([], 1)


async def test_an_offer_that_is_gone_is_told(post: Post, drive: Drive) -> None:
    activity, chat = await consent(post, drive)
    await post.files.consented(activity, post.ben)

    await post.files.consented(activity, post.ben)

    assert post.service.conversations[chat][-1].activity["text"].startswith("This file is not kept any more.")
    assert len(drive.asked) == 1


@pytest.mark.parametrize("status", [302, 403, 500])
async def test_a_file_that_could_not_be_uploaded_is_offered_again(post: Post, drive: Drive, status: int) -> None:
    async def refuse(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={"Location": "/elsewhere"})

    drive.answering = refuse
    activity, chat = await consent(post, drive)

    await post.files.consented(activity, post.ben)

    (again,) = post.service.conversations[chat]
    assert again.activity["attachments"][0]["contentType"] == CONSENT
    assert "once more" in again.activity["text"]
    assert (await offers(post), drive.asked) == (1, ["PUT /up"])


async def test_a_file_is_never_uploaded_to_strangers(post: Post, drive: Drive) -> None:
    activity, _ = await consent(post, drive, uploadInfo={"uploadUrl": "https://evil.example/up"})

    with capture_logs() as lines:
        await post.files.consented(activity, post.ben)

    assert [line["host"] for line in lines if "host" in line] == ["evil.example"]
    assert await offers(post) == 1


@pytest.mark.parametrize("context", [{}, {"offer": "x"}, {"offer": None}, {"offer": 10**30}, "x"])
async def test_a_consent_to_nothing_does_nothing(post: Post, drive: Drive, context: object) -> None:
    activity, _ = await consent(post, drive, context=context)

    assert await post.files.consented(activity, post.ben) == Reply()
    assert (drive.asked, await offers(post)) == ([], 1)
