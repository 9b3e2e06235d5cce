import type { Line } from '../../text/line.ts';
import { signsOf } from '../../text/signs.ts';
import type { Format } from '../format.ts';
import { readIfconfigHead } from '../ip-link/ifconfig.ts';
import { detectInterface, isBrief } from '../ip-link/index.ts';
import { InterfaceReader } from '../ip-link/reader.ts';

/** `ip -o addr` */
const ONELINE = /^\s{0,8}\d{1,9}: [^\s:@]{1,64}(?:@\S{1,64})? {1,16}inet6? [^\s/]{1,64}\/\d{1,3} /;

/** `ip addr` with `-br`, `-o`, `-4`, `-6`, `-s`, `-d`; `ifconfig`, also of busybox. */
export const ipAddress: Format = {
  id: 'ip-address',
  detect(text, start) {
    if (text.length > 4000) return null;
    const signs = signsOf(text);
    if (signs.startsWithDigit && ONELINE.test(text)) return { score: 0.95, reason: 'a line of ip -o addr' };
    const place = { line: 0, span: { start: 0, end: 0 } };
    const line: Line = { number: 0, span: place.span, text, place: () => place };
    if (signs.colon && readIfconfigHead(line))
      return { score: 0.95, reason: 'the head of an interface of ifconfig' };
    return detectInterface(text, start, 'address');
  },
  open: start => new InterfaceReader('addresses', isBrief(start)),
};
