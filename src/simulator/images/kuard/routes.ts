import { type HttpResponse, type Process, readBodyText } from '../../process';
import { emptyAnswer, fillPage, goError, goMoved, pageAnswer } from '../web/answers';
import { type RoutedRequest, Router } from '../web/router';
import { DnsQueryError, dnsQuery } from './dns-query';
import { browseFiles } from './file-browser';
import { freshJson } from './fresh-json';
import type { KuardFlags } from './flags';
import type { KeygenConfig, KeyGenerator } from './key-generator';
import { BrokerError, MessageBroker } from './message-broker';
import { ProbeSwitch } from './probe-switch';

/** What the pages of kuard show and change. */
export interface KuardParts {
  readonly process: Process;
  readonly version: string;
  readonly page: string;
  readonly flags: KuardFlags;
  readonly generator: KeyGenerator;
  /** What it holds before anything is allocated. */
  readonly memoryBytes: number;
}

/** Paths below which all of kuard is served once more. Source: the image of the book, for its chapter on Ingress. */
const PREFIXES = ['', '/a', '/b', '/c'];

const COLOURS = ['blue', 'green', 'purple'];

/** Where the page finds the rest, seen from one of its paths: it knows nothing of what stands before them. */
const baseOf = (path = ''): string => '../'.repeat(path.split('/').length);

function indexPage({ process, version, page }: KuardParts, request: RoutedRequest, base: string): HttpResponse {
  const { method, target, headers, remoteAddress, remotePort } = request;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return pageAnswer(
    fillPage(page, {
      base,
      version,
      colour: COLOURS.find((each) => version.includes(each)) ?? 'slategray',
      hostname: process.machine.hostname,
      addresses: process.network.addresses.join(', '),
      requestAddress: `${remoteAddress}:${remotePort}`,
      request: [`${method} ${target} HTTP/1.1`, ...lines].join('\n'),
    }),
  );
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const NO_JSON = 'invalid character in request body';

/** Answers what a queue refuses. */
function brokered(work: () => HttpResponse): HttpResponse {
  try {
    return work();
  } catch (error) {
    if (error instanceof BrokerError) return goError(error.message, 400);
    throw error;
  }
}

function addQueues(router: Router, prefix: string, broker: MessageBroker): void {
  const queue = `${prefix}/memq/server/queues/:queue`;
  const name = ({ parameters }: RoutedRequest): string => parameters['queue'] ?? '';
  const done = (work: () => void) => () => {
    work();
    return emptyAnswer(200);
  };
  router
    .add('GET', `${prefix}/memq/server/stats`, () => brokered(() => freshJson(broker.stats())))
    .add('PUT', queue, (request) => brokered(done(() => broker.create(name(request)))))
    .add('DELETE', queue, (request) => brokered(done(() => broker.remove(name(request)))))
    .add('POST', `${queue}/drain`, (request) => brokered(done(() => broker.drain(name(request)))))
    .add('POST', `${queue}/enqueue`, function* (request) {
      const body = yield* readBodyText(request.body);
      return brokered(() => freshJson(broker.put(name(request), body)));
    })
    .add('POST', `${queue}/dequeue`, (request) =>
      brokered(() => {
        const message = broker.take(name(request));
        return message === undefined ? emptyAnswer(204) : freshJson(message);
      }),
    );
}

function addMemory(router: Router, prefix: string, memory: { allocated: number }, parts: KuardParts): void {
  const { process, memoryBytes } = parts;
  const hold = (bytes: number): HttpResponse => {
    memory.allocated = bytes;
    process.useMemory(memoryBytes + bytes);
    return emptyAnswer(200);
  };
  router
    .add('GET', `${prefix}/mem/api`, () => {
      const Alloc = memoryBytes / 4 + memory.allocated;
      return freshJson({ memStats: { Alloc, HeapAlloc: Alloc, Sys: memoryBytes + memory.allocated } });
    })
    .add('POST', `${prefix}/mem/api/alloc`, ({ query }) => {
      const size = query.get('size') ?? '';
      if (size === '') return goError('size not specified', 400);
      return /^\d+$/.test(size) ? hold(memory.allocated + Number(size)) : goError('bad size param', 400);
    })
    .add('POST', `${prefix}/mem/api/clear`, () => hold(0));
}

function addDns(router: Router, prefix: string, process: Process): void {
  router.add('POST', `${prefix}/dns/api`, function* (request) {
    const given = parsed(yield* readBodyText(request.body));
    if (given === undefined) return goError(NO_JSON, 400);
    const { type, name } = given;
    try {
      const result = yield* dnsQuery(
        process,
        typeof type === 'string' ? type : '',
        typeof name === 'string' ? name : '',
      );
      return freshJson({ result });
    } catch (error) {
      if (error instanceof DnsQueryError) return goError(error.message, 400);
      throw error;
    }
  });
}

/** A workload of nothing. */
const NO_WORK: KeygenConfig = {
  enable: false,
  numToGen: 0,
  timeToRun: 0,
  memQServer: '',
  memQQueue: '',
  exitOnComplete: false,
  exitCode: 0,
};

const KEYGEN_FIELDS = Object.keys(NO_WORK) as (keyof KeygenConfig)[];

function addKeygen(router: Router, prefix: string, generator: KeyGenerator): void {
  const status = (): HttpResponse => freshJson({ config: generator.config, history: generator.history });
  router
    .add('GET', `${prefix}/keygen`, () => status())
    .add('PUT', `${prefix}/keygen`, function* (request) {
      const given = parsed(yield* readBodyText(request.body));
      if (given === undefined) return goError(NO_JSON, 400);
      const wrong = KEYGEN_FIELDS.find(
        (name) => given[name] !== undefined && typeof given[name] !== typeof NO_WORK[name],
      );
      if (wrong !== undefined) {
        const type =
          typeof NO_WORK[wrong] === 'number' ? 'int' : typeof NO_WORK[wrong] === 'boolean' ? 'bool' : 'string';
        return goError(
          `json: cannot unmarshal ${typeof given[wrong]} into Go struct field Config.${wrong} of type ${type}`,
          400,
        );
      }
      // What is not named is nothing, as in a struct of Go.
      const named = KEYGEN_FIELDS.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]);
      generator.restart({ ...NO_WORK, ...(Object.fromEntries(named) as Partial<KeygenConfig>) });
      return status();
    });
}

/** All that kuard answers. */
export function kuardRoutes(parts: KuardParts): Router {
  const { process, flags, generator } = parts;
  const router = new Router();
  const now = (): number => process.nowMs;
  const probes = [
    ['/healthy', new ProbeSwitch(flags['liveness-fail-next'], now)],
    ['/ready', new ProbeSwitch(flags['readiness-fail-next'], now)],
  ] as const;
  const broker = new MessageBroker(process.random, now);
  const memory = { allocated: 0 };
  for (const prefix of PREFIXES) {
    router
      .add('GET', `${prefix}/`, (request) => indexPage(parts, request, './'))
      .add('GET', `${prefix}/-/*path`, (request) => indexPage(parts, request, baseOf(request.parameters['path'])));
    if (prefix !== '') router.add('GET', prefix, () => goMoved(`${prefix}/`));
    for (const [path, probe] of probes) {
      router
        .add('GET', `${prefix}${path}`, () => probe.answer())
        .add('GET', `${prefix}${path}/api`, () => probe.status())
        .add('PUT', `${prefix}${path}/api`, function* (request) {
          return probe.change(yield* readBodyText(request.body));
        });
    }
    router
      .add('GET', `${prefix}/env/api`, () =>
        freshJson({ commandLine: process.argv, env: Object.fromEntries(process.env) }),
      )
      .add('GET', `${prefix}/fs/*path`, ({ parameters }) => browseFiles(process.files, parameters['path'] ?? ''));
    addMemory(router, prefix, memory, parts);
    addDns(router, prefix, process);
    addKeygen(router, prefix, generator);
    addQueues(router, prefix, broker);
  }
  return router;
}
