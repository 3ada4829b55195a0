import { candidatesOf, type Coroutine, type DnsRecord, type DnsType, readResolverSettings } from '../../process';
import { ask, isAddress, reverseName, serverAddress, withoutDot } from './dns-questions';
import type { ToolCall } from './tool';

/** Lines for records, as nslookup shows them. */
function recordLines(record: DnsRecord): string {
  const name = withoutDot(record.name);
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return `Name:\t${name}\nAddress: ${record.data}\n`;
    case 'CNAME':
      return `${name}\tcanonical name = ${record.data}\n`;
    case 'PTR':
      return `${name}\tname = ${record.data}\n`;
    case 'SRV':
      return `${name}\tservice = ${record.data}\n`;
    case 'MX':
      return `${name}\tmail exchanger = ${record.data}\n`;
    default:
      return `${name}\t${record.type.toLowerCase()} = ${record.data}\n`;
  }
}

interface Query {
  /** The name as given, or that of the address that was given. */
  readonly name: string;
  readonly types: readonly DnsType[];
  readonly server: string | undefined;
}

function* readQuery(call: ToolCall): Coroutine<Query | undefined> {
  const typeOption = call.args.find((arg) => /^-(?:q|query|type|querytype)=/i.test(arg));
  const [name, given] = call.args.filter((arg) => !arg.startsWith('-'));
  if (name === undefined) return undefined;
  const server = yield* serverAddress(call, given);
  if (typeOption !== undefined) {
    return { name, types: [typeOption.replace(/^[^=]*=/, '').toUpperCase() as DnsType], server };
  }
  return isAddress(name) ? { name: reverseName(name), types: ['PTR'], server } : { name, types: ['A', 'AAAA'], server };
}

/** That of BIND: the first name of the search list that has records. */
function* bindNslookup(call: ToolCall, { name, types, server }: Query): Coroutine<number> {
  const candidates = types[0] === 'PTR' ? [name] : candidatesOf(name, readResolverSettings(call.process.files));
  let status = 'SERVFAIL';
  let shown = server ?? '';
  const found: DnsRecord[] = [];
  for (const candidate of candidates) {
    for (const type of types) {
      const answer = yield* ask(call, candidate, type, server);
      if (answer === undefined) {
        const address = server ?? '';
        yield* call.print(`;; communications error to ${address}#53: timed out\n;; no servers could be reached\n\n`);
        return 1;
      }
      ({ status, server: shown } = answer);
      for (const record of answer.records)
        if (!found.some((each) => each.data === record.data && each.name === record.name)) found.push(record);
    }
    if (found.length > 0) break;
  }
  yield* call.print(`Server:\t\t${shown}\nAddress:\t${shown}#53\n\n`);
  if (found.length === 0) {
    const isEmpty = status === 'NOERROR';
    yield* call.print(
      isEmpty ? `*** Can't find ${name}: No answer\n\n` : `** server can't find ${name}: ${status}\n\n`,
    );
    return 1;
  }
  for (const record of found) yield* call.print(recordLines(record));
  yield* call.print('\n');
  return 0;
}

/**
 * That of BusyBox: a name without dots is asked for in every domain of the search list, any other only as it is; each
 * answer is shown, an empty one by nothing but its empty line, and one name that is not there makes it fail. Answers come
 * in the order of the questions.
 *
 * Source: busybox 1.37, networking/nslookup.c `add_query_with_search` and `send_queries`. Not modelled: that of 1.28 and
 * before, which asked the resolver.
 */
function* busyboxNslookup(call: ToolCall, { name, types, server }: Query): Coroutine<number> {
  const { search } = readResolverSettings(call.process.files);
  const isWhole = name.includes('.') || search.length === 0;
  const names = isWhole ? [name] : search.map((domain) => `${name}.${domain}`);
  let code = 0;
  let isFirst = true;
  for (const type of types) {
    for (const each of names) {
      const answer = yield* ask(call, each, type, server);
      if (answer === undefined) {
        yield* call.print(';; connection timed out; no servers could be reached\n\n');
        return 1;
      }
      if (isFirst) yield* call.print(`Server:\t\t${answer.server}\nAddress:\t${answer.server}:53\n\n`);
      isFirst = false;
      if (answer.status !== 'NOERROR') {
        yield* call.print(`** server can't find ${each}: ${answer.status}\n`);
        code = 1;
      }
      const records = answer.records.map((record) => ({ ...record, data: withoutDot(record.data) }));
      yield* call.print(`${records.map(recordLines).join('')}\n`);
    }
  }
  return code;
}

/** `nslookup`. */
export function* nslookup(call: ToolCall): Coroutine<number> {
  const query = yield* readQuery(call);
  if (query === undefined) return yield* call.missingOperand();
  return yield* call.isBusybox ? busyboxNslookup(call, query) : bindNslookup(call, query);
}
