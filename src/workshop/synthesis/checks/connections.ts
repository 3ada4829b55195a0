import type { NamespaceInventory } from './inventory';
import type { ContainerEntry, PodSource } from './pod-source';
import { fieldsOf, itemsOf, textOf, textsOf } from './reading';

/** Something that a program of a Pod connects to. */
export interface Connection {
  /** Host name in lower case; never an address. */
  readonly host: string;
  /** Port, where one is named. */
  readonly port: number | undefined;
  /** What says so. */
  readonly where: string;
}

/** Ports that URLs of these schemes mean where they name none. */
const SCHEME_PORTS: Readonly<Record<string, number>> = {
  amqp: 5672,
  http: 80,
  https: 443,
  mongodb: 27017,
  mysql: 3306,
  nats: 4222,
  postgres: 5432,
  postgresql: 5432,
  redis: 6379,
  rediss: 6379,
  ws: 80,
  wss: 443,
};

/** Schemes whose authority is no host to connect to. */
const NO_HOST = new Set(['file', 'unix', 'mongodb+srv', 'npipe']);

const URLS = /\b([a-z][a-z0-9+.-]*):\/\/([^\s"'`<>\\/?#]+)/gi;
const HOST_FLAGS = /(?:^|\s)--?((?:[a-z0-9.]+-)+)host[= ]([^\s"';|&]+)/gi;
/** Flags that say who may connect, or how. */
const INCOMING = /^(allow|allowed|auth|bind|listen|trusted)-$/i;
const HOST_AND_PORT = /^([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)\.?(?::(\d{1,5}))?$/i;
const IPV4 = /^\d+(\.\d+){3}$/;

/** Takes `host[:port]` apart; undefined for addresses, the Pod itself and what is only known at run time. */
function connectionTo(text: string, fallbackPort: number | undefined, where: string): Connection | undefined {
  const [, host, port] = HOST_AND_PORT.exec(text.replace(/[);,.]+$/, '')) ?? [];
  if (host === undefined || IPV4.test(host) || /^\d+$/.test(host)) return undefined;
  const name = host.toLowerCase();
  if (name === 'localhost' || name.endsWith('.localhost')) return undefined;
  return { host: name, port: port === undefined ? fallbackPort : Number(port), where };
}

function urlsIn(text: string, where: string): (Connection | undefined)[] {
  if (!text.includes('://')) return [];
  return [...text.matchAll(URLS)].flatMap(([, scheme = '', authority = '']) => {
    const name = scheme.toLowerCase();
    if (NO_HOST.has(name)) return [];
    const hosts = authority.slice(authority.lastIndexOf('@') + 1).split(',');
    return hosts.map((host) => connectionTo(host, SCHEME_PORTS[name], where));
  });
}

/** The literal values of a container's variables; those from ConfigMaps of the set count as literal. */
function variablesOf(container: ContainerEntry, around: NamespaceInventory): Map<string, string> {
  const variables = new Map<string, string>();
  for (const { name, value, valueFrom } of itemsOf(container.fields.env)) {
    const reference = fieldsOf(fieldsOf(valueFrom).configMapKeyRef);
    const config = around.configs.get(textOf(reference.name) ?? '');
    const literal = textOf(value) ?? textOf(config?.[textOf(reference.key) ?? '']);
    if (literal !== undefined) variables.set(textOf(name) ?? '', literal);
  }
  return variables;
}

/** Puts known variables in place of `$(NAME)`, `${NAME}` and `$NAME`. */
const expanded = (text: string, variables: ReadonlyMap<string, string>): string =>
  text.includes('$')
    ? text.replace(/\$(?:\((\w+)\)|\{(\w+)\}|(\w+))/g, (whole, round: string, curly: string, plain: string) => {
        return variables.get(round ?? curly ?? plain) ?? whole;
      })
    : text;

const portOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;

/** The value of flag -PREFIXport. */
function portFlag(text: string, prefix: string): string | undefined {
  const [, after] = text.split(`-${prefix}port`, 2);
  return after === undefined ? undefined : /^[= ](\d+)/.exec(after)?.[1];
}

function ofContainer(container: ContainerEntry, around: NamespaceInventory): (Connection | undefined)[] {
  const found: (Connection | undefined)[] = [];
  const variables = variablesOf(container, around);
  for (const [name, literal] of variables) {
    const where = `${container.path}.env (${name})`;
    const value = expanded(literal, variables);
    found.push(...urlsIn(value, where));
    if (/_HOST(NAME)?$/i.test(name) && !value.includes('://')) {
      const port = portOf(variables.get(name.replace(/_HOST(NAME)?$/i, '_PORT')));
      found.push(connectionTo(value, port, where));
    }
  }
  for (const field of ['command', 'args'] as const) {
    const words = textsOf(container.fields[field]);
    if (words.length === 0) continue;
    const where = `${container.path}.${field}`;
    const text = expanded(words.join(' '), variables);
    found.push(...urlsIn(text, where));
    if (!text.includes('host')) continue;
    for (const [, prefix = '', value = ''] of text.matchAll(HOST_FLAGS)) {
      if (INCOMING.test(prefix)) continue;
      found.push(connectionTo(value, portOf(portFlag(text, prefix)), where));
    }
  }
  return found;
}

/**
 * What the programs of `pod` connect to: what its construct says (`connectsTo`), URLs in commands, arguments and
 * variables, variables called *_HOST with the *_PORT beside them, and flags such as -db-host=db.
 */
export function connectionsOf(pod: PodSource, around: NamespaceInventory): readonly Connection[] {
  const stated = (pod.object.program?.connectsTo ?? []).map((text) => connectionTo(text, undefined, 'connectsTo'));
  const found = pod.containers.flatMap((container) => ofContainer(container, around));
  return [...stated, ...found].filter((connection) => connection !== undefined);
}
