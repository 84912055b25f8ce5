"""A small mail server on loopback that takes mails, and can be told to misbehave."""

import random
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

HANG_UP = "hang up"


@dataclass
class Sink:
    """What a server took, and how it should answer.

    `answers` maps a moment (connect, ehlo, mail, rcpt, data, content) to a reply or `HANG_UP`;
    `once` does so for the first time only. `delay_seconds` is the longest random wait after a text
    was taken and before the client hears so: the moment in which a kill leaves doubt.
    """

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    once: dict[str, str] = field(default_factory=dict)
    delay_seconds: float = 0.0
    connections: int = 0
    envelopes: list[tuple[str, str]] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)

    def reply(self, moment: str, usual: str) -> str:
        """Return what to say at this moment."""
        return self.once.pop(moment, self.answers.get(moment, usual))

    @property
    def subjects(self) -> list[str]:
        """Return the subjects of the mails that were taken."""
        return [str(mail["Subject"]) for mail in self.mails]


class Session(socketserver.StreamRequestHandler):
    """One connection."""

    sender = recipient = ""

    @property
    def sink(self) -> Sink:
        return self.server.sink  # type: ignore[attr-defined,no-any-return]

    def handle(self) -> None:
        self.sink.connections += 1
        if not self.say("connect", "220 sink.example.org"):
            return
        while line := self.rfile.readline():
            verb, _, rest = line.decode().strip().partition(" ")
            if not self.obey(verb.upper(), rest):
                return

    def say(self, moment: str, usual: str) -> bool:
        reply = self.sink.reply(moment, usual)
        if reply == HANG_UP:
            return False
        self.wfile.write(f"{reply}\r\n".encode())
        return not reply.startswith("421")

    def obey(self, verb: str, rest: str) -> bool:
        match verb:
            case "EHLO" | "HELO":
                return self.say("ehlo", "250-sink.example.org\r\n250 8BITMIME")
            case "MAIL":
                self.sender = rest.partition("<")[2].partition(">")[0]
                return self.say("mail", "250 OK")
            case "RCPT":
                self.recipient = rest.partition("<")[2].partition(">")[0]
                return self.say("rcpt", "250 OK")
            case "DATA":
                return self.take()
            case "QUIT":
                self.say("quit", "221 bye")
                return False
            case _:
                return self.say("other", "250 OK")

    def take(self) -> bool:
        reply = self.sink.reply("data", "354 go on")
        if reply == HANG_UP:
            return False
        self.wfile.write(f"{reply}\r\n".encode())
        if not reply.startswith("354"):
            return True
        text = b""
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            text += line
        if "content" not in {**self.sink.answers, **self.sink.once}:
            self.sink.envelopes.append((self.sender, self.recipient))
            self.sink.mails.append(message_from_bytes(text, policy=policy.default))
            time.sleep(random.uniform(0, self.sink.delay_seconds))  # noqa: S311 - no secret
        return self.say("content", "250 taken")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    sink: Sink

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet: a client that was killed is the point of some tests."""


@contextmanager
def smtp_sink(**options: float) -> Iterator[Sink]:
    """Run the mail server for as long as the block takes."""
    with Server(("127.0.0.1", 0), Session) as server:
        server.sink = Sink(port=server.server_address[1], **options)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.sink
        finally:
            server.shutdown()
            thread.join()
