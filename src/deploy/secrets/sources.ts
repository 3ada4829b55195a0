import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { ClientLibrary } from '../connection/client-library';
import { loadClientLibrary } from '../connection/client-library';
import type { RequiredSecret, SecretValues } from './secret-values';

/** Where values come from, as a person says it. */
export interface SecretSources {
  /** `[NAMESPACE/]NAME=SOURCE`; a source is `dir:PATH`, `file:PATH`, `env:PREFIX` or `secret:NAMESPACE/NAME`. */
  readonly named: readonly string[];
  /** Folder with `[NAMESPACE/]NAME/KEY` files. @default - none */
  readonly folder?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Values that were found, and where, for people. */
export interface FoundValues {
  readonly from: string;
  readonly values: SecretValues;
}

/** Another Secret of the cluster that is to be copied. */
export interface CopiedSecret {
  readonly from: string;
  readonly namespace: string;
  readonly name: string;
}

/** A source that cannot be used. */
export class SecretSourceError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SecretSourceError';
  }
}

/** What stands in front of variables that nobody named. */
const PREFIX = 'WORKSHOP_SECRET';

const variable = (...parts: readonly string[]): string =>
  parts
    .map((part) =>
      part
        .toUpperCase()
        .replace(/[^A-Z0-9]+/g, '_')
        .replace(/^_+|_+$/g, ''),
    )
    .join('_');

/** The variable that would hold a key of a Secret. */
export const variableOf = ({ namespace, name }: Pick<RequiredSecret, 'namespace' | 'name'>, key: string): string =>
  variable(PREFIX, namespace, name, key);

function fromFolder(folder: string): SecretValues {
  // What a mounted Secret has beside its keys begins with two dots.
  const names = readdirSync(folder).filter((name) => !name.startsWith('..') && statSync(join(folder, name)).isFile());
  return new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
}

function fromVariables(env: SecretSources['env'], keys: readonly string[], ...prefix: readonly string[]): SecretValues {
  const found = keys.flatMap((key): [string, Buffer][] => {
    const value = env[variable(...prefix, key)];
    return value === undefined ? [] : [[key, Buffer.from(value)]];
  });
  return new Map(found);
}

function fromLines(text: string): SecretValues {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  return new Map(
    lines.map((line, index) => {
      const [, key, value = ''] = /^\s*(?:export\s+)?([\w.-]+)=(.*)$/.exec(line) ?? [];
      if (key === undefined) throw new SecretSourceError(`line ${index + 1} is not KEY=VALUE`);
      return [key, Buffer.from(/^(["'])(.*)\1$/.exec(value)?.[2] ?? value)];
    }),
  );
}

function fromDocument(library: ClientLibrary, text: string): SecretValues {
  let document: { data?: Record<string, string>; stringData?: Record<string, string>; kind?: string } | null;
  try {
    document = library.loadYaml(text);
  } catch {
    // What the parser says may quote the text.
    throw new SecretSourceError('is neither YAML nor JSON');
  }
  if (typeof document !== 'object' || document === null) throw new SecretSourceError('holds no keys');
  const plain = document.kind === 'Secret' ? (document.stringData ?? {}) : (document as Record<string, unknown>);
  const coded = document.kind === 'Secret' ? (document.data ?? {}) : {};
  return new Map([
    ...Object.entries(coded).map(([key, value]): [string, Buffer] => [key, Buffer.from(String(value), 'base64')]),
    ...Object.entries(plain).map(([key, value]): [string, Buffer] => [key, Buffer.from(String(value))]),
  ]);
}

async function fromFile(file: string): Promise<SecretValues> {
  const text = readFileSync(file, 'utf8');
  if (!['.yaml', '.yml', '.json'].includes(extname(file))) return fromLines(text);
  return fromDocument(await loadClientLibrary(), text);
}

async function fromNamed(
  source: string,
  { keys }: RequiredSecret,
  env: SecretSources['env'],
): Promise<FoundValues | CopiedSecret> {
  const colon = source.indexOf(':');
  const [form, rest] = [source.slice(0, Math.max(colon, 0)), source.slice(colon + 1)];
  const from = `${form}:${rest}`;
  try {
    if (form === 'dir') return { from, values: fromFolder(rest) };
    if (form === 'file') return { from, values: await fromFile(rest) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new SecretSourceError(`'${from}' ${code === undefined ? message : `cannot be read: ${code}`}`);
  }
  if (form === 'env') return { from, values: fromVariables(env, keys, rest) };
  const [namespace, name, ...more] = rest.split('/');
  if (form === 'secret' && namespace !== undefined && name !== undefined && more.length === 0)
    return { from, namespace, name };
  throw new SecretSourceError(`'${source}' must be dir:PATH, file:PATH, env:PREFIX or secret:NAMESPACE/NAME`);
}

/** Requires that every named source is for a Secret that is required: a typing error would go unnoticed. */
export function requireKnownNames(required: readonly RequiredSecret[], { named }: SecretSources): void {
  for (const each of named) {
    const name = each.split('=', 1)[0] ?? '';
    if (!each.includes('=')) throw new SecretSourceError(`'${each}' must be [NAMESPACE/]NAME=SOURCE`);
    if (!required.some((secret) => secret.name === name || `${secret.namespace}/${secret.name}` === name)) {
      const names = required.map((secret) => `${secret.namespace}/${secret.name}`).join(', ') || 'none';
      throw new SecretSourceError(`no Secret '${name}' is required; required: ${names}`);
    }
  }
}

/** Values for a Secret from outside the cluster, or the Secret to copy; undefined when nobody gave any. */
export async function findValues(
  secret: RequiredSecret,
  { named, folder, env }: SecretSources,
): Promise<FoundValues | CopiedSecret | undefined> {
  const { namespace, name, keys } = secret;
  const given = new Map(named.map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]));
  const source = given.get(`${namespace}/${name}`) ?? given.get(name);
  if (source !== undefined) return await fromNamed(source, secret, env);
  if (folder !== undefined) {
    const place = [join(folder, namespace, name), join(folder, name)].find(
      (path) => existsSync(path) && statSync(path).isDirectory(),
    );
    if (place !== undefined) return { from: place, values: fromFolder(place) };
  }
  const values = fromVariables(env, keys, PREFIX, namespace, name);
  return values.size === 0 ? undefined : { from: `variables ${variable(PREFIX, namespace, name)}_*`, values };
}
