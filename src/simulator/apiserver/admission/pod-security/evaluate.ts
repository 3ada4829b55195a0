import type { CheckVersion, Judgement, PodCheck, PodShape, Violation } from './check';
import { podChecks } from './checks';
import type { LevelVersion } from './policy';

/** The newest version in which a check changed: later ones, and `latest`, are the same. */
const NEWEST = Math.max(...podChecks.flatMap(({ versions }) => versions.map(({ since }) => since)));

const versionAt = ({ versions }: PodCheck, version: number): CheckVersion | undefined =>
  versions.filter(({ since }) => since <= version).at(-1);

const found = new Map<string, readonly Judgement[]>();

/** Source: Kubernetes 1.36, pod-security-admission/policy/registry.go `populate`. */
function judgementsOf(level: 'baseline' | 'restricted', version: number): readonly Judgement[] {
  const key = `${level} ${version}`;
  const known = found.get(key);
  if (known !== undefined) return known;
  const current = podChecks.flatMap((check) => {
    const at = check.level === 'restricted' && level === 'baseline' ? undefined : versionAt(check, version);
    return at === undefined ? [] : [{ id: check.id, ...at }];
  });
  const overridden = new Set(current.flatMap(({ overrides }) => overrides ?? []));
  const judgements = current.filter(({ id }) => !overridden.has(id)).map(({ judge }) => judge);
  found.set(key, judgements);
  return judgements;
}

/** What a policy has against a Pod: baseline first, then by name of the check. */
export function violationsOf({ level, version }: LevelVersion, pod: PodShape): readonly Violation[] {
  if (level === 'privileged') return [];
  const minor = version === 'latest' ? NEWEST : Math.min(version, NEWEST);
  return judgementsOf(level, minor).flatMap((judge) => judge(pod) ?? []);
}

/** `hostPort (container "a" uses hostPort 80), privileged (...)`. */
export const violationText = (violations: readonly Violation[]): string =>
  violations.map(({ reason, detail }) => `${reason} (${detail})`).join(', ');
