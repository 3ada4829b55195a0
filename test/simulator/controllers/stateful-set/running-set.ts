import type { Pod, StatefulSetSpec, StatefulSetStatus } from '../../../../src/simulator/api';
import { statefulSetController } from '../../../../src/simulator/controllers/stateful-set/controller';
import { ControlledServer, type PodFate } from '../../../support/controlled-server';
import { sampleSet } from './sample-stateful-set';

/** A server with the StatefulSet `web`, before any time has passed. */
export function started(spec: Partial<StatefulSetSpec> = {}, fateOf?: (pod: Pod) => PodFate): ControlledServer {
  const server = new ControlledServer([statefulSetController], fateOf);
  server.client.create('apps/statefulsets', sampleSet(spec));
  return server;
}

export const status = (server: ControlledServer): StatefulSetStatus | undefined =>
  server.client.get('apps/statefulsets', 'demo', 'web')?.status;

/** Whether each Pod, by name, is on its way out. */
export const endings = (server: ControlledServer): readonly boolean[] =>
  server.pods.map(({ metadata }) => metadata.deletionTimestamp !== undefined);
