"""The shape of the files about words in `knowledge/`: themes, intents, language, names, messages, kept questions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bot.knowledge.schema import Id, RegionCode, Strict, Text, Texts


class ThemeEntry(Strict):
    """One theme of tema.yaml."""

    name: Text = Field(alias="nama", description="Nama tema, seperti ditulis pada tombol.")
    words: tuple[Text, ...] = Field(
        alias="kata", min_length=1, strict=False, description="Kata yang dipakai orang untuk menanyakan tema ini.")


class ThemesFile(Strict):
    """knowledge/tema.yaml: theme id to its entry."""

    themes: dict[Id, ThemeEntry] = Field(alias="tema", description="Id tema, lalu nama dan kata-katanya.")


class IntentEntry(Strict):
    """One intent of maksud.yaml."""

    needs: tuple[Literal["daerah", "program", "kunjungan"], ...] = Field(
        (), alias="butuh", strict=False, description="Yang harus disebut supaya pertanyaan ini bisa dijawab.")
    examples: tuple[Text, ...] = Field(
        alias="contoh", min_length=3, strict=False,
        description="Contoh pertanyaan; {daerah}, {program}, {orang}, dan {tanggal} menggantikan namanya.")


class IntentsFile(Strict):
    """knowledge/maksud.yaml: intent id to its entry."""

    intents: dict[Text, IntentEntry] = Field(
        alias="maksud", description="Nama maksud; jangan menambah nama baru, jawabannya belum ada di program bot.")


class LanguageFile(Strict):
    """knowledge/bahasa.yaml."""

    abbreviations: dict[Text, Text] = Field(
        alias="singkatan", description="Singkatan, kata gaul, atau kata daerah, lalu kata bakunya.")
    concepts: dict[Text, Texts] = Field(alias="konsep", description="Satu pengertian, lalu semua sebutannya.")
    filler: tuple[Text, ...] = Field(
        alias="pengisi", strict=False, description="Kata yang tidak menunjukkan apa yang ditanyakan.")
    common: tuple[Text, ...] = Field(
        alias="kata_umum", strict=False, description="Kata biasa yang tidak boleh dikira salah ketik.")


class NamesFile(Strict):
    """knowledge/nama_ganda.yaml."""

    everyday: tuple[Text, ...] = Field(
        alias="kata_sehari_hari", strict=False, description="Nama daerah yang juga kata biasa, misalnya batang.")
    near_words: tuple[Text, ...] = Field(
        alias="kata_mirip", strict=False, description="Kata biasa yang hampir sama dengan nama daerah.")
    groups: dict[Text, Annotated[tuple[RegionCode, ...], Field(strict=False)]] = Field(
        alias="kelompok", description="Nama kawasan, lalu kode daerah-daerahnya.")
    districts: dict[Text, Texts] = Field(
        {}, alias="bukan_daerah", description="Tempat yang senama dengan daerah, lalu kata yang menunjukkannya.")


class MessagesFile(Strict):
    """knowledge/pesan.yaml: the bot's own wording; `{name}` marks what is filled in."""

    messages: dict[Text, Text] = Field(
        alias="pesan", description="Kalimat bot; yang di dalam kurung kurawal diisi oleh bot.")


class QuestionEntry(Strict):
    """One kept question with the labels that its reply must fit; a label that is left out is not looked at."""

    question: Text = Field(alias="tanya", description="Pertanyaannya, boleh seperti orang mengetik di HP.")
    status: Literal["answered", "no_data", "clarify", "unknown", "smalltalk"] = Field(
        description="Dijawab, belum ada datanya, ditanya balik, di luar bidang, atau sapaan.")
    intent: Text | None = Field(None, alias="maksud", description="Nama maksud, atau topik: lalu id topiknya.")
    regions: Texts | None = Field(
        None, alias="daerah", description="Nama resmi daerah yang dijawab, semuanya; [] berarti tidak ada.")
    programs: Texts | None = Field(
        None, alias="program", description="Id program yang dijawab, semuanya; [] berarti tidak ada.")
    contains: Texts = Field((), alias="memuat", description="Yang harus ada dalam jawaban.")
    lacks: Texts = Field((), alias="tanpa", description="Yang tidak boleh ada dalam jawaban.")


class QuestionsFile(Strict):
    """knowledge/pertanyaan.yaml: questions that admins want to stay right; `check --questions` asks them."""

    questions: tuple[QuestionEntry, ...] = Field(
        alias="pertanyaan", strict=False, description="Pertanyaan yang jawabannya ingin dijaga tetap benar.")
