"""A process that stays and reads workbooks, for tests that read thousands; knows no Django.

The product starts one process per workbook, which takes longer than the reading. Here a process
that broke is replaced, and the test is told what the product would tell.
"""

from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from python_calamine import WorksheetNotFound

from partners.apart import limit
from partners.sheet_cells import NoSuchSheetError, UnreadableError, cells_of


def guarded(raw: bytes, sheet: str) -> list[list[str]] | str:
    try:
        return cells_of(raw, sheet)
    except WorksheetNotFound:
        return "no such sheet"
    except BaseException:  # noqa: BLE001 - a panic of compiled code is no Exception
        return "unreadable"


class SheetReader:
    """Stands in for `sheet_cells.read_apart`; `breaks` counts the processes that ended."""

    def __init__(self) -> None:
        self.breaks = 0
        self.start()

    def start(self) -> None:
        context = get_context("spawn")
        self.pool = ProcessPoolExecutor(1, mp_context=context, initializer=limit)

    def read_apart(self, raw: bytes, sheet: str) -> list[list[str]]:
        try:
            answer = self.pool.submit(guarded, raw, sheet).result(timeout=60)
        except BrokenProcessPool as error:
            self.breaks += 1
            self.start()
            raise UnreadableError from error
        if answer == "no such sheet":
            raise NoSuchSheetError
        if isinstance(answer, str):
            raise UnreadableError
        return answer

    def close(self) -> None:
        self.pool.shutdown(cancel_futures=True)
