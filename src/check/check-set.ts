import { applyManifests, type Applied, createCluster, type KubeObject, type Manifest, missingFor } from '../simulator';
import type { CheckedSet, CheckedStack, CheckOptions, CheckResult, StackResult } from './checked-set';
import { assumedImages } from './assumed-images';
import { checkedObject, CheckContext, type CheckedObject } from './context';
import { tryDrain } from './experiments/drain';
import { tryUpgrades } from './experiments/upgrade';
import type { Finding } from './finding';
import { rules } from './rules';
import { refusalOf } from './rules/refused-pods';
import { cureOfUnknownKind } from './rules/unknown-kinds';

/** Virtual seconds that everything gets to become ready, and those that what says nothing gets beside that. */
const READY_SECONDS = 120;
const SILENT_SECONDS = 600;

/** Namespaces that everybody takes for granted. */
const PRESENT = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease']);

/** Namespaces that manifests name and nobody makes: who deploys them has them. */
function missingNamespaces({ stacks }: CheckedSet): Manifest[] {
  const made = new Set(
    stacks.flatMap(({ manifests }) =>
      manifests.filter(({ object }) => object.kind === 'Namespace').map(({ object }) => object.metadata.name),
    ),
  );
  const used = stacks.flatMap(({ namespace, manifests }) => [
    namespace,
    ...manifests.flatMap(({ object }) => object.metadata.namespace ?? []),
  ]);
  return [...new Set(used)]
    .filter((name) => !PRESENT.has(name) && !made.has(name))
    .map(
      (name) =>
        ({ file: '(namespace)', object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } } }) as Manifest,
    );
}

interface LoadedStack {
  readonly stack: CheckedStack;
  readonly applied: readonly Applied[];
  readonly objects: readonly CheckedObject[];
}

/** Objects of a stack that the server did not take. */
function refusedOf({ stack, applied }: LoadedStack): KubeObject[] {
  const names = new Set(
    applied.filter(({ outcome }) => outcome === 'error').map(({ kind, name }) => `${kind}/${name}`),
  );
  return stack.manifests
    .map(({ object }) => object)
    .filter(({ kind, metadata }) => names.has(`${kind}/${metadata.name ?? ''}`));
}

/** One check from the beginning to the end. */
class Check {
  private readonly cluster;
  private readonly beganMs: number;
  private readonly readyAfter = new Map<string, number>();

  constructor(
    private readonly set: CheckedSet,
    private readonly options: CheckOptions,
  ) {
    this.cluster = createCluster({ profile: 'workshop', ...options });
    this.beganMs = this.cluster.nowMs;
  }

  run(): CheckResult {
    const loaded = this.load();
    const context = new CheckContext(
      this.cluster,
      loaded.flatMap(({ objects }) => objects),
      loaded.flatMap(refusedOf),
    );
    reportRefused(context, loaded);
    this.wait(context, loaded);
    const stacks = loaded.map((each) => this.resultOf(each));
    for (const rule of rules) rule.check(context);
    const { upgraded, skipped: held } = tryUpgrades(context);
    const { node, skipped } = tryDrain(context);
    return {
      name: this.set.name,
      stacks,
      findings: this.sorted(context.findings),
      assumedImages: assumedImages(context, this.options.images ?? []),
      skipped: [...held, ...(skipped === undefined ? [] : [skipped])],
      upgraded,
      ...(node === undefined ? {} : { drained: node }),
      virtualSeconds: this.seconds(),
    };
  }

  private load(): readonly LoadedStack[] {
    const { cluster } = this;
    const wait = (): void => cluster.advance('1s');
    applyManifests(cluster.handle, missingNamespaces(this.set), { wait });
    return this.set.stacks.map((stack): LoadedStack => {
      const applied = applyManifests(cluster.handle, stack.manifests, { namespace: stack.namespace, wait });
      const objects = applied
        .filter(({ outcome }) => outcome !== 'error')
        .map((each) => checkedObject(stack.name, each));
      return { stack, applied, objects };
    });
  }

  /** Lets time pass until everything is ready, or those that are not have said why. */
  private wait(context: CheckContext, loaded: readonly LoadedStack[]): void {
    let waiting = loaded.map(({ stack, objects }) => ({ name: stack.name, objects }));
    const isSilent = (): boolean =>
      waiting.some(({ objects }) =>
        objects.some((object) => context.isUnready(object) && !context.isTalkedAbout(object)),
      );
    for (let second = 0; waiting.length > 0 && second < SILENT_SECONDS; second++) {
      if (second >= READY_SECONDS && !isSilent()) break;
      this.cluster.advance('1s');
      waiting = waiting.flatMap(({ name, objects }) => {
        const left = objects.filter((object) => context.isUnready(object));
        if (left.length > 0) return [{ name, objects: left }];
        this.readyAfter.set(name, this.seconds());
        return [];
      });
    }
    this.cluster.settle({ quiet: '10s', limit: '1m' });
  }

  private resultOf({ stack, applied, objects }: LoadedStack): StackResult {
    const unready = objects.flatMap((object) => {
      const missing = missingFor(this.cluster.client, object);
      return missing === undefined ? [] : [{ object, missing }];
    });
    const isReady = unready.length === 0 && objects.length === applied.length && stack.problems.length === 0;
    const readyAfterSeconds = this.readyAfter.get(stack.name);
    return {
      name: stack.name,
      objects: applied.length,
      isReady,
      ...(isReady && readyAfterSeconds !== undefined ? { readyAfterSeconds } : {}),
      unready,
    };
  }

  /** Findings by stack; of lessons none keeps the check from succeeding. */
  private sorted(findings: readonly Finding[]): readonly Finding[] {
    const order = new Map(this.set.stacks.map(({ name }, index) => [name, index]));
    const place = ({ stack }: Finding): number => order.get(stack) ?? 0;
    const all = [...findings].sort((left, right) => place(left) - place(right));
    return this.set.isLenient === true ? all.map((each) => ({ ...each, severity: 'warning' as const })) : all;
  }

  private seconds(): number {
    return Math.round((this.cluster.nowMs - this.beganMs) / 1000);
  }
}

/** Documents that cannot be read, and objects that the server refuses. */
function reportRefused(context: CheckContext, loaded: readonly LoadedStack[]): void {
  for (const { stack, applied } of loaded) {
    for (const [index, { file, message }] of stack.problems.entries()) {
      const object = { stack: stack.name, file, apiVersion: '', kind: 'Document', name: file };
      const cure = 'write a YAML or JSON document with apiVersion, kind and metadata.name';
      context.report('unreadable', object, { message, cure }, String(index));
    }
    for (const each of applied) {
      if (each.outcome !== 'error') continue;
      const { message = '' } = each;
      const { rule, cure } = refusalOf(message);
      const object = checkedObject(stack.name, each);
      context.report(rule, object, { message, cure: cureOfUnknownKind(context.client, object.kind, message) ?? cure });
    }
  }
}

/**
 * Checks what is deployed together, on a cluster of its own: applies it, lets it become ready, looks at what does not and
 * why, upgrades every workload, and drains a node. All in virtual time; equal sets and options give equal results.
 *
 * @throws RangeError for options of the cluster that cannot be.
 */
export const checkSet = (set: CheckedSet, options: CheckOptions = {}): CheckResult => new Check(set, options).run();
