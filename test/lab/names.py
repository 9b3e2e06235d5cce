#!/usr/bin/env python3
"""A name server for the lab scripts (UDP). What it does depends on the first label of the name.

    names.py ADDRESS [--from OTHER] [--web ADDRESS] [--seconds N]

  slow…    answers after 1.2 s            silent…  never answers
  far…     each NXDOMAIN of the search list takes 0.3 s

Names under cluster.local exist only as web.shop.svc.cluster.local; all others exist, with --web as their A record and no AAAA.
--from: answers leave from another address of this machine, as those of a server without IP_PKTINFO may.
"""
import argparse
import socket
import struct
import threading
import time

A = 1


def read_name(data, at):
    parts = []
    while data[at]:
        parts.append(data[at + 1:at + 1 + data[at]].decode())
        at += 1 + data[at]
    return '.'.join(parts).lower(), at + 1


def serve(out, web, data, peer):
    name, end = read_name(data, 12)
    kind = struct.unpack('>H', data[end:end + 2])[0]
    first = name.split('.')[0]
    if first.startswith('silent'):
        return
    missing = name.endswith('cluster.local') and name != 'web.shop.svc.cluster.local'
    if first.startswith('slow') and not missing:
        time.sleep(1.2)
    if first.startswith('far') and missing:
        time.sleep(0.3)
    records = b''
    if kind == A and not missing:
        records = b'\xc0\x0c' + struct.pack('>HHIH', A, 1, 30, 4) + socket.inet_aton(web)
    code = 3 if missing else 0
    head = data[:2] + struct.pack('>HHHHH', 0x8580 | code, 1, 1 if records else 0, 0, 0)
    out.sendto(head + data[12:end + 4] + records, peer)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('address')
    parser.add_argument('--from', dest='other')
    parser.add_argument('--web', default='10.244.1.2')
    parser.add_argument('--seconds', type=float, default=40)
    args = parser.parse_args()
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind((args.address, 53))
    out = sock
    if args.other:
        out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        out.bind((args.other, 53))
    sock.settimeout(1)
    until = time.monotonic() + args.seconds
    while time.monotonic() < until:
        try:
            data, peer = sock.recvfrom(4096)
        except socket.timeout:
            continue
        if len(data) < 17:  # no question in it
            continue
        threading.Thread(target=serve, args=(out, args.web, data, peer), daemon=True).start()


main()
