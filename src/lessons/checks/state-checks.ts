import type { KubeObject } from '../../simulator';
import type { StateCheck } from '../model';
import { holds, judgeOutput, type Output, type Verdict } from './output-checks';
import { differenceFrom } from './partial';
import { type Bindings, matchText } from './text-pattern';

/** What can be looked at while nobody does anything. */
export interface World {
  /** Objects of a resource, as kubectl names it; all namespaces without one. Throws for a resource that there is not. */
  readonly list: (resource: string, namespace: string | undefined) => readonly KubeObject[];
  /** Types a command that changes nothing. */
  readonly ask: (command: string) => Promise<Output>;
  /** Fetches a page from this machine; undefined when nothing answers. */
  readonly fetch: (url: string) => Promise<{ readonly status: number; readonly body: string } | undefined>;
  /** Text of a file of the exercise; undefined when there is none. */
  readonly file: (path: string) => string | undefined;
  readonly bindings: Bindings;
}

const DEFAULT = 'default';

const good: Verdict = { bindings: new Map() };

/** Whether labels fit a selector of equalities and existence: `app=rng,!isactive,tier`. */
export function fitsLabels(selector: string | undefined, { metadata: { labels = {} } }: KubeObject): boolean {
  return (selector ?? '')
    .split(',')
    .filter((term) => term !== '')
    .every((term) => {
      const [, isNot, key = '', unequal, value] = /^(!?)([^=!]+)(?:(!?)==?(.*))?$/.exec(term) ?? [];
      const label = (labels as Readonly<Record<string, string | undefined>>)[key];
      if (value === undefined) return (label === undefined) === (isNot === '!');
      return (label === value) === (unequal !== '!');
    });
}

/** `pods/db` as resource and name. */
function parted(object: string): readonly [string, string] {
  const place = object.indexOf('/');
  if (place < 1) throw new Error(`an object is named as resource/name, got '${object}'`);
  return [object.slice(0, place), object.slice(place + 1)];
}

function judgeObject(check: StateCheck & { kind: 'object' }, world: World): Verdict {
  const [resource, name] = parted(check.object);
  const named = world
    .list(resource, check.namespace ?? DEFAULT)
    .filter(({ metadata }) => matchText(name, metadata.name ?? '', world.bindings) !== undefined);
  if (named.length === 0) return { expected: check.object, actual: 'there is none' };
  const differences = named.map((object) => differenceFrom(check.is, object, world.bindings));
  if (differences.includes(undefined)) return good;
  return { expected: `${check.object} with ${JSON.stringify(check.is)}`, actual: differences.join('\n') };
}

function judgeAmount(check: StateCheck & { kind: 'amount' }, world: World): Verdict {
  const candidates = world
    .list(check.resource, check.namespace ?? DEFAULT)
    .filter((object) => fitsLabels(check.selector, object));
  const differences = candidates.map((object) => differenceFrom(check.is ?? {}, object, world.bindings));
  const count = differences.filter((difference) => difference === undefined).length;
  if (count === check.count) return good;
  const like = check.is === undefined ? '' : ` like ${JSON.stringify(check.is)}`;
  const lines = candidates.map(({ metadata }, index) => `  ${metadata.name}: ${differences[index] ?? 'fits'}`);
  return {
    expected: `${check.count} ${check.resource} ${check.selector ?? ''}${like}`,
    actual: [`${count} of`, ...lines].join('\n'),
  };
}

interface EventObject extends KubeObject {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly note?: string;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
}

/** Kinds and resources are alike but for case and the last letters: `Pod`, `pods`; `Ingress`, `ingresses`. */
const isKindOf = (kind: string, resource: string): boolean =>
  resource.toLowerCase().startsWith(kind.toLowerCase()) || `${kind.toLowerCase().replace(/y$/, 'ie')}s` === resource;

function judgeEvent(check: StateCheck & { kind: 'event' }, world: World): Verdict {
  const [resource, name] = parted(check.about);
  const about = (world.list('events', check.namespace ?? DEFAULT) as readonly EventObject[]).filter(
    ({ involvedObject: { kind = '', name: of = '' } = {} }) =>
      isKindOf(kind, resource) && matchText(name, of, world.bindings) !== undefined,
  );
  const isIt = ({ type, reason, message }: EventObject): boolean =>
    type === check.type &&
    reason === check.reason &&
    (check.message === undefined || matchText(check.message, message ?? '', world.bindings) !== undefined);
  if (about.some(isIt)) return good;
  return {
    expected: `${check.about}: ${check.type} ${check.reason}: ${check.message ?? '...'}`,
    actual: about.map(({ type, reason, message }) => `${type ?? ''} ${reason ?? ''}: ${message ?? ''}`).join('\n'),
  };
}

/** Looks whether something is so. */
export async function judgeState(check: StateCheck, world: World): Promise<Verdict> {
  switch (check.kind) {
    case 'object':
      return judgeObject(check, world);
    case 'gone': {
      const verdict = judgeObject({ ...check, kind: 'object', is: {} }, world);
      return holds(verdict) ? { expected: `no ${check.object}`, actual: 'it is there' } : good;
    }
    case 'amount':
      return judgeAmount(check, world);
    case 'event':
      return judgeEvent(check, world);
    case 'asks': {
      const output = await world.ask(check.run);
      const endsWell = check.see.some(({ kind }) => kind === 'exits') || output.exitCode === 0;
      if (!endsWell)
        return { expected: `$ ${check.run}`, actual: `${output.text}\n[exit code ${output.exitCode ?? ''}]` };
      const verdicts = check.see.map((each) => judgeOutput(each, output, world.bindings));
      return verdicts.find((verdict) => !holds(verdict)) ?? good;
    }
    case 'answers': {
      const answer = await world.fetch(check.url);
      if (answer?.status === check.status && answer.body.includes(check.body ?? '')) return good;
      const actual = answer === undefined ? 'nothing answers' : `${answer.status}: ${answer.body.slice(0, 2000)}`;
      return {
        expected: `${check.url}: ${check.status}${check.body === undefined ? '' : ` with ${check.body}`}`,
        actual,
      };
    }
    case 'file': {
      const text = world.file(check.path);
      if (text === undefined) return { expected: `the file ${check.path}`, actual: 'there is none' };
      return judgeOutput({ kind: 'lines', lines: check.lines }, { text, exitCode: 0 }, world.bindings);
    }
  }
}
