#!/usr/bin/env python3
"""Sends the odd packets that make the kernel write into its log, for logs.sh.

    packets.py serve PORT BACKLOG          listens, accepts nothing
    packets.py answer PORT                 listens, accepts, and closes first
    packets.py connect ADDRESS PORT COUNT  connections that the other side closes
    packets.py flood SOURCE ADDRESS PORT   half open connections from sixteen addresses
    packets.py odd SOURCE ADDRESS          a wrong checksum, wrong flags, an ACK out of nowhere
    packets.py window ADDRESS PORT         a segment far beyond the window of a true connection
"""
import socket
import struct
import sys
import time

RAW = socket.IPPROTO_RAW
REPAIR, REPAIR_QUEUE, QUEUE_SEQ = 19, 20, 21
SYN, FIN, ACK, PSH = 2, 1, 16, 8


def checksum(data):
    if len(data) % 2:
        data += b'\0'
    total = sum(struct.unpack('>%dH' % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def ip(source, target, protocol, payload):
    head = struct.pack('>BBHHHBBH4s4s', 0x45, 0, 20 + len(payload), 54321, 0x4000, 64, protocol, 0,
                       socket.inet_aton(source), socket.inet_aton(target))
    return head[:10] + struct.pack('>H', checksum(head)) + head[12:] + payload


def tcp(source, target, sport, dport, flags, seq=1000, ack=0, data=b''):
    head = struct.pack('>HHIIBBHHH', sport, dport, seq, ack, 0x50, flags, 64240, 0, 0)
    pseudo = socket.inet_aton(source) + socket.inet_aton(target) + struct.pack('>BBH', 0, 6, len(head) + len(data))
    return head[:16] + struct.pack('>HH', checksum(pseudo + head + data), 0) + data


def send(source, target, protocol, payload):
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, RAW) as raw:
        raw.sendto(ip(source, target, protocol, payload), (target, 0))


def listen(port, backlog):
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(('0.0.0.0', port))
    server.listen(backlog)
    return server


def main(what, *words):
    if what == 'serve':
        kept = listen(int(words[0]), int(words[1]))
        time.sleep(20)
        kept.close()
    elif what == 'answer':
        server = listen(int(words[0]), 16)
        while True:
            server.accept()[0].close()
    elif what == 'connect':
        for _ in range(int(words[2])):
            with socket.create_connection((words[0], int(words[1])), 3) as one:
                one.recv(1)
    elif what == 'flood':
        for i in range(16):
            source = words[0].rsplit('.', 1)[0] + '.%d' % (100 + i)
            send(source, words[1], 6, tcp(source, words[1], 40000 + i, int(words[2]), SYN))
    elif what == 'odd':
        source, target = words
        send(source, target, 17, struct.pack('>HHHH', 40100, 53, 12, 0x1234) + b'abcd')
        send(source, target, 6, tcp(source, target, 40101, 80, SYN | FIN))
        send(source, target, 6, tcp(source, target, 40102, 80, ACK, 5000, 6000))
    elif what == 'window':
        target, port = words[0], int(words[1])
        with socket.create_connection((target, port), 3) as one:
            one.setsockopt(6, REPAIR, 1)
            one.setsockopt(6, REPAIR_QUEUE, 2)
            seq = one.getsockopt(6, QUEUE_SEQ) & 0xffffffff
            one.setsockopt(6, REPAIR_QUEUE, 1)
            ack = one.getsockopt(6, QUEUE_SEQ) & 0xffffffff
            source, sport = one.getsockname()
            far = (seq + 10_000_000) & 0xffffffff
            send(source, target, 6, tcp(source, target, sport, port, ACK | PSH, far, ack, b'far'))
            time.sleep(0.2)


main(*sys.argv[1:])
