/** How much a finding matters: an error keeps `check` from succeeding. */
export type Severity = 'error' | 'warning';

/** An object that a finding is about. */
export interface CheckedName {
  readonly apiVersion: string;
  readonly kind: string;
  /** @default - a cluster-scoped object */
  readonly namespace?: string;
  readonly name: string;
}

/** Something that is wrong with manifests, as a cluster shows it. */
export interface Finding {
  /** Rule that found it: `probe`, `unschedulable`. */
  readonly rule: string;
  readonly severity: Severity;
  /** Stack that it belongs to. */
  readonly stack: string;
  /** File of the object's manifest. */
  readonly file: string;
  readonly object: CheckedName;
  /** What is wrong, in the words of the cluster where it has some. */
  readonly message: string;
  /** What to do. */
  readonly cure: string;
}

/** `Deployment shop/web`. */
export const nameText = ({ kind, namespace, name }: CheckedName): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
