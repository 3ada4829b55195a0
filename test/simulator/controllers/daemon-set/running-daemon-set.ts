import type { DaemonSetSpec, DaemonSetStatus, Pod } from '../../../../src/simulator/api';
import { daemonSetController } from '../../../../src/simulator/controllers/daemon-set/controller';
import { ControlledServer, type PodFate } from '../../../support/controlled-server';
import { sampleDaemonSet } from './sample-daemon-set';

/** A server with three nodes and the DaemonSet `agent`, before any time has passed. */
export function started(spec: Partial<DaemonSetSpec> = {}, fateOf?: (pod: Pod) => PodFate): ControlledServer {
  const server = new ControlledServer([daemonSetController], fateOf);
  server.addNodes(3);
  server.client.create('apps/daemonsets', sampleDaemonSet(spec));
  return server;
}

export const status = (server: ControlledServer): DaemonSetStatus | undefined =>
  server.client.get('apps/daemonsets', 'demo', 'agent')?.status;

/** Node and image of every Pod that is not on its way out, sorted. */
export const placed = (server: ControlledServer): readonly string[] =>
  server.pods
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ spec }) => `${spec.nodeName ?? ''} ${spec.containers[0]?.image ?? ''}`)
    .sort();
