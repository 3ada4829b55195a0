import { fieldError, type FieldError } from '../../../api';

/** How strict a policy is. */
export type PolicyLevel = 'privileged' | 'baseline' | 'restricted';

/** A level as it was in a version. */
export interface LevelVersion {
  readonly level: PolicyLevel;
  /** Minor version, or `latest`. */
  readonly version: number | 'latest';
}

/** What the labels of a namespace ask of its Pods. */
export interface NamespacePolicy {
  readonly enforce: LevelVersion;
  readonly audit: LevelVersion;
  readonly warn: LevelVersion;
}

type Labels = Readonly<Record<string, string>>;

const PREFIX = 'pod-security.kubernetes.io/';

/** The levels, the least strict first. */
const LEVELS: readonly PolicyLevel[] = ['privileged', 'baseline', 'restricted'];

const VERSION = /^v1\.(0|[1-9][0-9]*)$/;

/** `restricted:latest`, `baseline:v1.30`. */
export const levelText = ({ level, version }: LevelVersion): string =>
  `${level}:${version === 'latest' ? version : `v1.${version}`}`;

/** Negative when `a` is less strict than `b`, 0 when they are equal. */
export const compareLevels = (a: PolicyLevel, b: PolicyLevel): number => LEVELS.indexOf(a) - LEVELS.indexOf(b);

/** Whether any label of a namespace speaks of Pod security. */
export const speaksOfPodSecurity = (labels: Labels): boolean =>
  Object.keys(labels).some((label) => label.startsWith(PREFIX));

function modeOf(labels: Labels, mode: keyof NamespacePolicy, errors: FieldError[]): LevelVersion {
  const invalid = (label: string, value: string, detail: string): void => {
    errors.push(fieldError.invalid(`metadata.labels[${label}]`, value, detail));
  };
  let level: PolicyLevel = 'privileged';
  const wanted = labels[`${PREFIX}${mode}`];
  if (wanted !== undefined) {
    const known = LEVELS.find((each) => each === wanted);
    if (known === undefined) invalid(`${PREFIX}${mode}`, wanted, `must be one of ${LEVELS.join(', ')}`);
    // What cannot be read is enforced in full, and not spoken of.
    level = known ?? (mode === 'enforce' ? 'restricted' : 'privileged');
  }
  const version = labels[`${PREFIX}${mode}-version`];
  if (version === undefined || version === 'latest') return { level, version: 'latest' };
  const minor = VERSION.exec(version)?.[1];
  if (minor === undefined) invalid(`${PREFIX}${mode}-version`, version, 'must be "latest" or "v1.x"');
  return { level, version: minor === undefined ? 'latest' : Number(minor) };
}

/**
 * The policy of a namespace, and what is wrong with its labels. Without labels everything is allowed.
 *
 * Source: Kubernetes 1.36, pod-security-admission/api/helpers.go `PolicyToEvaluate`.
 */
export function policyOf(labels: Labels): { readonly policy: NamespacePolicy; readonly errors: readonly FieldError[] } {
  const errors: FieldError[] = [];
  const enforce = modeOf(labels, 'enforce', errors);
  const audit = modeOf(labels, 'audit', errors);
  const warn = modeOf(labels, 'warn', errors);
  return { policy: { enforce, audit, warn }, errors };
}
