"""An open question gets its answer, step by step: answer, source, place, preview; or becomes an example."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.answering.reply import Block, Reply, Status
from bot.assistant import Assistant, Mind
from bot.channels.telegram.admins import texts
from bot.channels.telegram.admins.context import Shop, Work, button, laid_out, problem_blocks, said
from bot.channels.telegram.keyboards import Rows, rows_of
from bot.channels.telegram.outgoing import Outgoing, lay_out
from bot.understanding.conversation import Conversation
from bot.upkeep.editing import Entry, add_examples, add_statements, free_id, new_topic
from bot.upkeep.finding import Candidate, as_example, kind_of_answer, meanings_of, subjects_of, words_for
from bot.upkeep.grouping import Group
from bot.upkeep.reloading import Edit, Proposal
from bot.upkeep.sources import EditError, parse_source

LONGEST_ANSWER = 3_000
_IN_PIECES_SECONDS = 2.0
"""What comes so soon after an answer that was too long is its end: phones send a long text in several messages."""
_LONGEST_TITLE = 60
_LONGEST_LABEL = 60
_NEW = "baru"


class Answering:
    """Takes an admin from a question to a preview; what comes then is the publisher's."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    async def begin(self, admin: str, group: Group, *, linking: bool) -> Outgoing:
        """Start to answer a question, or to link it to what there is."""
        questions = [question.example for question in group.questions]
        work = Work("tautan" if linking else "jawab", ids=list(group.ids), questions=questions)
        if linking:
            return await self._offer(admin, work, meanings_of(questions[0], self._mind), texts.ASK_LINK)
        await self._shop.keep(admin, work)
        return said(f"“{questions[0]}”", texts.ASK_ANSWER)

    async def text(self, admin: str, work: Work, typed: str, sent_at: float) -> Outgoing:
        """Take the text that a step waits for.

        Args:
            admin: the admin's pseudonym.
            work: waits for it.
            typed: the text.
            sent_at: when it was sent, as Unix time.
        """
        if work.step == "jawab":
            if len(typed) > LONGEST_ANSWER or sent_at - work.cut_at <= _IN_PIECES_SECONDS:
                work.cut_at = sent_at
                await self._shop.keep(admin, work)
                return said(texts.TOO_LONG)
            work.answer, work.step = typed, "pratinjau" if work.entry else "sumber"
            await self._shop.keep(admin, work)
            return await self.preview(admin, work) if work.entry else said(texts.ASK_SOURCE)
        if work.step == "sumber":
            return await self._take_source(admin, work, typed)
        found = meanings_of(typed, self._mind) if work.links else subjects_of(typed, self._mind)
        return await self._offer(admin, work, found, (texts.ASK_LINK if work.links else texts.ASK_ENTRY) if found
                                 else texts.NOTHING_FOUND)

    async def choose(self, admin: str, work: Work, choice: str) -> Outgoing:
        """Take the place that was pressed: the number of an offered entry, or the group of a new topic."""
        if choice.isdecimal() and int(choice) < len(work.offered):
            work.entry = work.offered[int(choice)][:2]
        elif choice in ("edukasi", "kebijakan") and not work.links:
            work.entry = [_NEW, choice]
        else:
            return said(texts.OLD_STEP)
        work.step = "pratinjau"
        return await self.preview(admin, work)

    async def ask_answer(self, admin: str, work: Work) -> Outgoing:
        """Go back to the answer; source and place stay."""
        work.step = "jawab"
        await self._shop.keep(admin, work)
        return said(work.answer, texts.ASK_ANSWER)

    async def ask_entry(self, admin: str, work: Work) -> Outgoing:
        """Go back to the place."""
        work.step = "tautan" if work.links else "entri"
        find = meanings_of if work.links else subjects_of
        return await self._offer(admin, work, find(work.questions[0], self._mind),
                                 texts.ASK_LINK if work.links else texts.ASK_ENTRY)

    async def preview(self, admin: str, work: Work) -> Outgoing:
        """Show how the bot would answer, with all that is to be said about it."""
        await self._shop.keep(admin, work)
        again = rows_of([*([] if work.links else [button(texts.CHANGE_ANSWER, "u", work.token)]),
                         button(texts.CHANGE_ENTRY, "g", work.token), button(texts.CANCEL, "x", work.token)])
        try:
            proposal = await self._shop.reloader.propose(await self.edit_of(admin, work))
        except EditError as error:
            return said(str(error), rows=again)
        blocks = problem_blocks(proposal.problems, typed=proposal.changed)
        if proposal.mind is None:
            return laid_out(blocks, again)
        reply = await _answered(proposal.mind, work.questions[0])
        if not _is_reached(reply, work, proposal.mind):
            blocks.append(Block((texts.NOT_REACHED,)))
        blocks.append(Block((_change_in_words(proposal),)))
        publish: Rows = rows_of([button(texts.PUBLISH, "t", work.token)])
        return laid_out([Block((f"{texts.PREVIEW}\n“{work.questions[0]}”",)), *blocks], [*publish, *again],
                        between=lay_out(reply).parts)

    async def edit_of(self, admin: str, work: Work) -> Edit:
        """Return what the work does to the files; the same again changes nothing more."""
        mind, questions = self._mind, list(dict.fromkeys(work.questions))
        kind, id_ = work.entry
        if work.links:
            examples = [as_example(q, mind) for q in questions] if kind == "maksud" else questions
            return lambda files: add_examples(files, Entry(kind, id_), examples)
        source = parse_source(work.source)
        if kind == _NEW:
            title = _title(questions[0])
            if not work.topic:
                # the id is chosen once: publishing the same work again must not make another topic
                work.topic = free_id(title, await self._shop.reloader.files())
                await self._shop.keep(admin, work)
            topic = work.topic
            return lambda files: new_topic(topic, title, id_, questions, work.answer, source)
        entry = Entry(kind, id_)
        statement = kind_of_answer(questions[0], entry, mind)
        year = int(source.date[:4]) if source.date else None
        words = words_for(questions, work.answer, mind)
        return lambda files: add_statements(files, entry, statement, work.answer, source, year, words)

    async def reached(self, work: Work, wordings: Mapping[int, str]) -> list[int]:
        """Return the open questions that the knowledge base answers as the work meant, by their wording."""
        mind = self._mind
        return [id_ for id_, question in wordings.items() if _is_reached(await _answered(mind, question), work, mind)]

    @property
    def _mind(self) -> Mind:
        return self._shop.reloader.assistant.mind

    async def _take_source(self, admin: str, work: Work, typed: str) -> Outgoing:
        try:
            parse_source(typed)
        except EditError as error:
            return said(str(error))
        work.source, work.step = typed, "entri"
        return await self._offer(admin, work, subjects_of(work.questions[0], self._mind), texts.ASK_ENTRY)

    async def _offer(self, admin: str, work: Work, found: list[Candidate], how: str) -> Outgoing:
        work.offered = [[one.entry.kind, one.entry.id, texts.short(one.label, _LONGEST_LABEL)] for one in found]
        await self._shop.keep(admin, work)
        choices = [button(label, "e", work.token, place) for place, (_, _, label) in enumerate(work.offered)]
        if not work.links:
            choices += [button(texts.NEW_EDUCATION, "e", work.token, "edukasi"),
                        button(texts.NEW_POLICY, "e", work.token, "kebijakan")]
        return said(how, rows=rows_of([*choices, button(texts.CANCEL, "x", work.token)]))


async def _answered(mind: Mind, question: str) -> Reply:
    return await Assistant(mind).reply(question, Conversation())


def _is_reached(reply: Reply, work: Work, mind: Mind) -> bool:
    """Tell whether a question is answered as the admin meant it: with the new words, or by the entry linked to."""
    if reply.status is not Status.ANSWERED:
        return False
    if work.links:
        kind, id_ = work.entry
        # an intent is answered in as many ways as there are regions
        return kind == "maksud" or mind.knowledge.topics[id_].answer in reply.text
    first = next((line for line in work.answer.splitlines() if line.strip(" •-")), "")
    return _squashed(first) in _squashed(reply.text)


def _squashed(text: str) -> str:
    return " ".join(re.sub(r"[•\-]", " ", text).split()).casefold()


def _title(question: str) -> str:
    """A question as the title of a topic."""
    title = " ".join(question.split()).strip(" ?!.,")
    return texts.short(title[:1].upper() + title[1:], _LONGEST_TITLE)


def _change_in_words(proposal: Proposal) -> str:
    names = ", ".join(proposal.changed) or "—"
    return f"Disimpan di: {names}"
