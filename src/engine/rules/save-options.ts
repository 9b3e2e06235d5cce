/** The options of a rule that belong to no extension, and how many words follow them (iptables/xshared.c, original_opts). */
export const BASE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '-s': 's',
    '--source': 's',
    '--src': 's',
    '-d': 'd',
    '--destination': 'd',
    '--dst': 'd',
    '-i': 'i',
    '--in-interface': 'i',
    '-o': 'o',
    '--out-interface': 'o',
    '-p': 'p',
    '--protocol': 'p',
    '--proto': 'p',
    '-f': 'f',
    '--fragment': 'f',
    '--fragments': 'f',
    '-m': 'm',
    '--match': 'm',
    '-j': 'j',
    '--jump': 'j',
    '-g': 'g',
    '--goto': 'g',
    '-c': 'c',
    '--set-counters': 'c',
  }),
);

/** Words of a command line that say nothing of the rule: `-w 5`, `-4`, `-v`, `-n`. */
export const SILENT =
  /^(?:-[46vnx]|--ipv[46]|--verbose|--numeric|--exact|-w|--wait|-W|--wait-interval|-t|--table|--noflush)$/;
/** Those of them that a number may follow. */
export const SILENT_WITH_NUMBER = /^(?:-w|--wait|-W|--wait-interval)$/;
