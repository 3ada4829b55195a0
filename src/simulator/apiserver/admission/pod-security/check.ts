import { type Fields, fieldsAt, listAt, mapAt, textAt } from '../../../resources/fields';

/** A Pod, or the template of one. */
export interface PodShape {
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: Fields;
}

/** Why a Pod is not allowed. */
export interface Violation {
  /** A few words: `hostPort`. */
  readonly reason: string;
  /** Who does what: `container "web" uses hostPort 80`. */
  readonly detail: string;
}

/** What a check says of a Pod; undefined when it allows it. */
export type Judgement = (pod: PodShape) => Violation | undefined;

/** How a check judges from one minor version of the policy on. */
export interface CheckVersion {
  /** Minor version: 25 stands for v1.25. */
  readonly since: number;
  readonly judge: Judgement;
  /** Checks of the level `baseline` that it stands for at the level `restricted`. @default - none */
  readonly overrides?: readonly string[];
}

/** One check of the Pod security standards. */
export interface PodCheck {
  /** Name upstream; checks of a level run in the order of their names. */
  readonly id: string;
  readonly level: 'baseline' | 'restricted';
  /** The oldest first. */
  readonly versions: readonly CheckVersion[];
}

/** Makes a Pod's shape of a Pod or a template. */
export const podShapeOf = (object: Fields): PodShape => ({
  annotations: mapAt(fieldsAt(object, 'metadata'), 'annotations') ?? {},
  spec: fieldsAt(object, 'spec') ?? {},
});

/** Containers in the order in which checks name them. Source: pod-security-admission/policy/visitor.go. */
export const containersOf = ({ spec }: PodShape): readonly Fields[] => [
  ...listAt(spec, 'initContainers'),
  ...listAt(spec, 'containers'),
  ...listAt(spec, 'ephemeralContainers'),
];

/** The security context of a Pod's spec or of a container. */
export const securityOf = (holder: Fields): Fields | undefined => fieldsAt(holder, 'securityContext');

/** Names of the containers of which `isBad` holds. */
export const badContainers = (pod: PodShape, isBad: (container: Fields) => boolean): readonly string[] =>
  containersOf(pod)
    .filter(isBad)
    .map((container) => textAt(container, 'name'));

/** `"a", "b"`. */
export const quoted = (items: readonly string[]): string => items.map((item) => `"${item}"`).join(', ');

/** Each text once, in order. */
export const sortedSet = (items: Iterable<string>): readonly string[] => [...new Set(items)].sort();

/** `container "a"`, `containers "a", "b"`. */
export const named = (noun: string, names: readonly string[]): string =>
  `${names.length === 1 ? noun : `${noun}s`} ${quoted(names)}`;

/** Who sets something that may not be set: `pod and container "a"`; empty when nobody does. */
export const setters = (isPodBad: boolean, containers: readonly string[]): string =>
  [...(isPodBad ? ['pod'] : []), ...(containers.length > 0 ? [named('container', containers)] : [])].join(' and ');

/** The same judgement, which says nothing of Windows Pods: what it asks for does not exist there. */
export const unlessWindows =
  (judge: Judgement): Judgement =>
  (pod) =>
    textAt(fieldsAt(pod.spec, 'os'), 'name') === 'windows' ? undefined : judge(pod);

/** The same judgement, which says nothing of Pods with users of their own. */
export const unlessOwnUsers =
  (judge: Judgement): Judgement =>
  (pod) =>
    pod.spec['hostUsers'] === false ? undefined : judge(pod);
