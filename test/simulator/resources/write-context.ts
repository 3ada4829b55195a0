import type { KubeObject } from '../../../src/simulator/api';
import { SeededRandom } from '../../../src/simulator/engine';
import type { WriteContext } from '../../../src/simulator/resources/resource';

/** What a strategy sees of a cluster that holds `services` and nothing else. */
export function writeContext({ services = [], dryRun = false, seed = 1 }: Partial<ContextParts> = {}): WriteContext {
  const random = new SeededRandom(seed);
  return {
    now: '2026-01-01T00:00:00Z',
    user: { username: 'kubernetes-admin', groups: ['system:masters'] },
    dryRun,
    suffix: (length) => random.suffix(length),
    lookup: () => undefined,
    lookupAll: (storage) => (storage === 'services' ? services : []),
    index: (kind) => kind.create((storage) => (storage === 'services' ? services : [])),
  };
}

interface ContextParts {
  readonly services: readonly KubeObject[];
  readonly dryRun: boolean;
  readonly seed: number;
}
