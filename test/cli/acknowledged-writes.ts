import type { SeededRandom } from '../../src/simulator/engine';
import type { Answer, Connection } from './killed-server';

/** What may be stored under a name: a value, or nothing. */
type Value = string | undefined;

interface Known {
  /** What was acknowledged last. */
  value: Value;
  /** Its revision; of nothing, that of the last value before. */
  revision: number;
  /** Values of a write without answer: it may have happened or not. */
  open: readonly Value[];
}

interface ConfigMap {
  readonly metadata: { readonly name: string; readonly resourceVersion: string; readonly uid: string };
  readonly data?: { readonly value?: string };
}

const PATH = '/api/v1/namespaces/default/configmaps';

const revisionOf = (object: unknown): number => Number((object as ConfigMap).metadata.resourceVersion);

/** Writes ConfigMaps and knows which of them must be there. */
export class AcknowledgedWrites {
  acknowledged = 0;
  refused = 0;
  /** Writes that nobody answered. */
  unanswered = 0;
  watched = 0;
  /** Answers that must not be. */
  private readonly wrong: string[] = [];
  private readonly known = new Map<string, Known>();
  /** The last event of each name that a watch told. */
  private readonly seen = new Map<string, { readonly type: string; readonly revision: number }>();
  private newestRevision = 0;
  private count = 0;

  constructor(private readonly random: SeededRandom) {}

  /** Writes over one connection, to names of its own, until the server goes away. */
  async hammer(connection: Connection, prefix: string): Promise<void> {
    try {
      for (;;) await this.write(connection, `${prefix}-${this.random.below(12)}`);
    } catch {
      // It was killed.
    }
  }

  /** Notes what a watch tells, until the server goes away. */
  async watch(connection: Connection): Promise<void> {
    await connection.watch(`${PATH}?watch=true&resourceVersion=${this.newestRevision}`, ({ type, object }) => {
      if (type === 'ERROR') {
        this.wrong.push(`a watch from a revision that was told: ${JSON.stringify(object)}`);
        return;
      }
      this.watched += 1;
      this.seen.set((object as ConfigMap).metadata.name, { type, revision: revisionOf(object) });
    });
  }

  /** What is stored and must not be, or must be and is not: nothing when all is well. */
  async check(connection: Connection): Promise<string[]> {
    const { body } = await connection.send('GET', PATH);
    const { metadata, items } = body as { metadata: { resourceVersion: string }; items: ConfigMap[] };
    const stored = new Map(items.map((item) => [item.metadata.name, item]));
    const wrong = this.wrong.splice(0);
    const listRevision = Number(metadata.resourceVersion);
    if (listRevision < this.newestRevision) wrong.push(`revision ${listRevision} after ${this.newestRevision}`);
    this.newestRevision = listRevision;
    for (const [name, known] of this.known) {
      wrong.push(...this.wrongWith(name, known, stored.get(name)));
      const item = stored.get(name);
      known.value = item?.data?.value;
      if (item !== undefined) known.revision = revisionOf(item);
      known.open = [];
    }
    this.seen.clear();
    for (const name of stored.keys()) {
      if (name !== 'kube-root-ca.crt' && !this.known.has(name)) wrong.push(`nobody wrote ${name}`);
    }
    return wrong;
  }

  private wrongWith(name: string, { value, revision, open }: Known, item: ConfigMap | undefined): string[] {
    const wrong: string[] = [];
    const [stored, storedRevision] = [item?.data?.value, item === undefined ? 0 : revisionOf(item)];
    const short = (each: Value): string => (each === undefined ? 'nothing' : `'${each.slice(0, 10)}'`);
    if (stored !== value && !open.includes(stored)) {
      wrong.push(`${name} is ${short(stored)}, must be one of ${[value, ...open].map(short).join(', ')}`);
    } else if (value !== undefined && stored === value && storedRevision !== revision) {
      wrong.push(`${name} has revision ${storedRevision}, was told ${revision}`);
    }
    const seen = this.seen.get(name);
    if (seen === undefined) return wrong;
    // What a watch told may be gone only when somebody has deleted it since.
    const mayBeGone = open.includes(undefined) || (value === undefined && seen.revision <= revision);
    const isKept =
      seen.type === 'DELETED'
        ? item === undefined || storedRevision > seen.revision
        : item === undefined
          ? mayBeGone
          : storedRevision >= seen.revision;
    if (!isKept) wrong.push(`a watch told ${seen.type} ${name} at ${seen.revision}, stored is ${storedRevision}`);
    return wrong;
  }

  private async write(connection: Connection, name: string): Promise<void> {
    const known = this.known.get(name) ?? { value: undefined, revision: 0, open: [] };
    this.known.set(name, known);
    this.count += 1;
    // Of several sizes: a batch may lie across the blocks of a log.
    const value = `${this.count}${'.'.repeat(this.random.below(10) === 0 ? 20_000 : this.random.below(200))}`;
    const isThere = known.value !== undefined;
    const [path, metadata] = [`${PATH}/${name}`, { name }];
    const draw = this.random.below(10);
    if (draw === 0) {
      await this.beRefused(connection, name, isThere);
      return;
    }
    if (!isThere) await this.open(known, value, connection.send('POST', PATH, { metadata, data: { value } }));
    else if (draw < 4) await this.open(known, undefined, connection.send('DELETE', path));
    else if (draw < 7) await this.open(known, value, connection.send('PATCH', path, { data: { value } }));
    else await this.open(known, value, connection.send('PUT', path, { metadata, data: { value } }));
  }

  /** Waits for the answer to a write that makes `value` of what is `known`. */
  private async open(known: Known, value: Value, answer: Promise<Answer>): Promise<void> {
    known.open = [value];
    this.unanswered += 1;
    const { status, body } = await answer;
    this.unanswered -= 1;
    if (status !== 200 && status !== 201) {
      this.wrong.push(`status ${status}: ${JSON.stringify(body)}`);
      return;
    }
    this.acknowledged += 1;
    known.open = [];
    known.value = value;
    if (value !== undefined) known.revision = revisionOf(body);
    this.newestRevision = Math.max(this.newestRevision, known.revision);
  }

  private async beRefused(connection: Connection, name: string, isThere: boolean): Promise<void> {
    const data = { value: 'refused' };
    const { status } = isThere
      ? await connection.send('POST', PATH, { metadata: { name }, data })
      : await connection.send('PUT', `${PATH}/${name}`, { metadata: { name, uid: 'another' }, data });
    if (status !== 409 && status !== 404) this.wrong.push(`status ${status} for what must be refused`);
    this.refused += 1;
  }
}
