import asyncio
import io
import os
import signal
import sys
import time
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from summarizer.errors import EncryptedPdf, NotAPdf, ReaderCrashed, ReadingError, ReadingTimeout
from summarizer.paper import Box
from summarizer.reading.process.limits import MAX_PIXELS, MAX_SIDE_PIXELS
from summarizer.reading.reader import Reader
from tests.hostile_pdfs import good_paper, huge_page, laughing_forms, locked, one_page, web_page

pytestmark = pytest.mark.asyncio(loop_scope="module")

LINUX = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader():
    async with Reader() as warm:
        yield warm


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def impatient():
    """A reader that gives up after two seconds."""
    async with Reader(read_seconds=2, render_seconds=2) as warm:
        yield warm


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """Paths of a few PDFs by name."""
    folder = tmp_path_factory.mktemp("papers")
    makers = {"good": good_paper, "locked": locked, "web": web_page, "endless": laughing_forms, "huge": huge_page}
    made = {name: folder / f"{name}.pdf" for name in makers}
    for name, path in made.items():
        path.write_bytes(makers[name]())
    return made


async def worker_of(reader: Reader) -> int:
    """Id of the worker's process."""
    await reader.warm()
    return reader._process.pid


def runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def is_zombie(process: int) -> bool:
    """Whether it has ended, and nobody has asked how."""
    return "\nState:\tZ" in Path(f"/proc/{process}/status").read_text()


async def test_a_paper_comes_back_whole(reader, papers):
    paper = await reader.read(papers["good"])
    assert paper.record.title == "Quiet Sorting of Long Lists"
    assert paper.page_sizes == ((595.0, 842.0), (595.0, 842.0))
    assert any("3.2 times faster" in passage.text for passage in paper.passages)


async def test_errors_keep_their_class_and_sentence(reader, papers):
    with pytest.raises(EncryptedPdf, match="密码"):
        await reader.read(papers["locked"])
    with pytest.raises(NotAPdf, match="不是 PDF"):
        await reader.render(papers["web"], 1, dpi=72)


async def test_one_worker_serves_many_tasks(reader, papers):
    worker = await worker_of(reader)
    for _ in range(3):
        await reader.read(papers["good"])
    with pytest.raises(NotAPdf):
        await reader.read(papers["web"])
    assert await worker_of(reader) == worker


async def picture(reader, path, page=1, **how) -> Image.Image:
    return Image.open(io.BytesIO(await reader.render(path, page, **how)))


async def test_pages_are_rendered_at_the_asked_resolution(reader, papers):
    png = await picture(reader, papers["good"], dpi=144)
    webp = await picture(reader, papers["good"], 2, dpi=72, form="webp")
    assert (png.format, png.size) == ("PNG", (1190, 1684))
    assert (webp.format, webp.size) == ("WEBP", (595, 842))


async def test_a_clip_gives_a_part_of_the_page(reader, papers):
    whole = await picture(reader, papers["good"], dpi=72)
    part = await picture(reader, papers["good"], dpi=72, clip=Box(100, 60, 400, 130))
    assert part.size == (300, 70)
    assert part.tobytes() == whole.crop((100, 60, 400, 130)).tobytes()
    assert (await picture(reader, papers["good"], dpi=72, clip=Box(5000, 60, 6000, 130))).size == whole.size


async def test_marks_colour_the_paper_and_leave_the_letters_black(reader, papers):
    mark = Box(110, 70, 400, 100)
    plain = await picture(reader, papers["good"], dpi=72)
    marked = await picture(reader, papers["good"], dpi=72, marks=[mark, Box(-50, -50, -10, -10)])
    assert plain.getpixel((390, 72)) == (255, 255, 255)
    assert marked.getpixel((390, 72)) == (255, 236, 105)
    assert marked.getpixel((50, 50)) == (255, 255, 255)
    assert min(marked.crop(tuple(map(int, mark))).convert("L").tobytes()) < 40


async def test_no_page_becomes_an_image_too_large(reader, papers):
    dear = await picture(reader, papers["good"], dpi=100_000)
    huge = await picture(reader, papers["huge"], dpi=300)
    for image in (dear, huge):
        assert image.width * image.height <= MAX_PIXELS * 1.01
        assert max(image.size) <= MAX_SIDE_PIXELS


async def test_a_page_that_is_not_there_is_said_so(reader, papers):
    for number in (0, 3, -1, 10**9):
        with pytest.raises(ReadingError, match="没有第"):
            await reader.render(papers["good"], number, dpi=72)


async def test_a_task_without_end_is_ended_and_the_next_one_works(impatient, papers):
    worker = await worker_of(impatient)
    for task in (impatient.read(papers["endless"]), impatient.render(papers["endless"], 1, dpi=72)):
        begun = time.monotonic()
        with pytest.raises(ReadingTimeout, match="用时过长"):
            await task
        assert time.monotonic() - begun < 10
    assert not runs(worker)
    assert (await picture(impatient, papers["good"], dpi=36)).size == (298, 421)


async def test_a_worker_that_dies_in_the_middle_is_replaced(reader, papers):
    worker = await worker_of(reader)
    task = asyncio.create_task(reader.read(papers["endless"]))
    await asyncio.sleep(0.2)
    os.kill(worker, signal.SIGKILL)
    with pytest.raises(ReaderCrashed, match="崩溃"):
        await task
    assert await worker_of(reader) != worker
    assert (await reader.read(papers["good"])).passages


async def test_a_worker_that_dies_between_two_tasks_is_replaced(reader, papers):
    os.kill(await worker_of(reader), signal.SIGKILL)
    await asyncio.sleep(0.2)
    assert (await reader.read(papers["good"])).passages


async def test_a_cancelled_task_ends_its_work(reader, papers):
    worker = await worker_of(reader)
    task = asyncio.create_task(reader.read(papers["endless"]))
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not runs(worker)
    assert (await reader.read(papers["good"])).passages


async def test_a_task_cancelled_while_it_waits_disturbs_nobody(reader, papers):
    worker = await worker_of(reader)
    first = asyncio.create_task(reader.read(papers["good"]))
    second = asyncio.create_task(reader.read(papers["good"]))
    await asyncio.sleep(0)
    second.cancel()
    assert (await first).passages
    assert await worker_of(reader) == worker


async def test_tasks_are_done_in_the_order_of_asking(impatient, papers):
    done = []

    async def ask(name, number):
        try:
            await impatient.read(papers[name])
        except ReadingError as error:
            done.append((number, type(error)))
        else:
            done.append((number, None))

    asked = ("good", "web", "endless", "good", "locked", "good")
    await asyncio.gather(*(ask(name, number) for number, name in enumerate(asked)))
    assert done == [(0, None), (1, NotAPdf), (2, ReadingTimeout), (3, None), (4, EncryptedPdf), (5, None)]


async def test_a_closed_reader_starts_again(papers):
    reader = Reader()
    worker = await worker_of(reader)
    await reader.close()
    assert not runs(worker)
    assert (await reader.render(papers["good"], 1, dpi=36))[:4] == b"\x89PNG"
    await reader.close()


@LINUX
async def test_the_worker_knows_no_key(papers, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-do-not-tell")
    async with Reader() as reader:
        worker = await worker_of(reader)
        environment = await asyncio.to_thread(Path(f"/proc/{worker}/environ").read_bytes)
    assert b"PATH=" in environment
    assert b"sk-do-not-tell" not in environment


@LINUX
async def test_the_worker_has_limits_and_writes_no_file(reader):
    worker = await worker_of(reader)
    limits = await asyncio.to_thread(Path(f"/proc/{worker}/limits").read_text)
    table = {line[:25].strip(): line[25:].split() for line in limits.splitlines()[1:]}
    assert table["Max address space"][0] == str(2 * 1024**3)
    assert table["Max file size"][0] == "0"
    assert table["Max core file size"][0] == "0"


@LINUX
async def test_the_worker_ends_with_its_parent(tmp_path):
    script = (
        "import asyncio, os\nfrom summarizer.reading.reader import Reader\n"
        "async def main():\n    reader = Reader()\n    await reader.warm()\n"
        "    print(reader._process.pid, flush=True)\n    os._exit(1)\nasyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", script), stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[1]
    )
    printed, _ = await parent.communicate()
    worker = int(printed)
    for _ in range(50):
        if not runs(worker) or is_zombie(worker):
            return
        await asyncio.sleep(0.1)
    pytest.fail("the worker outlived its parent")


async def test_the_reader_itself_does_not_load_mupdf():
    script = (
        "import sys, summarizer.reading.reader\nassert 'pymupdf' not in sys.modules\nassert 'PIL' not in sys.modules"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", script, cwd=Path(__file__).parents[1])
    assert await process.wait() == 0


async def test_text_of_any_alphabet_passes_the_pipe(reader, tmp_path):
    path = tmp_path / "论文 \u00e9.pdf"
    path.write_bytes(one_page())
    assert (await reader.read(path)).page_texts == ("These words stand on the page and can be read by anyone.",)
