import type { Line } from '../../text/line.ts';
import type { SetDraft } from './draft.ts';
import { ElementScan } from './elements.ts';

type Obj = Readonly<Record<string, unknown>>;

/** Brings the elements of a set from JSON to the words of the text form, and counts them with the same code. */
export function fillElements(set: SetDraft, elements: readonly unknown[], line: Line): void {
  const scan = new ElementScan(set.data === 'verdict');
  set.scan = scan;
  for (const element of elements) {
    const [key, data] = Array.isArray(element) && set.type === 'map' ? element : [element, undefined];
    const words = data === undefined ? keyText(key) : `${keyText(key)} : ${dataText(data)}`;
    scan.read(`${words},`, 0, words.length + 1, () => line.place());
  }
  scan.closed = true;
}

/** `{"concat":["10.0.0.1","tcp",443]}` is `10.0.0.1 . tcp . 443` */
function keyText(key: unknown): string {
  if (!isObject(key)) return String(key);
  const { concat, prefix, range, elem } = key;
  if (Array.isArray(concat)) return concat.map(keyText).join(' . ');
  if (isObject(prefix)) return `${keyText(prefix['addr'])}/${prefix['len']}`;
  if (Array.isArray(range)) return range.map(keyText).join('-');
  return isObject(elem) ? elemText(elem) : JSON.stringify(key).replaceAll(/[,{}"]/g, ' ');
}

/** `{"val":"1.2.3.4","timeout":300,"expires":239,"counter":{"packets":1,"bytes":2},"comment":"x"}` */
function elemText(elem: Obj): string {
  const { val, timeout, expires, counter, comment } = elem;
  let words = keyText(val);
  if (isObject(counter)) words += ` counter packets ${counter['packets']} bytes ${counter['bytes']}`;
  if (typeof timeout === 'number') words += ` timeout ${timeout}s`;
  if (typeof expires === 'number') words += ` expires ${expires}s`;
  if (typeof comment === 'string') words += ` comment "${comment.replaceAll('"', '')}"`;
  return words;
}

/** `{"goto":{"target":"web"}}` is `goto web`; `{"drop":null}` is `drop`. */
function dataText(data: unknown): string {
  if (!isObject(data)) return String(data);
  const [entry] = Object.entries(data);
  if (!entry) return '';
  const [verdict, to] = entry;
  if (isObject(to) && typeof to['target'] === 'string') return `${verdict} ${to['target']}`;
  return to === null ? verdict : keyText(data);
}

function isObject(value: unknown): value is Obj {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
