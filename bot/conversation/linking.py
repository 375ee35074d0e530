"""The talk by which people join their accounts: a code shown to its owner alone, and typed on the other platform."""

import re

from bot.access.linking import BadCode, LinkingDesk, TooManyTries
from bot.conversation import link_wording as wording
from bot.conversation.card import Button, Card, Press, Told
from bot.conversation.message import ConversationRef, Message
from indexer.language import language_of

_ASKED = re.compile(
    r"link(?: (?:my )?(?:other |teams |slack )?accounts?)?[.!?]*"
    r"|(?:liên kết|lien ket|nối|noi)(?: (?:các |cac )?tài khoản| (?:các |cac )?tai khoan)(?: .{0,40})?[.!?]*",
    re.IGNORECASE,
)
_GROUPS = r"(?:[0-9A-Z]{4}[- ]){2}[0-9A-Z]{4}"
# Three words of four letters are no code ("fake nike shoe"): a text is taken for one with hyphens, a digit or "link" before it.
_CODE = re.compile(rf"(?=link\s|.*[-\d])(?:link\s+)?({_GROUPS})|link\s+([0-9A-Z]{{12}})", re.IGNORECASE)


class LinkTalk:
    """A GuidedDesk; codes are shown and taken only where nobody else reads along."""

    name = "link"

    def __init__(self, linking: LinkingDesk) -> None:
        self._linking = linking

    def said(self, message: Message) -> Told | None:
        text = message.text.strip()
        language = message.language or ("vi" if language_of(text) == "vi" else "en")
        code = _CODE.fullmatch(text)
        if code is None and _ASKED.fullmatch(text) is None:
            return None
        if _is_shared(message.conversation):
            return _told(wording.not_here(language), language)
        if not message.private:  # whoever saw the code might type it first; what a press brings, its presser alone sees
            return _told(wording.elsewhere(language), language, Button(wording.show(language), "link.new_code", language))
        if code is None:
            return self._issued(message.person.id, language)
        return self._redeemed(message.person.id, code[1] or code[2], language)

    def pressed(self, press: Press) -> Told:
        """A new code, for who presses alone."""
        if _is_shared(press.conversation):
            language = press.language or press.value or "en"
            return _told(wording.not_here(language), language)
        return self._issued(press.person.id, press.language or press.value or "en")

    def _issued(self, account: str, language: str) -> Told:
        return _told(wording.shown(self._linking.issue(account), language), language)

    def _redeemed(self, account: str, code: str, language: str) -> Told:
        try:
            self._linking.redeem(account, code)
        except BadCode:
            return _told(wording.refused(language), language, Button(wording.new_code(language), "link.new_code", language))
        except TooManyTries:
            return _told(wording.too_often(language), language)
        return _told(wording.joined(language), language)


def _is_shared(conversation: ConversationRef) -> bool:
    """Whoever reaches the playground is one and the same visitor: an account joined to it would be everybody's."""
    return conversation.channel == "web"


def _told(text: str, language: str, *buttons: Button) -> Told:
    return Told((Card(wording.title(language), text, buttons=buttons, language=language),), private=True)
