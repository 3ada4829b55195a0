import type { KubeObject } from '../../../src/simulator/api';
import { tableOf } from '../../../src/simulator/resources/tables';

const NOW = Date.parse('2026-01-02T00:00:00Z');
const DELETED = '2026-01-01T23:55:00Z';

const container = (state: object, more: object = {}): object => ({ name: 'main', restartCount: 0, state, ...more });
const RUNNING = container({ running: {} }, { ready: true });
const ONE = { containers: [{ name: 'main' }] };

/** Ready, status and restarts of a Pod. */
function podCells({ metadata, ...fields }: Readonly<Record<string, unknown>>): readonly unknown[] {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'x', ...(metadata as object | undefined) },
    spec: ONE,
  };
  return tableOf('', 'Pod')
    .cells({ ...pod, ...fields } as KubeObject, NOW)
    .slice(1, 4);
}

test.each([
  [{ status: { phase: 'Pending' } }, ['0/1', 'Pending', '0']],
  [{ status: { phase: 'Failed', reason: 'Evicted' } }, ['0/1', 'Evicted', '0']],
  [{ status: { phase: 'Running', containerStatuses: [RUNNING] } }, ['1/1', 'Running', '0']],
  [
    { status: { containerStatuses: [container({ waiting: { reason: 'ImagePullBackOff' } })] } },
    ['0/1', 'ImagePullBackOff', '0'],
  ],
  [{ status: { containerStatuses: [container({ terminated: { exitCode: 3 } })] } }, ['0/1', 'ExitCode:3', '0']],
  [{ status: { containerStatuses: [container({ terminated: { signal: 9 } })] } }, ['0/1', 'Signal:9', '0']],
  [
    {
      status: {
        containerStatuses: [
          container(
            { running: {} },
            { ready: true, restartCount: 2, lastState: { terminated: { finishedAt: '2026-01-01T23:59:00Z' } } },
          ),
        ],
      },
    },
    ['1/1', '', '2 (60s ago)'],
  ],
  [
    { metadata: { deletionTimestamp: DELETED }, status: { phase: 'Running', containerStatuses: [RUNNING] } },
    ['1/1', 'Terminating', '0'],
  ],
  [{ metadata: { deletionTimestamp: DELETED }, status: { phase: 'Succeeded' } }, ['0/1', 'Succeeded', '0']],
  [{ metadata: { deletionTimestamp: DELETED }, status: { reason: 'NodeLost' } }, ['0/1', 'Unknown', '0']],
  [
    {
      status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] },
    },
    ['0/1', 'SchedulingGated', '0'],
  ],
  [
    {
      spec: { ...ONE, initContainers: [{ name: 'main' }, { name: 'second' }] },
      status: { initContainerStatuses: [container({ terminated: { exitCode: 0 } }), container({ running: {} })] },
    },
    ['0/1', 'Init:1/2', '0'],
  ],
  [
    { status: { initContainerStatuses: [container({ terminated: { exitCode: 1, reason: 'Error' } })] } },
    ['0/1', 'Init:Error', '0'],
  ],
  [
    {
      spec: { ...ONE, initContainers: [{ name: 'side', restartPolicy: 'Always' }] },
      status: {
        initContainerStatuses: [{ name: 'side', started: true, ready: true, restartCount: 1, state: { running: {} } }],
        containerStatuses: [RUNNING],
      },
    },
    ['2/2', '', '1'],
  ],
  [
    {
      status: {
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [container({ terminated: { exitCode: 0, reason: 'Completed' } }), RUNNING],
      },
    },
    ['1/1', 'Running', '0'],
  ],
  [
    {
      status: {
        containerStatuses: [container({ terminated: { exitCode: 0, reason: 'Completed' } }), RUNNING],
      },
    },
    ['1/1', 'NotReady', '0'],
  ],
])('the Pod %j is shown as %j', (pod, shown) => {
  expect(podCells(pod)).toEqual(shown);
});

test('a finished Pod says so in the conditions of its row', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: {}, status: { phase: 'Succeeded' } };
  expect(tableOf('', 'Pod').conditions?.(pod)).toEqual([
    { type: 'Completed', status: 'True', reason: 'Succeeded', message: 'The pod has completed successfully.' },
  ]);
  expect(tableOf('', 'Pod').conditions?.({ ...pod, status: { phase: 'Running' } })).toBeUndefined();
});
