import { isSameLook, lookAt } from '../../../src/simulator/kubelet/pod-look';
import { containerRecord, type ContainerRecord, type PodRecord } from '../../../src/simulator/kubelet/pod-record';
import { newProbes } from '../../../src/simulator/kubelet/probe-schedule';
import { container, NOW, recordOf, samplePod } from './sample-pods';

const nowMs = Date.parse(NOW);
const pod = samplePod({ containers: [container('main', { readinessProbe: {} })] });

function running(): { readonly record: PodRecord; readonly main: ContainerRecord } {
  const record = recordOf(pod, { main: 'running' });
  const main = containerRecord(record, 'main');
  main.probes = newProbes(container('main', { readinessProbe: {} }), nowMs);
  return { record, main };
}

test('a Pod to which nothing happens looks the same, and so does one whose probes say again what they said', () => {
  const { record, main } = running();
  const before = lookAt(pod, record);
  for (const probe of main.probes) Object.assign(probe, { latest: false, repeated: 2, nextMs: nowMs + 10_000 });
  expect(isSameLook(before, lookAt(pod, record))).toBe(true);
});

const ended = { atMs: nowMs, state: { exitCode: 1 } };

test.each<[string, (record: PodRecord, main: ContainerRecord) => void]>([
  ['a probe comes to another result', (_, { probes }) => probes.forEach((probe) => (probe.result = 'success'))],
  ['its container ends', (_, { run }) => Object.assign(run ?? {}, { ended })],
  ['its container is asked to end', (_, { run }) => Object.assign(run ?? {}, { killAtMs: nowMs })],
  ['its container is started again', (_, main) => Object.assign(main, { run: { ...main.run } })],
  ['its container waits for something', (_, main) => Object.assign(main, { waiting: { reason: 'ErrImagePull' } })],
  ['an image is pulled', (_, main) => Object.assign(main, { isPulling: true })],
  ['it is condemned', (record) => Object.assign(record, { verdict: { reason: 'Evicted', message: '' } })],
  ['it gets another address', (record) => Object.assign(record, { ip: '10.244.1.3' })],
  ['its sandbox is lost', (record) => delete record.sandbox],
  ['a container joins it', (record) => containerRecord(record, 'debugger')],
])('it looks different when %s', (_, happens) => {
  const { record, main } = running();
  const before = lookAt(pod, record);
  happens(record, main);
  expect(isSameLook(before, lookAt(pod, record))).toBe(false);
});

test('it looks different when somebody has written the Pod, and to who has not looked yet', () => {
  const { record } = running();
  expect(isSameLook(lookAt(pod, record), lookAt({ ...pod }, record))).toBe(false);
  expect(isSameLook(undefined, lookAt(pod, record))).toBe(false);
});
