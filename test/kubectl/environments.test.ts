import { join } from 'node:path';
import { synthesize } from '../../src';
import { workshopProgram } from '../../src/workshops';
import { describeWithKubectl } from '../support/real-kubectl';
import { ServedCluster } from '../support/simulated-cluster';
import { filesIn, useTemporaryFolder } from '../support/temporary-folder';

jest.setTimeout(120_000);

/** `KUBECTL_ENVIRONMENTS=all` is every one; without it one of development and one of production. */
const ENVIRONMENTS =
  process.env['KUBECTL_ENVIRONMENTS'] === 'all'
    ? ['dev', 'test', 'staging', 'canary', 'production-eastus', 'production-westus']
    : ['dev', 'production-westus'];

const folder = useTemporaryFolder();

describeWithKubectl('a whole environment on an empty cluster', ({ path }) => {
  test.each(ENVIRONMENTS)('%s is applied in one run, and a second run finds everything there', async (environment) => {
    synthesize(workshopProgram, { out: folder(), environments: [environment] });
    const objects = Object.keys(filesIn(join(folder(), environment))).filter((name) => name.endsWith('.yaml'));
    const served = await ServedCluster.start();
    try {
      const apply = ['apply', '-R', '-f', join(folder(), environment)];
      const first = await served.run(path, apply);
      expect(first).toMatchObject({ code: 0, err: '' });
      const lines = first.out.trim().split('\n');
      expect(lines).toHaveLength(objects.length);
      expect(lines.filter((line) => !line.endsWith(' created'))).toEqual([]);
      const second = await served.run(path, apply);
      expect(second).toMatchObject({ code: 0, err: '' });
      // The claims of a StatefulSet are one value to kubectl, and the server fills them in: kubectl always sends them.
      const changed = second.out.split('\n').filter((line) => / (created|configured)$/.test(line));
      expect(changed.filter((line) => !line.startsWith('statefulset.apps/'))).toEqual([]);
    } finally {
      await served.stop();
    }
  });
});
