"""Traffic for the lab scripts: a small server, and clients that leave known entries in a conntrack table.

Nothing here reads or judges anything: it only opens, holds and drops real connections. Every command ends by
itself after --seconds, so that a lab script that dies cannot leave it running for ever.

  serve  TCP on --tcp (v4 and v6), answers each request with one short response; UDP echo on --udp
  hold   opens --count TCP connections to --to and keeps them open
  brief  opens --count TCP connections to --to, one request each, and closes them
  mix    what a quiet node sees: some of everything, then holds what is held
  churn  short TCP connections and one-way UDP datagrams, each from a new port, without a pause
"""

import argparse
import asyncio
import contextlib
import os
import resource
import signal
import socket
import struct

REQUEST = b'GET %s HTTP/1.1\r\nHost: shop.default.svc\r\n\r\n'
RESPONSE = b'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n'
STAY = b'/stay'  # a request for this path asks the server not to close its half when the client closes


def address(text):
    """'10.96.0.10:80' or '[fd77:1::2]:80' -> (host, port)."""
    host, _, port = text.rpartition(':')
    return host.strip('[]'), int(port)


# ---------------------------------------------------------------------------------------------- the server


async def answer(reader, writer):
    stay = False
    with contextlib.suppress(ConnectionError):
        while request := await reader.read(4096):
            stay = stay or STAY in request
            writer.write(RESPONSE)
            await writer.drain()
        if stay:  # the client has closed its half: the table keeps CLOSE_WAIT while we keep ours open
            await asyncio.sleep(60)
    writer.close()


class Echo(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        self.transport.sendto(data, addr)


async def serve(args):
    # backlog: a burst of connections must not meet a full accept queue, or SYNs are lost for another reason
    await asyncio.start_server(answer, '0.0.0.0', args.tcp, backlog=1024)
    await asyncio.start_server(answer, '::', args.tcp, backlog=1024)
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(Echo, local_addr=('0.0.0.0', args.udp))
    await asyncio.sleep(args.seconds)


# --------------------------------------------------------------------------------------------- the clients


async def ask(to, path=b'/', patience=30.0):
    """Connects and does one request. Gives the writer, or None if no connection came about in time."""
    try:
        reader, writer = await asyncio.wait_for(asyncio.open_connection(*address(to)), patience)
        writer.write(REQUEST % path)
        await asyncio.wait_for(reader.read(4096), patience)
        return writer
    except (OSError, asyncio.TimeoutError):
        return None


def start_connect(to):
    """Sends a SYN and does not wait for what becomes of it."""
    host, port = address(to)
    sock = socket.socket(socket.AF_INET6 if ':' in host else socket.AF_INET)
    sock.setblocking(False)
    with contextlib.suppress(OSError):
        sock.connect((host, port))
    return sock


def reset(writer):
    """Closes with RST instead of FIN: what a killed process with unread data does."""
    sock = writer.get_extra_info('socket')
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    writer.transport.abort()


def datagram(to, times=1):
    """Sends from a port of its own; the reply, if any, is left unread."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for _ in range(times):
            with contextlib.suppress(OSError):
                sock.sendto(b'\x12\x34' + b'\x00' * 26, address(to))


def echo_request(host, ident):
    """An ICMP or ICMPv6 echo request, as ping sends one. The kernel fills in the checksum for ICMPv6 only."""
    six = ':' in host
    kind, proto = (128, socket.IPPROTO_ICMPV6) if six else (8, socket.IPPROTO_ICMP)
    packet = struct.pack('!BBHHH', kind, 0, 0, ident, 1) + b'conntrack lab ping'
    if not six:
        words = sum(struct.unpack(f'!{len(packet) // 2}H', packet))
        words = (words >> 16) + (words & 0xFFFF)
        packet = packet[:2] + struct.pack('!H', ~(words + (words >> 16)) & 0xFFFF) + packet[4:]
    family = socket.AF_INET6 if six else socket.AF_INET
    with socket.socket(family, socket.SOCK_RAW, proto) as sock:
        sock.sendto(packet, (host, 0))


async def hold(args):
    # In small groups, so that the table fills in order and every entry before the limit becomes ASSURED.
    held = []
    for start in range(0, args.count, 20):
        group = min(20, args.count - start)
        held += await asyncio.gather(*(ask(args.to, patience=args.seconds) for _ in range(group)))
    await asyncio.sleep(args.seconds)


async def brief(args):
    for start in range(0, args.count, 20):
        group = min(20, args.count - start)
        for writer in await asyncio.gather(*(ask(args.to, patience=5) for _ in range(group))):
            if writer:
                writer.close()


async def mix(args):
    held = [await ask(args.to) for _ in range(24)]                       # ESTABLISHED
    held += [await ask(args.to6) for _ in range(3)]                      # ESTABLISHED, IPv6
    await brief(argparse.Namespace(count=20, to=args.to))                # TIME_WAIT
    for _ in range(4):                                                   # CLOSE_WAIT
        writer = await ask(args.to, STAY)
        writer.write_eof()
        held.append(writer)
    for _ in range(3):                                                   # CLOSE
        reset(await ask(args.pod))
    held += [start_connect(args.dead) for _ in range(3)]                 # nobody answers: SYN_SENT
    for _ in range(12):
        datagram(args.dns)                                               # a question and its answer
    for _ in range(2):
        datagram(args.dead)                                              # UDP that nobody answers
    for ident in (4711, 4712):
        echo_request(address(args.pod)[0], ident)
    echo_request(address(args.to6)[0], 4713)
    await stream(args.dns, 2.6)                                          # ASSURED UDP
    await asyncio.sleep(args.seconds)


async def stream(to, seconds):
    """One UDP flow with packets both ways for more than two seconds: only then does the kernel call it a stream."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect(address(to))
        for _ in range(int(seconds / 0.2)):
            sock.send(b'\x12\x34' + b'\x00' * 26)
            await asyncio.sleep(0.2)


async def churn(args):
    """Ten short connections and fifty datagrams every tenth of a second, lost or not."""
    running = set()
    for _ in range(int(args.seconds * 10)):
        for _ in range(10):
            task = asyncio.create_task(short_connection(args.to))
            running.add(task)
            task.add_done_callback(running.discard)
        for _ in range(50):
            datagram(args.dead)
        await asyncio.sleep(0.1)


async def short_connection(to):
    writer = await ask(to, patience=3)
    if writer:
        writer.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('what', choices=('serve', 'hold', 'brief', 'mix', 'churn'))
    parser.add_argument('--seconds', type=float, default=40, help='how long to run at most')
    parser.add_argument('--count', type=int, default=10)
    parser.add_argument('--tcp', type=int, default=8080)
    parser.add_argument('--udp', type=int, default=53)
    parser.add_argument('--to', help='TCP service, host:port')
    parser.add_argument('--to6', help='TCP server over IPv6, [host]:port')
    parser.add_argument('--pod', help='address of the server itself, host:port')
    parser.add_argument('--dns', help='UDP service, host:port')
    parser.add_argument('--dead', help='an address behind which nobody answers, host:port')
    args = parser.parse_args()

    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    signal.signal(signal.SIGALRM, lambda *_: os._exit(0))
    signal.setitimer(signal.ITIMER_REAL, args.seconds)
    asyncio.run(globals()[args.what](args))


if __name__ == '__main__':
    main()
