import {
  candidatesOf,
  type Coroutine,
  type DnsAnswer,
  type DnsType,
  readResolverSettings,
  resolve,
  ResolutionError,
} from '../../process';
import { ask, isAddress, reverseName, serverAddress, withoutDot } from './dns-questions';
import { nslookup } from './nslookup';
import type { Tool, ToolCall } from './tool';

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

/**
 * The names that stand beside the addresses of a host: those of its line in `/etc/hosts`, else the owner of the addresses
 * in DNS. Source: glibc, nss/getent.c `print_hosts`.
 */
function* namesBeside(call: ToolCall, host: string): Coroutine<string> {
  const { files } = call.process;
  const lines = files.exists('/etc/hosts') ? files.readText('/etc/hosts').split('\n') : [];
  for (const line of lines) {
    const [, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (names.includes(host)) return names.join(' ');
  }
  const settings = readResolverSettings(files);
  for (const candidate of isAddress(host) ? [] : candidatesOf(host, settings)) {
    const answer = yield* ask(call, candidate, 'A', settings.servers[0]);
    const owner = answer?.records.find(({ type }) => type === 'A')?.name;
    if (owner !== undefined) return withoutDot(owner);
  }
  return host;
}

function* getent(call: ToolCall): Coroutine<number> {
  const [database, ...keys] = call.args;
  const { files } = call.process;
  if (database === 'hosts' || database === 'ahosts') {
    for (const key of keys) {
      try {
        const addresses = yield* resolve(call.process, key);
        const names = database === 'hosts' ? yield* namesBeside(call, key) : `STREAM ${key}`;
        for (const address of addresses) yield* call.print(`${address.padEnd(15)} ${names}\n`);
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
