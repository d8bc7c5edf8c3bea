"""The reply: what the bot says, free of any channel's markup or limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from bot.answering.brief import Brief
from bot.answering.picture import Picture
from bot.knowledge.model import Source


class Status(StrEnum):
    """How a question ended; the values are part of the JSON interface."""

    ANSWERED = "answered"
    NO_DATA = "no_data"
    CLARIFY = "clarify"
    UNKNOWN = "unknown"
    SMALLTALK = "smalltalk"


@dataclass(frozen=True, slots=True)
class Button:
    """An offer to go on.

    Args:
        label: what the user reads.
        link: what a press means, for `Assistant.follow`: at most 64 characters of A-Z a-z 0-9 _ -, so that it fits
            Telegram's callback data and a deep link alike.
    """

    label: str
    link: str


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the answer that a channel must not tear apart: an optional heading and its lines.

    Args:
        lines: plain text, no markup; one line or more.
        heading: shown in bold where the channel can.
        bullets: whether the lines are items of a list.
    """

    lines: tuple[str, ...]
    heading: str | None = None
    bullets: bool = False

    @property
    def text(self) -> str:
        """The block as plain text."""
        mark = "• " if self.bullets else ""
        head = [self.heading] if self.heading else []
        return "\n".join([*head, *(mark + line for line in self.lines)])


@dataclass(frozen=True)
class Reply:
    """What the bot answers, channel-neutral.

    Args:
        status: how the question ended.
        blocks: the body; the first block's first line answers the question.
        intent: id of the intent answered, for the log.
        confidence: 0 to 1, calibrated on labelled questions.
        regions: official names of the regions that the answer is about.
        programs: ids of the programs that the answer is about.
        sources: what the statements rest on, without repeats, in order of use.
        buttons: offers to go on, or the readings to choose from.
        picture: a chart that belongs to the answer, where one was asked for.
        brief: a document to take home, where one was asked for.
        version: of the knowledge base that it was made from; empty where it is the channel's own.
    """

    status: Status
    blocks: tuple[Block, ...]
    intent: str = ""
    confidence: float = 0.0
    regions: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    buttons: tuple[Button, ...] = field(default=())
    picture: Picture | None = None
    brief: Brief | None = None
    version: str = ""

    @cached_property
    def text(self) -> str:
        """The body alone as plain text: no sources, no buttons."""
        return "\n\n".join(block.text for block in self.blocks)
