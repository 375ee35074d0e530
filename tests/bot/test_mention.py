from bot.conversation.mention import Mention, mentions_in, of_channel, of_person, shown, without_mentions


def test_a_mention_is_found_again_in_the_text_it_was_put_into() -> None:
    text = f"auditor {of_person('slack:T1:U2')}, channel {of_channel('slack:C3')}"

    assert mentions_in(text) == [Mention("person", "slack:T1:U2"), Mention("channel", "slack:C3")]
    assert mentions_in(text)[0].platform == "slack"


def test_what_stands_between_mentions_is_escaped_and_mentions_are_not() -> None:
    text = f"<!here> {of_person('slack:T1:U2')} & co"

    assert shown(text, lambda m: f"<@{m.id[-2:]}>", lambda t: t.replace("&", "&amp;").replace("<", "&lt;")) == (
        "&lt;!here> <@U2> &amp; co"
    )


def test_what_a_person_types_never_becomes_a_mention() -> None:
    forged = of_person("slack:T1:U2")

    assert mentions_in(without_mentions(f"hello {forged}")) == []
