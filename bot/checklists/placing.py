"""What is said of a run goes where it belongs: to everybody how far it has come, to its people alone what was answered."""

from dataclasses import replace

from bot.access.audience import EMPLOYEES
from bot.checklists.card_names import LIST, START, is_progress
from bot.checklists.run_cards import note
from bot.checklists.turn import POSTED, Turn
from bot.conversation.card import Card, Sending, Told, private_with


def placed(told: Told, turn: Turn) -> Told:
    """The same, said where it may be read; what is for somebody whom nothing can be posted to is left out."""
    elsewhere = tuple(sending for sending in told.elsewhere if sending.to.channel in POSTED)
    if turn.company == "alone":
        return replace(told, elsewhere=elsewhere)
    here = tuple(card for card in told.cards if _may_stay(card, turn))
    personal = [card for card in told.cards if not _may_stay(card, turn) and not _is_note(card)]
    private = tuple(_to(turn, card, number) for number, card in enumerate(personal))
    if here:
        hidden = turn.company == "others" and EMPLOYEES not in turn.person.audiences  # with guests around, for who asked alone
        return Told(here, private=hidden, in_place=told.in_place, elsewhere=(*elsewhere, *private))
    notes = tuple(card for card in told.cards if _is_note(card))
    said = notes or ((note("run_text.in_private", turn.language),) if private else ())
    return Told(said, private=True, elsewhere=(*elsewhere, *private))


def _may_stay(card: Card, turn: Turn) -> bool:
    open_to_all = is_progress(card.name) or card.name == START
    return open_to_all or (turn.company == "fleeting" and card.name == LIST)


def _is_note(card: Card) -> bool:
    return not (card.title or card.buttons or card.fields or card.facts)


def _to(turn: Turn, card: Card, number: int) -> Sending:
    return Sending(private_with(turn.person.id), card, f"{turn.key}/alone/{number}")
