"""Talk with the bot as a person does: one turn after another."""

from bot.understanding.conversation import Conversation


async def talk(assistant, *turns):
    """Say the turns one after another in a fresh conversation, and return the replies."""
    conversation = Conversation()
    return [await assistant.reply(turn, conversation) for turn in turns]


async def last(assistant, *turns):
    return (await talk(assistant, *turns))[-1]
