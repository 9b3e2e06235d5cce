"""The same in Python: a line at a time, split at blanks, one column counted."""
import collections
import sys

column, name = int(sys.argv[1]), sys.argv[2]
counts = collections.Counter()
with open(name, encoding='utf-8') as lines:
    for line in lines:
        words = line.split()
        if len(words) > column:
            counts[words[0], words[column]] += 1
print(len(counts))
