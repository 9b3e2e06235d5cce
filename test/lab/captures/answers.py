"""Servers for the captures of curl and tcpdump: HTTP, HTTPS and DNS that answer well, late, badly, or not at all.

  answers.py ADDRESS [--tls CERTIFICATE KEY]     HTTP on 8080, HTTPS on 8443, DNS on 53 of ADDRESS; ends after 60 s

What a request asks for stands in its path (/slow, /stall, /reset, /empty, /cut, /redirect, /large) or in the first label of the
name (slow: 1.2 s; dropaaaa: the first AAAA query is not answered; nx: NXDOMAIN; fail: SERVFAIL; anything else: the address).
"""

import argparse
import asyncio
import contextlib
import ipaddress
import socket
import ssl
import struct

OK = b'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Type: text/plain\r\n\r\nok\n'
MOVED = b'HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n'
dropped = set()


async def answer(reader, writer):
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        while True:
            request = (await reader.readuntil(b'\r\n\r\n')).split(b' ', 2)[1]
            if request == b'/slow':
                await asyncio.sleep(0.35)
            if request == b'/stall':
                await asyncio.sleep(30)
            if request == b'/empty':
                break
            if request == b'/reset':
                sock = writer.get_extra_info('socket')
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
                writer.transport.abort()
                return
            if request == b'/cut':
                writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\nonly the beginning\n')
                break
            if request == b'/large':
                writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n' + b'x' * 20000)
            else:
                writer.write(MOVED if request == b'/redirect' else OK)
            await writer.drain()
    writer.close()


class Names(asyncio.DatagramProtocol):
    def __init__(self, address):
        self.address = ipaddress.ip_address(address).packed

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        end = data.index(0, 12) + 1
        kind = struct.unpack('!H', data[end : end + 2])[0]
        label = data[13 : 13 + data[12]].decode()
        question = data[12 : end + 4]
        if label == 'dropaaaa' and kind == 28 and addr not in dropped:
            dropped.add(addr)
            return
        code = {'nx': 3, 'fail': 2}.get(label, 0)
        with_address = kind == 1 and code == 0
        record = b'\xc0\x0c' + struct.pack('!HHIH', 1, 1, 30, 4) + self.address if with_address else b''
        head = data[:2] + struct.pack('!HHHHH', 0x8180 | code, 1, int(with_address), 0, 0)
        wait = 1.2 if label == 'slow' else 0
        asyncio.get_running_loop().call_later(wait, self.transport.sendto, head + question + record, addr)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('address')
    parser.add_argument('--tls', nargs=2)
    args = parser.parse_args()
    await asyncio.start_server(answer, None, 8080)
    if args.tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*args.tls)
        await asyncio.start_server(answer, None, 8443, ssl=context)
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(lambda: Names(args.address), local_addr=(args.address, 53))
    await asyncio.sleep(60)


asyncio.run(main())
