import { CelError, CelObject, type CelFunction, type CelLibrary } from './value';

const VERSION =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*))*))?(?:\+[\dA-Za-z.-]+)?$/;

/** A semantic version. */
class CelVersion extends CelObject {
  readonly type = 'kubernetes.Semver';
  readonly order = undefined;

  constructor(
    private readonly text: string,
    readonly numbers: readonly number[],
    readonly pre: readonly string[],
  ) {
    super();
  }

  override toString(): string {
    return this.text;
  }
}

/** `v1.2` and `01.2.3` are versions only when they are normalized. */
const normalized = (text: string): string => {
  const [, core = '', rest = ''] = /^v?([^-+]*)(.*)$/.exec(text) ?? [];
  const numbers = core.split('.').map((part) => part.replace(/^0+(?=\d)/, ''));
  return [...numbers, '0', '0'].slice(0, Math.max(3, numbers.length)).join('.') + rest;
};

function read(text: string, isNormalized: boolean): CelVersion | undefined {
  const given = isNormalized ? normalized(text) : text;
  const found = VERSION.exec(given);
  if (found === null) return undefined;
  return new CelVersion(given, found.slice(1, 4).map(Number), found[4]?.split('.') ?? []);
}

function comparedParts(a: string, b: string): number {
  const [isNumberA, isNumberB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumberA && isNumberB) return Math.sign(Number(a) - Number(b));
  if (isNumberA !== isNumberB) return isNumberA ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Source: semver.org 2.0.0, 11. */
function compare(a: CelVersion, b: CelVersion): number {
  const difference = a.numbers.map((number, at) => number - (b.numbers[at] ?? 0)).find((each) => each !== 0);
  if (difference !== undefined) return Math.sign(difference);
  if (a.pre.length === 0 || b.pre.length === 0) return Math.sign(b.pre.length - a.pre.length);
  const parts = a.pre.map((part, at) => (b.pre[at] === undefined ? 1 : comparedParts(part, b.pre[at])));
  return parts.find((each) => each !== 0) ?? Math.sign(a.pre.length - b.pre.length);
}

const compared =
  (of: (order: number) => boolean | number): CelFunction =>
  (a, b) =>
    a instanceof CelVersion && b instanceof CelVersion ? of(compare(a, b)) : undefined;

const numberAt =
  (at: number): CelFunction =>
  (version) =>
    version instanceof CelVersion ? version.numbers[at] : undefined;

/** Source: Kubernetes 1.36, apiserver/pkg/cel/library/semverlib.go. */
export const VERSIONS: CelLibrary = {
  isSemver: (text, isNormalized) =>
    typeof text === 'string' ? read(text, isNormalized === true) !== undefined : undefined,
  semver: (text, isNormalized) => {
    if (typeof text !== 'string') return undefined;
    const version = read(text, isNormalized === true);
    if (version === undefined) throw new CelError(`No Major.Minor.Patch elements found`);
    return version;
  },
  major: numberAt(0),
  minor: numberAt(1),
  patch: numberAt(2),
  compareTo: compared((order) => order),
  isGreaterThan: compared((order) => order > 0),
  isLessThan: compared((order) => order < 0),
};
