"""Links that open the bot at an answer, with a picture of the link for posyandu walls."""

from __future__ import annotations

from urllib.parse import quote

from telegram import InlineKeyboardButton
from telegram.helpers import create_deep_linked_url

from bot.answering.picture import Poster
from bot.answering.reply import Block, Button, Reply, Status
from bot.assistant import Assistant
from bot.channels.telegram import texts
from bot.channels.telegram.keyboards import markup, rows_of
from bot.channels.telegram.outgoing import Outgoing
from bot.channels.telegram.render import render
from bot.understanding.conversation import Conversation

SHARE = "b:"
"""Beginning of a press's data: share the link that follows."""
INTENT = "bagikan"
_SHARE_PAGE = "https://t.me/share/url?url="
_MOST_CHOICES = 8


def share(assistant: Assistant, username: str, wanted: str) -> Outgoing:
    """Answer /bagikan: the link of what is named, or of the bot; of several, let the reader choose.

    Args:
        assistant: knows what there is to share.
        username: the bot's name without the @.
        wanted: what was typed behind the command.
    """
    if not wanted:
        return share_link(assistant, username, "")
    meant = assistant.interpreter.interpret(wanted, Conversation())
    links = [*meant.programs, *(code.replace(".", "") for code in (*meant.regions, *meant.choices)),
             *([meant.topic] if meant.topic else [])] or [card.link for card in assistant.cards(wanted)]
    if len(links) == 1 or meant.programs:
        return share_link(assistant, username, links[0])
    choices = [Button(title_of(assistant, link), SHARE + link) for link in links[:_MOST_CHOICES]
               if title_of(assistant, link)]
    reply = Reply(Status.CLARIFY, (Block((texts.SHARE_WHICH,)),), intent=INTENT)
    whole_bot = Button(texts.BOT_NAME, SHARE)
    return Outgoing(reply, tuple(render(reply)), markup(rows_of([*choices, whole_bot])))


def share_link(assistant: Assistant, username: str, link: str) -> Outgoing:
    """Give a link that opens the bot at an answer, with its picture.

    Args:
        assistant: knows what the link leads to.
        username: the bot's name without the @.
        link: a program, topic or visit id or a region code without its dot; empty for the bot itself.
    """
    title = title_of(assistant, link) or texts.BOT_NAME
    address = create_deep_linked_url(username, link or None)
    first, second = texts.shared(title, address)
    reply = Reply(Status.ANSWERED, (Block((first,)), Block((second,))), intent=INTENT,
                  picture=Poster(title, address))
    key = InlineKeyboardButton(texts.SHARE, url=_SHARE_PAGE + quote(address, safe=""))
    return Outgoing(reply, tuple(render(reply)), markup([[key]]))


def title_of(assistant: Assistant, link: str) -> str:
    """Return what a link leads to, as people call it; empty where it names no single thing."""
    knowledge = assistant.knowledge
    code = f"{link[:2]}.{link[2:]}" if len(link) == 4 else link
    if code in knowledge.regions:
        region = knowledge.regions[code]
        return f"Provinsi {region.name}" if region.is_province else region.name
    if link in knowledge.programs:
        return knowledge.programs[link].name
    return knowledge.topics[link].title if link in knowledge.topics else ""
