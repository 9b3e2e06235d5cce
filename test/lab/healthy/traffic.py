"""Ordinary traffic of a node, as test/lab/healthy.sh needs it: what every firewall sees, its INVALID packets included.

  serve --seconds S                 answers TCP on the ports of a node and a Pod, echoes DNS and NTP, swallows other UDP
  go --seconds S --ready FILE WHAT:HOST[:PORT][*TIMES] ...
        does all that is listed, touches FILE, and keeps open what is held until it is ended

  tcp     a request, an answer, closed            hold    the same, but kept open
  reset   the same, closed by RST                 syn     a SYN that nobody answers, not waited for
  udp     a datagram and its echo                 oneway  a datagram that is not answered (VXLAN, statsd)
  late    a FIN of a connection that nobody knows: conntrack calls it INVALID; every node sees some
  ping    an ICMP echo request
"""

import argparse
import asyncio
import contextlib
import os
import pathlib
import random
import signal
import socket
import struct

TCP_PORTS = (22, 80, 443, 4143, 5432, 6443, 8080, 10250, 15006, 31080)
UDP_SINKS = (4789, 5353, 8125, 8472, 41641)
REQUEST = b'GET / HTTP/1.1\r\nHost: shop.default.svc\r\n\r\n'
RESPONSE = b'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n'


async def answer(reader, writer):
    with contextlib.suppress(ConnectionError):
        while await reader.read(4096):
            writer.write(RESPONSE)
            await writer.drain()
    writer.close()


class Echo(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        self.transport.sendto(data, addr)


async def serve(args):
    loop = asyncio.get_running_loop()
    for port in TCP_PORTS:
        await asyncio.start_server(answer, '0.0.0.0', port, backlog=256)
    await asyncio.start_server(answer, '::', 8080, backlog=256)
    for host in args.dns or ['0.0.0.0']:
        await loop.create_datagram_endpoint(Echo, local_addr=(host, 53))
    await loop.create_datagram_endpoint(Echo, local_addr=('0.0.0.0', 123))
    for port in UDP_SINKS:
        await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=('0.0.0.0', port))
    await asyncio.sleep(args.seconds)


async def connect(host, port):
    reader, writer = await asyncio.wait_for(asyncio.open_connection(host, port), 3)
    writer.write(REQUEST)
    await asyncio.wait_for(reader.read(4096), 3)
    return writer


async def tcp(host, port, kept):
    (await connect(host, port)).close()


async def hold(host, port, kept):
    kept.append(await connect(host, port))


async def reset(host, port, kept):
    writer = await connect(host, port)
    writer.get_extra_info('socket').setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    writer.transport.abort()


async def syn(host, port, kept):
    sock = socket.socket()
    sock.setblocking(False)
    with contextlib.suppress(OSError):
        sock.connect((host, port))
    kept.append(sock)


def datagram(host, port, wait):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(1)
        with contextlib.suppress(OSError):
            sock.connect((host, port))
            sock.send(b'\x12\x34\x01\x00\x00\x01' + b'\x00' * 22)
            if wait:
                sock.recv(512)


async def udp(host, port, kept):
    await asyncio.to_thread(datagram, host, port, True)


async def oneway(host, port, kept):
    datagram(host, port, False)


def checksum(data):
    words = sum(struct.unpack(f'!{len(data) // 2}H', data))
    while words >> 16:
        words = (words & 0xFFFF) + (words >> 16)
    return ~words & 0xFFFF


async def late(host, port, kept):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as route:
        route.connect((host, port))
        source = socket.inet_aton(route.getsockname()[0])
    sport, seq = random.randrange(33000, 60000), random.getrandbits(32)
    header = struct.pack('!HHIIBBHHH', sport, port, seq, seq ^ 0xFFFF, 5 << 4, 0x11, 502, 0, 0)
    pseudo = source + socket.inet_aton(host) + struct.pack('!BBH', 0, socket.IPPROTO_TCP, len(header))
    header = header[:16] + struct.pack('!H', checksum(pseudo + header)) + header[18:]
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP) as sock, contextlib.suppress(OSError):
        sock.sendto(header, (host, 0))


async def ping(host, port, kept):
    packet = struct.pack('!BBHHH', 8, 0, 0, random.getrandbits(15), 1) + b'ordinary traffic'
    packet = packet[:2] + struct.pack('!H', checksum(packet)) + packet[4:]
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as sock, contextlib.suppress(OSError):
        sock.sendto(packet, (host, 0))


async def do(order, kept):
    what, _, rest = order.partition(':')
    rest, _, times = rest.partition('*')
    host, _, port = rest.partition(':')
    for _ in range(int(times or 1)):
        with contextlib.suppress(OSError, asyncio.TimeoutError):
            await globals()[what](host, int(port or 0), kept)


async def go(args):
    kept = []
    await asyncio.gather(*(do(order, kept) for order in args.orders))
    await asyncio.sleep(0.05)                      # the last FIN and ACK
    pathlib.Path(args.ready).touch()
    await asyncio.sleep(args.seconds)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('what', choices=('serve', 'go'))
    parser.add_argument('--seconds', type=float, default=20)
    parser.add_argument('--ready')
    parser.add_argument('--dns', action='append', help='the addresses that DNS is answered on; all, if not given')
    parser.add_argument('orders', nargs='*')
    args = parser.parse_intermixed_args()
    signal.signal(signal.SIGALRM, lambda *_: os._exit(0))
    signal.setitimer(signal.ITIMER_REAL, args.seconds)
    asyncio.run(globals()[args.what](args))


if __name__ == '__main__':
    main()
