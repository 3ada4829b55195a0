import {
  candidatesOf,
  type Coroutine,
  type DnsAnswer,
  type DnsRecord,
  type DnsType,
  isSystemError,
  readResolverSettings,
  resolve,
  ResolutionError,
} from '../../process';
import type { Tool, ToolCall } from './tool';

const isAddress = (text: string): boolean => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text);
const reverseName = (address: string): string => `${address.split('.').reverse().join('.')}.in-addr.arpa`;
const withoutDot = (name: string): string => name.replace(/\.$/, '');

/** Asks a server; undefined when it does not answer. */
function* ask(
  call: ToolCall,
  name: string,
  type: DnsType,
  server: string | undefined,
): Coroutine<DnsAnswer | undefined> {
  try {
    return yield* call.process.network.query(withoutDot(name), type, server);
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

/** Address of a server that was named by name or address. */
function* serverAddress(call: ToolCall, given: string | undefined): Coroutine<string | undefined> {
  if (given === undefined) return readResolverSettings(call.process.files).servers[0];
  if (isAddress(given)) return given;
  try {
    return (yield* resolve(call.process, given))[0];
  } catch (error) {
    if (error instanceof ResolutionError) return given;
    throw error;
  }
}

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

function* nslookup(call: ToolCall): Coroutine<number> {
  const typeOption = call.args.find((arg) => /^-(?:q|query|type|querytype)=/i.test(arg));
  const [name, given] = call.args.filter((arg) => !arg.startsWith('-'));
  if (name === undefined) return yield* call.missingOperand();
  const server = yield* serverAddress(call, given);
  const types: DnsType[] =
    typeOption === undefined
      ? isAddress(name)
        ? ['PTR']
        : ['A', 'AAAA']
      : [typeOption.replace(/^[^=]*=/, '').toUpperCase() as DnsType];
  const asked = isAddress(name) ? reverseName(name) : name;
  const settings = readResolverSettings(call.process.files);
  // Busybox asks for the name as it is; that of BIND goes through the search list.
  const candidates = call.isBusybox || types[0] === 'PTR' ? [asked] : candidatesOf(asked, settings);
  let last: DnsAnswer | undefined;
  const found: DnsRecord[] = [];
  for (const candidate of candidates) {
    for (const type of types) {
      last = yield* ask(call, candidate, type, server);
      if (last === undefined) return yield* noAnswer(call, server ?? '');
      for (const record of last.records)
        if (!found.some((each) => each.data === record.data && each.name === record.name)) found.push(record);
    }
    if (found.length > 0) break;
  }
  const shown = last?.server ?? server ?? '';
  yield* call.print(
    call.isBusybox
      ? `Server:\t\t${shown}\nAddress:\t${shown}:53\n\n`
      : `Server:\t\t${shown}\nAddress:\t${shown}#53\n\n`,
  );
  if (found.length === 0) return yield* notFound(call, asked, last?.status ?? 'SERVFAIL');
  for (const record of found) yield* call.print(recordLines(record));
  yield* call.print('\n');
  return 0;
}

function* noAnswer(call: ToolCall, server: string): Coroutine<number> {
  if (call.isBusybox) yield* call.print(`;; connection timed out; no servers could be reached\n\n`);
  else yield* call.print(`;; communications error to ${server}#53: timed out\n;; no servers could be reached\n\n`);
  return 1;
}

function* notFound(call: ToolCall, name: string, status: DnsAnswer['status']): Coroutine<number> {
  if (call.isBusybox) {
    yield* call.print(
      status === 'NOERROR' ? `*** Can't find ${name}: No answer\n\n` : `** server can't find ${name}: ${status}\n\n`,
    );
  } else if (status === 'NOERROR') yield* call.print(`*** Can't find ${name}: No answer\n\n`);
  else yield* call.print(`** server can't find ${name}: ${status}\n\n`);
  return 1;
}

function* dig(call: ToolCall): Coroutine<number> {
  let server: string | undefined;
  let type: DnsType = 'A';
  let name = '';
  let [isShort, searches, answersOnly] = [false, false, false];
  for (let index = 0; index < call.args.length; index += 1) {
    const arg = call.args[index] ?? '';
    if (arg.startsWith('@')) server = arg.slice(1);
    else if (arg === '+short') isShort = true;
    else if (arg === '+search') searches = true;
    else if (arg === '+noall') answersOnly = true;
    else if (arg.startsWith('+') || arg === '-4') continue;
    else if (arg === '-x') [name, type, index] = [reverseName(call.args[index + 1] ?? ''), 'PTR', index + 1];
    else if (arg === '-t') [type, index] = [(call.args[index + 1] ?? 'A').toUpperCase() as DnsType, index + 1];
    else if (/^(?:A|AAAA|SRV|CNAME|PTR|TXT|NS|SOA|MX)$/i.test(arg)) type = arg.toUpperCase() as DnsType;
    else name = arg;
  }
  const address = yield* serverAddress(call, server);
  const settings = readResolverSettings(call.process.files);
  let answer: DnsAnswer | undefined;
  let asked = name;
  for (const candidate of searches ? candidatesOf(name, settings) : [name]) {
    asked = candidate;
    answer = yield* ask(call, candidate, type, address);
    if (answer === undefined || answer.records.length > 0) break;
  }
  if (answer === undefined) {
    yield* call.print(`;; communications error to ${address ?? ''}#53: timed out\n;; no servers could be reached\n`);
    return 9;
  }
  if (isShort) {
    yield* call.print(answer.records.map(({ data }) => `${data}\n`).join(''));
    return 0;
  }
  const lines = answer.records
    .map(
      (record) =>
        `${record.name}\t${record.name.length < 24 ? '\t' : ''}${record.ttl}\tIN\t${record.type}\t${record.data}\n`,
    )
    .join('');
  if (answersOnly) {
    yield* call.print(lines);
    return 0;
  }
  const id = call.process.random.below(65_536);
  yield* call.print(
    `\n; <<>> DiG 9.18.28-1~deb12u2-Debian <<>> ${call.args.join(' ')}\n;; global options: +cmd\n;; Got answer:\n` +
      `;; ->>HEADER<<- opcode: QUERY, status: ${answer.status}, id: ${id}\n;; flags: qr aa rd; QUERY: 1, ANSWER: ${answer.records.length}, AUTHORITY: 0, ADDITIONAL: 1\n\n` +
      `;; QUESTION SECTION:\n;${withoutDot(asked)}.\t\tIN\t${type}\n\n${lines === '' ? '' : `;; ANSWER SECTION:\n${lines}\n`}` +
      `;; Query time: 0 msec\n;; SERVER: ${answer.server}#53(${answer.server}) (UDP)\n\n`,
  );
  return 0;
}

function* host(call: ToolCall): Coroutine<number> {
  const [name = '', given] = call.args.filter((arg) => !arg.startsWith('-'));
  const server = yield* serverAddress(call, given);
  const isReverse = isAddress(name);
  for (const candidate of isReverse
    ? [reverseName(name)]
    : candidatesOf(name, readResolverSettings(call.process.files))) {
    const answer = yield* ask(call, candidate, isReverse ? 'PTR' : 'A', server);
    if (answer === undefined) {
      yield* call.print(';; connection timed out; no servers could be reached\n');
      return 1;
    }
    if (answer.records.length === 0) continue;
    for (const { name: owner, type, data } of answer.records) {
      const text =
        type === 'PTR'
          ? `domain name pointer ${data}`
          : type === 'CNAME'
            ? `is an alias for ${data}`
            : `has address ${data}`;
      yield* call.print(`${withoutDot(owner)} ${text}\n`);
    }
    return 0;
  }
  yield* call.print(`Host ${name} not found: 3(NXDOMAIN)\n`);
  return 1;
}

function* getent(call: ToolCall): Coroutine<number> {
  const [database, ...keys] = call.args;
  const { files } = call.process;
  if (database === 'hosts' || database === 'ahosts') {
    for (const key of keys) {
      try {
        for (const address of yield* resolve(call.process, key))
          yield* call.print(`${address.padEnd(15)} ${database === 'ahosts' ? 'STREAM ' : ''}${key}\n`);
      } catch (error) {
        if (!(error instanceof ResolutionError)) throw error;
        return 2;
      }
    }
    return 0;
  }
  const path = `/etc/${database ?? ''}`;
  if (database === undefined || !files.exists(path)) return yield* call.fail(`Unknown database: ${database ?? ''}`);
  const lines = files
    .readText(path)
    .split('\n')
    .filter((line) => line !== '');
  const found =
    keys.length === 0
      ? lines
      : lines.filter((line) => line.split(':').some((field, index) => index !== 1 && keys.includes(field)));
  yield* call.print(found.map((line) => `${line}\n`).join(''));
  return found.length === 0 ? 2 : 0;
}

/** Tools that ask for names. */
export const nameTools: Readonly<Record<string, Tool>> = { dig, getent, host, nslookup };
