"""Compares two recordings of the same lab by the shapes of their lines, not by what happened to be in them.

  shapes.py STORED FRESH     folders of PHASE.WHAT.txt files, or .txt.gz; prints the differences, exit status 1 if any

A shape is a line with its numbers, addresses, dates, TCP states and flags taken out: what remains is the grammar
that a parser relies on: names of keys, their order, fixed words. Two runs never hold the same entries, counters
or states; they do hold the same shapes, unless a tool or the kernel has changed what it prints.
"""

import gzip
import pathlib
import re
import sys

STATES = 'NONE|SYN_SENT2|SYN_SENT|SYN_RECV|ESTABLISHED|FIN_WAIT|CLOSE_WAIT|LAST_ACK|TIME_WAIT|CLOSE'
DAY, MONTH = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)', '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'
CLOCK = r'\d\d:\d\d:\d\d'

# In this order: what is more particular first.
SUBSTITUTIONS = [(re.compile(pattern), by) for pattern, by in [
    (rf'{DAY} {MONTH} [ \d]\d {CLOCK} (?:[A-Z]+ )?\d{{4}}', 'DATE'),       # date, dmesg -T
    (rf'^{MONTH} [ \d]\d {CLOCK} ', 'DATE '),                              # syslog, journal
    (r'^\[ *\d+\.\d{6}\]', '[UPTIME]'),                                    # dmesg
    (r'\b(src|dst)=[0-9a-f.:]+', r'\1=A'),
    (r'(cksum|->) 0x[0-9a-f]{1,4}\b', r'\1 X'),                            # tcpdump -v
    (r'\btime \d+ms\b', 'time Nms'),                                      # ping
    (r'\b(seq|ack|val|ecr) \d+', r'\1 N'),                                 # tcpdump
    (r'timer:\((\w+),[\d.]+(?:ms|sec|min)[^,]*,', r'timer:(\1,T,'),          # ss -o
    (r'\binitval 0x[0-9a-f]+', 'initval X'),                              # ipset list
    (rf'(?<![\w$])(?:{STATES})\b', 'STATE'),
    (r' \[(?:UNREPLIED|ASSURED)\]', ''),
    (r'(?<!=)\b[0-9a-f]{8}\b', 'H'),                                        # /proc/net/stat/nf_conntrack
    (r'\bv\d+(?:\.\d+)+\b', 'vN'),
    (r'\b\d+\b', 'N'),
    (r'\s+', ' '),                                                         # padding depends on the numbers
]]

# conntrack -L writes its footer to stderr, in two pieces. In a file it stands wherever stdout's buffer was flushed,
# also inside a line; in a pipeline the next program's output can come between the pieces.
FOOTER = re.compile(r'conntrack v[\d.]+ \(conntrack-tools\): (?!Operation failed)|\d+ flow entries have been shown\.\n')
ENTRY = re.compile(r'^((?:ipv[46] N )?[a-z0-9-]+) N .*\bsrc=A dst=A ')
SUPPRESSED = re.compile(r'net_ratelimit: N callbacks suppressed')
LOG = ('dmesg', 'dmesg-T', 'journal')
NOT_OF_THIS_RUN = ('written.', 'kept.')  # written from facts; recorded once and kept, because chance makes it rare


def shape(line):
    for pattern, by in SUBSTITUTIONS:
        line = pattern.sub(by, line)
    return line.strip()


class Recording:
    """The shapes of one file: entries by protocol, everything else as one set."""

    def __init__(self, path, without_log):
        text = gzip.decompress(path.read_bytes()).decode() if path.suffix == '.gz' else path.read_text()
        # Of a pipeline such as `conntrack -L | head`, the footer may or may not be left: chance.
        self.others = {'(footer)'} if FOOTER.search(text) and '.conntrack-L.txt' in path.name else set()
        self.entries = {}
        for line in FOOTER.sub('', text).splitlines():
            self.add(shape(line), without_log)

    def add(self, line, without_log):
        if not line or SUPPRESSED.search(line) or (without_log and re.search('dmesg|table full', line)):
            return
        if match := ENTRY.match(line):
            self.entries.setdefault(match.group(1), set()).add(line)
        else:
            self.others.add(line)


def differences(stored, fresh):
    yield from (f'  no longer printed: {line}' for line in sorted(stored.others - fresh.others))
    yield from (f'  new:               {line}' for line in sorted(fresh.others - stored.others))
    # Which protocols are among the first forty entries is chance; how a protocol's line looks is not.
    common = stored.entries.keys() & fresh.entries.keys()
    if (stored.entries or fresh.entries) and not common:
        yield '  no entry of a protocol that both have'
    for protocol in sorted(common):
        yield from (f'  no longer printed: {x}' for x in sorted(stored.entries[protocol] - fresh.entries[protocol]))
        yield from (f'  new:               {x}' for x in sorted(fresh.entries[protocol] - stored.entries[protocol]))


def recorded(folder):
    return {p.name: p for p in pathlib.Path(folder).glob('*.*.txt*') if not p.name.startswith(NOT_OF_THIS_RUN)}


def is_log(name):
    return name.split('.')[1] in LOG


def main():
    stored, fresh = recorded(sys.argv[1]), recorded(sys.argv[2])
    without_log = not any(is_log(name) for name in fresh)
    if without_log:
        print('the kernel log could not be read here: its fixtures were not compared')
        stored = {name: path for name, path in stored.items() if not is_log(name)}
    different = 0
    for name in sorted(stored.keys() | fresh.keys()):
        if name not in fresh:
            lines = ['  not recorded any more']
        elif name not in stored:
            lines = ['  has no fixture yet']
        else:
            lines = list(differences(Recording(stored[name], without_log), Recording(fresh[name], without_log)))
        if lines:
            different += 1
            print(f'{name} differs:', *lines, sep='\n')
    print(f'{len(stored.keys() | fresh.keys())} recordings compared, {different} differ')
    sys.exit(1 if different else 0)


if __name__ == '__main__':
    main()
