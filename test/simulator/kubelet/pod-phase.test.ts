import { decidePhase } from '../../../src/simulator/kubelet/pod-phase';
import { container, samplePod, statusOf, type Standing } from './sample-pods';

const SIDECAR = { restartPolicy: 'Always' } as const;

interface Case {
  readonly policy?: 'Always' | 'OnFailure' | 'Never';
  /** Init containers by name; a name with `sidecar` is one. */
  readonly init?: Readonly<Record<string, Standing>>;
  readonly main: readonly Standing[];
  readonly isTerminal?: boolean;
  readonly phase: string;
}

test.each<Case>([
  { main: ['waiting'], phase: 'Pending' },
  { main: ['running'], phase: 'Running' },
  { main: ['running', 'waiting'], phase: 'Pending' },
  { main: ['running', 'crashed'], phase: 'Running' },
  { main: ['crashed'], phase: 'Running' },
  { main: [0], phase: 'Running' },
  { main: [1], phase: 'Running' },
  { main: [1], isTerminal: true, phase: 'Failed' },
  { main: [0], isTerminal: true, phase: 'Succeeded' },
  { main: [0, 137], isTerminal: true, phase: 'Failed' },
  { policy: 'Never', main: [0], phase: 'Succeeded' },
  { policy: 'Never', main: [1], phase: 'Failed' },
  { policy: 'Never', main: [0, 'running'], phase: 'Running' },
  { policy: 'Never', main: [1, 'running'], phase: 'Running' },
  { policy: 'OnFailure', main: [0], phase: 'Succeeded' },
  { policy: 'OnFailure', main: [1], phase: 'Running' },
  { policy: 'OnFailure', main: ['crashed', 0], phase: 'Running' },
  { init: { a: 'running' }, main: ['waiting'], phase: 'Pending' },
  { init: { a: 0 }, main: ['waiting'], phase: 'Pending' },
  { init: { a: 0 }, main: ['running'], phase: 'Running' },
  { init: { a: 1 }, main: ['waiting'], phase: 'Pending' },
  { init: { a: 'crashed' }, main: ['waiting'], phase: 'Pending' },
  { policy: 'Never', init: { a: 1 }, main: ['waiting'], phase: 'Failed' },
  { init: { sidecar: 'running' }, main: ['running'], phase: 'Running' },
  { policy: 'Never', init: { sidecar: 'running' }, main: [0], phase: 'Running' },
  { policy: 'Never', init: { sidecar: 143 }, main: [0], phase: 'Succeeded' },
])('$policy $init $main terminal $isTerminal is $phase', ({ policy, init = {}, main, isTerminal, phase }) => {
  const names = main.map((_, index) => `main-${index}`);
  const { spec } = samplePod({
    restartPolicy: policy ?? 'Always',
    initContainers: Object.keys(init).map((name) => container(name, name === 'sidecar' ? SIDECAR : {})),
    containers: names.map((name) => container(name)),
  });
  expect(
    decidePhase({
      spec,
      initContainerStatuses: Object.entries(init).map(([name, standing]) => statusOf(name, standing)),
      containerStatuses: main.map((standing, index) => statusOf(names[index] ?? '', standing)),
      isTerminal: isTerminal ?? false,
    }),
  ).toBe(phase);
});
