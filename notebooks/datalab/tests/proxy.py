"""A TCP proxy that cuts connections, for what happens when a network does."""

from __future__ import annotations

import socket
import threading
from urllib.parse import urlsplit


class Proxy:
    """Passes on what comes until it is told to cut, or once so many bytes of an answer have passed."""

    def __init__(self, url: str, cut_after: int | None = None, cuts: int = 1) -> None:
        parts = urlsplit(url)
        self._target = (parts.hostname or "localhost", parts.port or 80)
        self._cut_after = cut_after
        self._cuts = cuts
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Resets all connections that are open."""
        with self._lock:
            for one in self._open:
                _reset(one)
            self._open.clear()

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)  # wakes who accepts
        self._server.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            self.connections += 1
            server = socket.create_connection(self._target)
            with self._lock:
                self._open += [client, server]
            threading.Thread(target=self._pass, args=(client, server, None), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, client, self._cut_after), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, cut_after: int | None) -> None:
        passed = 0
        try:
            while data := source.recv(65_536):
                if cut_after is not None and self._cuts > 0 and passed + len(data) > cut_after:
                    self._cuts -= 1
                    target.sendall(data[: cut_after - passed])
                    _reset(target)
                    _reset(source)
                    return
                target.sendall(data)
                passed += len(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def _reset(one: socket.socket) -> None:
    import struct

    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    one.close()
