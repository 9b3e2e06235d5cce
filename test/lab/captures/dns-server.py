#!/usr/bin/env python3
"""A name server of a few names, for dns.sh: what it answers depends on the first label of the name.

    dns-server.py ADDRESS OTHER_ADDRESS

UDP only: an answer with the truncation bit sends the client to TCP, where nobody listens.
"""
import socket
import struct
import sys
import threading
import time

A, NS, CNAME, SOA, PTR, AAAA, TXT = 1, 2, 5, 6, 12, 28, 16
NOERROR, SERVFAIL, NXDOMAIN, REFUSED = 0, 2, 3, 5


def labels(name):
    return b''.join(bytes([len(part)]) + part.encode() for part in name.split('.') if part) + b'\0'


def read_name(data, at):
    parts = []
    while data[at]:
        parts.append(data[at + 1:at + 1 + data[at]].decode())
        at += 1 + data[at]
    return '.'.join(parts), at + 1


def record(name, kind, ttl, data):
    return labels(name) + struct.pack('>HHIH', kind, 1, ttl, len(data)) + data


def address(text):
    return socket.inet_aton(text)


def soa(zone):
    data = labels('ns.dns.' + zone) + labels('hostmaster.' + zone) + struct.pack('>IIIII', 1700000000, 7200, 1800, 86400, 5)
    return record(zone, SOA, 5, data)


def answer(name, kind):
    """The code, the answer records and the authority records for a question."""
    first = name.split('.')[0]
    if first == 'broken':
        return SERVFAIL, [], []
    if first == 'refused':
        return REFUSED, [], []
    if name.endswith('in-addr.arpa'):
        return NOERROR, [record(name, PTR, 30, labels('web.shop.svc.cluster.local'))], []
    if name in ('web.shop.svc.cluster.local', 'slow.example.com') or first == 'elsewhere':
        if kind == A:
            return NOERROR, [record(name, A, 30, address('10.96.0.80'))], []
        return NOERROR, [], [soa('cluster.local')]
    if name in ('www.example.com', 'edge.example.com'):
        target = 'edge.example.com'
        records = [record(name, CNAME, 300, labels(target))] if name != target else []
        if kind == A:
            records += [record(target, A, 60, address('192.0.2.10')), record(target, A, 60, address('192.0.2.11'))]
        if kind == AAAA:
            records += [record(target, AAAA, 60, socket.inet_pton(socket.AF_INET6, '2001:db8::10'))]
        return NOERROR, records, []
    if name == 'example.com' and kind == TXT:
        text = b'v=spf1 ip4:192.0.2.0/24 -all'
        return NOERROR, [record(name, TXT, 300, bytes([len(text)]) + text)], []
    return NXDOMAIN, [], [soa('cluster.local' if name.endswith('cluster.local') else 'example.com')]


def serve(sock, other, data, peer):
    name, end = read_name(data, 12)
    kind = struct.unpack('>H', data[end:end + 2])[0]
    first = name.split('.')[0].lower()
    if first == 'silent':
        return
    if name.lower() == 'slow.example.com':
        time.sleep(1.2)
    code, answers, authority = answer(name.lower(), kind)
    flags = 0x8580 | code if not first == 'large' else 0x8780
    if first == 'large':
        answers, authority = [], []
    question = data[12:end + 4]
    head = data[:2] + struct.pack('>HHHHH', flags, 1, len(answers), len(authority), 0)
    out = other if first == 'elsewhere' else sock
    out.sendto(head + question + b''.join(answers) + b''.join(authority), peer)


def main():
    sock, other = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
    sock.bind((sys.argv[1], 53))
    other.bind((sys.argv[2], 53))
    while True:
        data, peer = sock.recvfrom(4096)
        threading.Thread(target=serve, args=(sock, other, data, peer), daemon=True).start()


main()
