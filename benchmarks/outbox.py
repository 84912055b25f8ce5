"""What the outbox costs per mail: claim, send and settle, against only handing over to the server.

Run as: .venv/bin/python -m benchmarks.outbox [--mails 300] [--rounds 3]

Both ways talk over one connection to a mail server on loopback, in another process, in turns on
the same machine: trust the ratio. The database is a fresh one on disk, with fsync, on the embedded
server unless DATABASE_URL names another; it is removed afterwards.
"""

import argparse
import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from statistics import median

from benchmarks._product import product
from tests.partners.smtp_sink import smtp_sink


def serve(tell: Connection) -> None:
    """Run the mail server until the benchmark hangs up."""
    with smtp_sink() as sink:
        tell.send(sink.port)
        tell.recv()


@contextmanager
def mail_server() -> Iterator[int]:
    """Run the mail server in a process of its own; yields its port."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(there,), daemon=True)
    process.start()
    yield here.recv()
    here.send("stop")
    process.join()


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measure(mails: int, rounds: int) -> None:
    """Queue and send in turns with the plain way, and print what each mail costs."""
    from django.utils import timezone  # noqa: PLC0415 - after Django is set up

    from config import mail  # noqa: PLC0415 - after the database is there
    from partners import delivery, outbox  # noqa: PLC0415 - after the database is there
    from tests.factories.messages import MessageFactory  # noqa: PLC0415 - after the database is there
    from tests.factories.partners import MunicipalityFactory  # noqa: PLC0415 - after the database is there

    outbox.ring = lambda: None  # no broker here: the loops below drain by themselves
    town = MunicipalityFactory()

    def queue(start: int) -> None:
        for number in range(start, start + mails):
            outbox.queue(
                address="lezer@example.org", subject="Onderwerp", body="Tekst",
                cause=f"bench:{number}", at=timezone.now(), municipality=town,
            )  # fmt: skip

    def plain() -> None:
        connection = mail.connect()
        for _ in range(mails):
            ready = delivery.compose(MessageFactory.build(pk=1, municipality=town))
            assert mail.hand_over(connection, ready).outcome is mail.Outcome.TAKEN  # noqa: S101 - else the figure means nothing
        mail.close(connection)

    def drain() -> None:
        sent = 0
        while step := delivery.send_due(clock=timezone.now):
            sent += step
        assert sent == mails, sent  # noqa: S101 - else the figure means nothing

    plain()
    times = [(seconds(lambda n=n: queue(n * mails)), seconds(plain), seconds(drain))
             for n in range(rounds)]  # fmt: skip
    queued, bare, whole = (median(column) / mails * 1000 for column in zip(*times, strict=True))
    print(f"queue:              {queued:6.2f} ms per mail, one transaction each")
    print(f"hand over only:     {bare:6.2f} ms per mail")
    print(f"claim, send, settle:{whole:6.2f} ms per mail, {1000 / whole:.0f} mails/s per worker")
    print(f"ratio:              {whole / bare:6.2f}")


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mails", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with mail_server() as port, product(EMAIL_URL=f"smtp://127.0.0.1:{port}"):
        measure(options.mails, options.rounds)


if __name__ == "__main__":
    main()
