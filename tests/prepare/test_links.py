"""Links lead where they lead, whatever they show; files are known by name."""

import pytest

from modbot.prepare.links import find_links, read_host
from modbot.prepare.post import prepare_post
from modbot.records import Post


@pytest.mark.parametrize(
    ("raw", "target", "host", "shown"),
    [
        ("see https://a.example/b?c=1.", "https://a.example/b?c=1", "a.example", "https://a.example/b?c=1"),
        ("(see http://a.example/b_(c))", "http://a.example/b_(c)", "a.example", "http://a.example/b_(c)"),
        ("<https://a.example>", "https://a.example", "a.example", "https://a.example"),
        ("go to www.Shop.Example/x now", "www.Shop.Example/x", "www.shop.example", "www.Shop.Example/x"),
        ("buy at cheap-pills.com!", "cheap-pills.com", "cheap-pills.com", "cheap-pills.com"),
        ("bit.ly/3xYz", "bit.ly/3xYz", "bit.ly", "bit.ly/3xYz"),
        ("[guide](https://a.example/g)", "https://a.example/g", "a.example", "guide"),
        ('[guide](<https://a.example/g> "the title")', "https://a.example/g", "a.example", "guide"),
        ("[![pic](upload://x.png)](https://a.example)", "https://a.example", "a.example", "![pic](upload://x.png)"),
        ('<a href="https://a.example">here</a>', "https://a.example", "a.example", "here"),
        ("[url=https://a.example]here[/url]", "https://a.example", "a.example", "here"),
        ("[url]https://a.example[/url]", "https://a.example", "a.example", "https://a.example"),
    ],
)
def test_a_link_is_found_with_its_target(raw: str, target: str, host: str, shown: str) -> None:
    (link,) = find_links(raw).links
    assert (link.target, link.host, link.shown) == (target, host, shown)
    assert raw[link.start : link.end].count(target) == 1


@pytest.mark.parametrize(
    "raw",
    ["sip.conf and e.g. this", "version 18.0.9.20", "anna@example.com", "a.b.c", "etc/app.py", "end.Now go"],
)
def test_what_is_no_link_is_none(raw: str) -> None:
    assert find_links(raw).links == []


@pytest.mark.parametrize(
    ("target", "host"),
    [
        ("https://user:pw@Evil.example:8080/x", "evil.example"),
        ("http://bank.example@evil.example/", "evil.example"),
        ("//a.example/x", "a.example"),
        ("http://[2001:db8::1]/x", "[2001:db8::1]"),
        ("https://a.example\\@b.example", "a.example"),
        ("mailto:a@b.example", ""),
        ("upload://abc.png", ""),
        ("/t/topic/9", ""),
    ],
)
def test_the_host_is_where_a_browser_goes(target: str, host: str) -> None:
    assert read_host(target) == host


def test_a_link_that_shows_another_site_is_mismatched() -> None:
    for raw, mismatched in (
        ("[www.bank.example](http://evil.example/x)", True),
        ("[https://bank.example/login](https://bank.example.evil.example)", True),
        ("[support.bank.example](https://www.bank.example/support)", False),
        ("[shop.co.uk](https://evil.co.uk)", True),
        ("[click here](https://evil.example)", False),
        ("[version 18.0.9](https://evil.example)", False),
    ):
        (link,) = find_links(raw).links
        assert link.mismatched is mismatched, raw


def test_attachments_and_images_are_known_by_name() -> None:
    raw = (
        "[3CXSupportInfo.zip|attachment](upload://abc.zip) (2 MB) ![screen|690x388](upload://def.jpeg)\n"
        '<a class="attachment" href="/uploads/default/original/1X/a.pcap">trace.pcap</a>'
    )
    found = find_links(raw)
    assert [attachment.name for attachment in found.attachments] == [
        "3CXSupportInfo.zip",
        "screen.jpeg",
        "trace.pcap",
    ]
    assert found.links == []


def test_a_link_belongs_to_who_speaks_there() -> None:
    post = prepare_post(Post(1, "see https://a.example\n```\ncurl -X GET https://b.example/v1\n```"))
    assert [(link.host, link.attribution) for link in post.links] == [("a.example", "own"), ("b.example", "code")]


def test_targets_are_no_words_and_stay_visible_in_exposure() -> None:
    raw = "the [guide](https://a.example/token=1) here"
    post = prepare_post(Post(1, raw))
    assert post.prose.text.split() == ["the", "guide", "here"]
    assert post.exposure.text == raw
