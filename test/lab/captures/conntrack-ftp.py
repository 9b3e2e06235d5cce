"""Two FTP sessions with themselves that agree on a data connection, and a TFTP request: the helpers expect the rest."""

import socket
import time

held = []
for host, command, answer in (
    ('127.0.0.1', b'PASV\r\n', b'227 Entering Passive Mode (127,0,0,1,19,137)\r\n'),
    ('::1', b'EPSV\r\n', b'229 Entering Extended Passive Mode (|||5001|)\r\n'),
):
    server = socket.create_server((host, 21), family=socket.AF_INET6 if ':' in host else socket.AF_INET)
    client = socket.create_connection((host, 21))
    session, _ = server.accept()
    session.sendall(b'220 ready\r\n')
    client.recv(99)
    client.sendall(command)
    session.recv(99)
    session.sendall(answer)
    client.recv(99)
    held += [server, client, session]
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
    sock.sendto(b'\0\1kernel\0octet\0', ('127.0.0.1', 69))
time.sleep(1.5)
