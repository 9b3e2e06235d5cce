import { randomFrom } from './write.ts';

/** One packet after the other of many short HTTP connections, as `tcpdump -nn` prints them, now and then one sent again. */
export function packetLines(): () => string {
  const random = randomFrom(17);
  let connection: string[] = [];
  let clock = 11 * 3600e6;
  return () => {
    while (connection.length === 0) connection = packetsOf(random(60000));
    clock += 1 + random(400);
    return `${stamp(clock)} IP ${connection.shift()}`;
  };

  function packetsOf(port: number): string[] {
    const client = `10.77.${random(4)}.${2 + random(200)}.${1024 + port}`;
    const server = `10.244.1.${2 + random(20)}.8080`;
    const [seq, ack, size] = [random(4e9), random(4e9), 100 + random(8000)];
    const syn = `${client} > ${server}: Flags [S], seq ${seq}, win 64240, options [mss 1460,sackOK,TS val ${random(4e9)} ecr 0,nop,wscale 7], length 0`;
    return [
      syn,
      ...(random(50) === 0 ? [syn] : []),
      `${server} > ${client}: Flags [S.], seq ${ack}, ack ${seq + 1}, win 65160, options [mss 1460,sackOK,TS val ${random(4e9)} ecr 1,nop,wscale 7], length 0`,
      `${client} > ${server}: Flags [.], ack 1, win 502, length 0`,
      `${client} > ${server}: Flags [P.], seq 1:80, ack 1, win 502, length 79: HTTP: GET / HTTP/1.1`,
      `${server} > ${client}: Flags [P.], seq 1:${size}, ack 80, win 509, length ${size - 1}: HTTP: HTTP/1.1 200 OK`,
      `${client} > ${server}: Flags [F.], seq 80, ack ${size}, win 501, length 0`,
      `${server} > ${client}: Flags [F.], seq ${size}, ack 81, win 509, length 0`,
      `${client} > ${server}: Flags [.], ack ${size + 1}, win 501, length 0`,
    ];
  }
}

/** `03:07:41.123456` of microseconds since midnight. */
function stamp(microseconds: number): string {
  const seconds = Math.floor(microseconds / 1e6);
  const parts = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  const clock = parts.map(part => String(part).padStart(2, '0')).join(':');
  return `${clock}.${String(Math.floor(microseconds) % 1e6).padStart(6, '0')}`;
}
