import { type Coroutine, type DnsAnswer, type DnsType, isSystemError, type Process } from '../../process';

const TYPES: readonly DnsType[] = ['A', 'AAAA', 'SRV', 'CNAME', 'PTR', 'TXT', 'NS', 'SOA', 'MX'];

/** A question that cannot be asked, or that nobody answers; the message is that of kuard. */
export class DnsQueryError extends Error {}

/** Values of a line of `/etc/resolv.conf`. */
function setting(text: string, name: string): readonly string[] {
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return line === undefined ? [] : line.split(/\s+/).slice(1);
}

/** An answer as `dig` would print it. Source: github.com/miekg/dns `Msg.String`. */
function answerText(name: string, type: DnsType, { status, records }: DnsAnswer, id: number): string {
  const head =
    `;; opcode: QUERY, status: ${status}, id: ${id}\n` +
    `;; flags: qr aa rd; QUERY: 1, ANSWER: ${records.length}, AUTHORITY: 0, ADDITIONAL: 0\n\n` +
    `;; QUESTION SECTION:\n;${name}\tIN\t ${type}\n`;
  if (records.length === 0) return head;
  const lines = records.map((record) => `${record.name}\t${record.ttl}\tIN\t${record.type}\t${record.data}\n`);
  return `${head}\n;; ANSWER SECTION:\n${lines.join('')}`;
}

/**
 * Asks the first name server of the Pod, with each search suffix and then the name alone, until there is an answer.
 *
 * Throws DnsQueryError. Source: kuard v0.10.0, pkg/dnsapi/api.go `dnsQuery`.
 */
export function* dnsQuery(process: Process, type: string, name: string): Coroutine<string> {
  const wanted = TYPES.find((each) => each === type.toUpperCase());
  if (wanted === undefined) throw new DnsQueryError(`Unknown DNS type: ${type}`);
  const resolvConf = process.files.readText('/etc/resolv.conf');
  const [server] = setting(resolvConf, 'nameserver');
  const given = name === '' ? '.' : name;
  const names = given.endsWith('.')
    ? [given]
    : [...setting(resolvConf, 'search').map((suffix) => `${given}.${suffix}.`), `${given}.`];
  let text = '';
  for (const full of names) {
    try {
      const answer = yield* process.network.query(full, wanted, server);
      text = answerText(full, wanted, answer, process.random.below(65_536));
      if (answer.records.length > 0) return text;
    } catch (error) {
      if (!isSystemError(error)) throw error;
      throw new DnsQueryError(`read udp ${server ?? '127.0.0.1'}:53: i/o timeout`);
    }
  }
  return text;
}
