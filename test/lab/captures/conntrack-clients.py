"""What a client does to leave a few events in the node's table: answered, unanswered, refused and one-way flows."""

import contextlib
import os
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
import traffic  # noqa: E402

for port in (8080, 9):
    with contextlib.suppress(OSError):
        with socket.create_connection(('10.244.1.2', port), timeout=2) as sock:
            sock.sendall(traffic.REQUEST % b'/')
            sock.recv(4096)
with contextlib.suppress(OSError), socket.create_connection(('10.96.0.80', 80), timeout=2) as service:
    service.sendall(traffic.REQUEST % b'/')
    service.recv(4096)
with contextlib.suppress(OSError), socket.create_connection(('fd77:244::2', 8080), timeout=2) as six:
    six.sendall(traffic.REQUEST % b'/')
    six.recv(4096)
with contextlib.suppress(OSError):
    socket.create_connection(('10.244.9.9', 80), timeout=0.3)
traffic.datagram('10.96.0.10:53')
traffic.datagram('10.244.9.9:53', times=2)
traffic.echo_request('10.244.1.2', 4711)
traffic.echo_request('fd77:244::2', 4713)
