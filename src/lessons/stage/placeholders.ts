import type { KubeObject } from '../../simulator';
import { fitsLabels, isWildcard } from '../checks';

/** What placeholders are filled in from. */
export interface Places {
  /** Objects of a resource in a namespace. */
  readonly list: (resource: string, namespace: string) => readonly KubeObject[];
  /** Where this machine reaches a Service or an ingress controller: `127.0.0.1:30080`; undefined while it does not. */
  readonly addressOf: (name: string, port: string | undefined) => string | undefined;
}

/** A placeholder that nothing fits yet. */
export class NothingThere extends Error {
  constructor(words: string, what: string) {
    super(`{{${words}}}: ${what}`);
    this.name = 'NothingThere';
  }
}

const PLACE = /\{\{\s*([^{}]*?)\s*\}\}/g;

const AT_PORT = /^(?:svc|services?)\/(?:([^/:]+)\/)?([^/:]+)(?::(\w+))?$/;

function reached(words: string, places: Places): string | undefined {
  const [, form, what = ''] = /^(url|address) (\S+)$/.exec(words) ?? [];
  if (form === undefined) return undefined;
  const [, namespace = 'default', name, port] = AT_PORT.exec(what) ?? [];
  if (name === undefined)
    throw new Error(`{{${words}}} must be '${form} svc/NAME', with :PORT and NAMESPACE/ if needed`);
  const address = places.addressOf(`${namespace}/${name}`, port);
  if (address === undefined) throw new NothingThere(words, 'this machine does not reach it');
  return form === 'url' ? `${port === '443' ? 'https' : 'http'}://${address}/` : address;
}

const isGoing = (object: KubeObject): boolean => object.metadata.deletionTimestamp !== undefined;

/** Oldest first, those that run before others, those that end last. */
function inOrder(left: KubeObject, right: KubeObject): number {
  const rank = (object: KubeObject): number => {
    const { status } = object as { readonly status?: { readonly phase?: string } };
    if (isGoing(object)) return 2;
    return status?.phase === undefined || status.phase === 'Running' ? 0 : 1;
  };
  const age = ({ metadata: { creationTimestamp = '', name } }: KubeObject): string => `${creationTimestamp} ${name}`;
  return rank(left) - rank(right) || (age(left) < age(right) ? -1 : 1);
}

function fieldOf(object: KubeObject, path: string): unknown {
  const keys = [...path.matchAll(/\.([A-Za-z0-9_-]+)|\[(\d+)\]|\["([^"]+)"\]/g)].map(
    ([, word, index, quoted]) => word ?? index ?? quoted ?? '',
  );
  let value: unknown = object;
  for (const key of keys) value = (value as Readonly<Record<string, unknown>> | undefined)?.[key];
  return value;
}

function found(words: string, places: Places): string {
  const [first = '', ...others] = words.split(/\s+/);
  const [, namespace = 'default', resource = '', name] = /^(?:([\w-]+):)?([\w.]+)(?:\/(\S+))?$/.exec(first) ?? [];
  if (resource === '') throw new Error(`{{${words}}} must be 'RESOURCE[/NAME] [LABELS] [#N] [.PATH]'`);
  const path = others.find((word) => word.startsWith('.')) ?? '.metadata.name';
  const place = Number(others.find((word) => word.startsWith('#'))?.slice(1) ?? 1);
  const selector = others.find((word) => !/^[.#]/.test(word));
  const fitting = places
    .list(resource, namespace)
    .filter((object) => (name === undefined || object.metadata.name === name) && fitsLabels(selector, object))
    .sort(inOrder);
  const object = fitting[place - 1];
  if (object === undefined) throw new NothingThere(words, `there are ${fitting.length}`);
  const value = fieldOf(object, path);
  if (value === undefined) throw new NothingThere(words, `${object.metadata.name} has no ${path}`);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * Fills in what lessons cannot know: `{{pods app=rng}}` is the name of the oldest Pod that runs, `{{pods app=rng #2}}` of
 * the next, `{{pods/db .status.podIP}}` a field, `{{kube-system:pods k8s-app=kube-dns}}` in another namespace,
 * `{{url svc/webui}}` and `{{address svc/webui:80}}` where this machine reaches a Service. Wildcards stay as they are.
 *
 * @throws NothingThere as long as nothing fits.
 */
export function filledIn(text: string, places: Places): string {
  return text.replace(PLACE, (whole, words: string) => {
    // A template of Go (`-o go-template`) begins with a dot.
    if (isWildcard(words) || words.startsWith('.')) return whole;
    return reached(words, places) ?? found(words, places);
  });
}

/** Whether nothing has to be filled in any more. */
export const isComplete = (text: string): boolean =>
  [...text.matchAll(PLACE)].every(([, words = '']) => isWildcard(words) || words.startsWith('.'));

/** `filledIn` for all texts of a value; those that nothing fits yet stay as they are. */
export function filledInAsFarAs<Value>(value: Value, places: Places): Value {
  if (typeof value === 'string') {
    try {
      return filledIn(value, places) as Value;
    } catch (error) {
      if (error instanceof NothingThere) return value;
      throw error;
    }
  }
  if (Array.isArray(value)) return value.map((each: unknown) => filledInAsFarAs(each, places)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filledInAsFarAs(each, places)])) as Value;
}
