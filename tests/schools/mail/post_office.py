"""A real mail server for tests: it keeps what it takes, and refuses or stops when told to."""

import asyncio
import socket
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class PostOffice:
    """The server's rules and its letters.

    `refusals` maps a recipient to the answer to RCPT; `busy` is the answer to that many DATA. The `stops_at`-th letter
    (from 1) is taken but never answered; `has_stopped` says that it is in.
    """

    refusals: dict[str, str] = field(default_factory=dict)
    busy: int = 0
    stops_at: int = 0
    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)
    has_stopped: Event = field(default_factory=Event)

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Refuse whom the test wants refused."""
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 -- as above
        """Keep the letter."""
        if self.busy:
            self.busy -= 1
            return "451 try again later"
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append((envelope.rcpt_tos[0], letter))
        if len(self.letters) == self.stops_at:
            self.has_stopped.set()
            await asyncio.sleep(60)
        return "250 OK"

    @property
    def receivers(self) -> list[str]:
        """To whom letters came, in their order."""
        return [address for address, _ in self.letters]

    def opened(self) -> Controller:
        """The server at work on a free port of this machine; the caller stops it."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        controller = Controller(self, hostname="127.0.0.1", port=port)
        controller.start()
        return controller
