"""Puts Felix's rule hashes where a rule file says `cali:@`.

Felix (felix/rules, iptables/table.go) hashes the name of the chain and all its rules so far, so that no two rules of
a chain have the same: so here, with plain SHA-224 over the same things. Reads and writes the lines of iptables-restore.
"""

import base64
import hashlib
import sys

hashes = {}
table = ''
for line in sys.stdin:
    words = line.split()
    if line.startswith('*'):
        table = words[0]
    if '"cali:@"' in line:
        chain = (table, words[1])
        hashes[chain] = hashlib.sha224(hashes.get(chain, words[1].encode()) + line.encode()).digest()
        line = line.replace('cali:@', 'cali:' + base64.urlsafe_b64encode(hashes[chain]).decode()[:16])
    sys.stdout.write(line)
