"""Mutations of good PDFs: each of them ends as a Paper or a ReadingError, in time.

`FUZZ_COUNT=2000 python -m pytest -m slow tests/test_fuzz.py -s` tries so many and prints what came out.
"""

import os
import random
import re
import time
from collections import Counter

import pymupdf
import pytest
import pytest_asyncio

from summarizer.errors import ReadingError
from summarizer.paper import Paper
from summarizer.reading.reader import Reader
from tests.hostile_pdfs import good_paper, one_page
from tests.test_hidden import HIDDEN, scan_with_words

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(3600)]

COUNT = int(os.environ.get("FUZZ_COUNT", "200"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
SECONDS = 20.0

NUMBER = re.compile(rb"\d+")
WORD = re.compile(rb"/[A-Z][A-Za-z]+")
NUMBERS = (b"0", b"-1", b"1", b"65535", b"65536", b"2147483647", b"4294967296", b"-2147483648", b"1e38", b"99999999999")
PIECES = (
    b"<<",
    b">>",
    b"[",
    b"]",
    b"(",
    b")",
    b"endobj",
    b"stream\n",
    b"endstream",
    b"0 0 R",
    b"3 0 R",
    b"null",
    b"\0",
    b"BI ID EI",
)


def illustrated() -> bytes:
    """A page with a drawing, a picture, a table of fields, notes and links."""
    with pymupdf.open(stream=good_paper(3)) as document:
        page = document[1]
        page.draw_circle((300, 600), 50, fill=(0.3, 0.5, 1), color=(0, 0, 0))
        page.insert_image((100, 560, 200, 660), pixmap=pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 50, 50), False))
        page.insert_text((100, 700), "Figure 1. A circle beside a square.", fontsize=9)
        page.add_freetext_annot((50, 50, 200, 80), "A note")
        page.insert_link({"kind": pymupdf.LINK_URI, "from": pymupdf.Rect(72, 72, 90, 90), "uri": "https://example.org"})
        document.set_toc([[1, "Introduction", 1], [1, "Method", 2]])
        return document.tobytes()


def seeds() -> list[bytes]:
    """Good PDFs, packed and bare."""
    made = [good_paper(3), illustrated(), scan_with_words(b"q 612 0 0 792 0 0 cm /I Do Q", b"Read by a machine.")]
    made += [one_page(content, **facts) for content, facts, _ in HIDDEN.values()]
    with pymupdf.open(stream=illustrated()) as document:
        made.append(document.tobytes(expand=255, deflate=False))
        made.append(document.tobytes(use_objstms=1, deflate=True))
        made.append(document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_128, user_pw="", owner_pw="x"))
    with pymupdf.open(stream=good_paper(3)) as document:
        made += [document.tobytes(expand=255, deflate=False)] * 3
    return made


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The data with one to eight changes."""
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(data) + 1)
        match chance.randrange(9):
            case 0:
                changed = bytearray(data)
                for _ in range(chance.randint(1, 20)):
                    changed[chance.randrange(len(changed))] = chance.randrange(256)
                data = bytes(changed)
            case 1:
                data = data[:place] + data[place + chance.randint(1, 200) :]
            case 2:
                piece = data[place : place + chance.randint(1, 400)]
                data = data[:place] + piece * chance.choice((2, 3, 50)) + data[place:]
            case 3:
                other = chance.randrange(len(data) + 1)
                data = data[:place] + data[other : other + 100] + data[place + 100 :]
            case 4 | 5 if numbers := list(NUMBER.finditer(data)):
                number = chance.choice(numbers)
                data = data[: number.start()] + chance.choice(NUMBERS) + data[number.end() :]
            case 6 if words := list(WORD.finditer(data)):
                one, other = chance.choice(words), chance.choice(words)
                data = data[: one.start()] + other[0] + data[one.end() :]
            case 7:
                data = data[:place] + chance.choice(PIECES) * chance.choice((1, 1, 1, 500)) + data[place:]
            case 8 if chance.random() < 0.2:
                data = data[:place]
        if not data:
            return b"%PDF-"
    return data


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader():
    async with Reader(read_seconds=SECONDS, render_seconds=SECONDS) as warm:
        await warm.warm()
        yield warm


async def test_mutations_end_as_a_paper_or_an_error(reader, tmp_path):
    chance = random.Random(SEED)
    good = seeds()
    path = tmp_path / "mutation.pdf"
    ends: Counter[str] = Counter()
    worst, slowest, crashed = 0.0, 0, 0
    for number in range(COUNT):
        data = mutated(chance.choice(good), chance)
        path.write_bytes(data)
        task = reader.render(path, 1, dpi=50) if number % 5 == 4 else reader.read(path)
        begun = time.monotonic()
        try:
            end = await task
        except ReadingError as error:
            ends[type(error).__name__] += 1
            crashed += type(error).__name__ == "ReaderCrashed"
        else:
            assert isinstance(end, Paper | bytes)
            ends["Paper" if isinstance(end, Paper) else "image"] += 1
        if (took := time.monotonic() - begun) > worst:
            worst, slowest = took, number
    print(f"\n{COUNT} mutations: {dict(ends.most_common())}")
    print(f"worst {worst:.1f} s (number {slowest}); worker crashes survived: {crashed}")
    assert sum(ends.values()) == COUNT
    assert worst < SECONDS + 10
    assert isinstance(await reader.read(_written(tmp_path, good_paper())), Paper)


def _written(folder, data: bytes):
    path = folder / "good.pdf"
    path.write_bytes(data)
    return path
