import type { IConstruct } from 'constructs';
import type { ContainerProps } from './container';
import type { PodProps } from './pod';

/** What a workload says of its programs beyond its manifest, for the checks of synthesis. */
export interface ProgramFacts {
  /** Ports that some container listens on without declaring them. */
  readonly listens: readonly number[];
  /** `host:port` of what the containers connect to by themselves. */
  readonly connectsTo: readonly string[];
}

const TYPE = 'workshop-stacks:program';

const hasFacts = ({ listens, connectsTo }: ContainerProps): boolean =>
  (listens !== undefined && listens.length > 0) || (connectsTo !== undefined && connectsTo.length > 0);

/** Keeps what `props` say of the programs on `scope`; nothing of it is written to a manifest. */
export function recordProgram(scope: IConstruct, props: PodProps): void {
  const { initSteps = [], containers } = props;
  if (!initSteps.some(hasFacts) && !containers.some(hasFacts)) return;
  const all = [...initSteps, ...containers];
  const facts: ProgramFacts = {
    listens: all.flatMap((container) => container.listens ?? []),
    connectsTo: all.flatMap((container) => container.connectsTo ?? []),
  };
  scope.node.addMetadata(TYPE, facts);
}

/** What was recorded on `scope`, or nothing. */
export function programFactsOf(scope: IConstruct): ProgramFacts | undefined {
  return scope.node.metadata.find((entry) => entry.type === TYPE)?.data as ProgramFacts | undefined;
}
