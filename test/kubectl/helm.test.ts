import { join } from 'node:path';
import { binariesOf } from '../support/real-kubectl';
import { type Said, ServedCluster } from '../support/simulated-cluster';
import { ROOT } from '../support/source-files';

const CHART = join(ROOT, 'test', 'kubectl', 'chart');

/** Virtual seconds in a second: what takes seconds in a cluster must not take them here. */
const SPEED = 50;

/** Versions of kubectl, with the major version of the helm that comes with each. */
const HELMS = [
  ['1.28', 'v3'],
  ['1.36', 'v4'],
] as const;

jest.setTimeout(120_000);

const binaries = binariesOf(HELMS.map(([version]) => version));
if (typeof binaries === 'string') {
  test('nothing is called: no helm can be had on this machine', () => {
    expect(binaries).toMatch(/^Error: /m);
  });
} else {
  describe.each(HELMS)('helm beside kubectl %s, %s', (version, major) => {
    const path = binaries[version]?.helm ?? '';
    let served: ServedCluster;
    const helm = (line: string): Promise<Said> => served.run(path, line.split(' '));
    const said = async (line: string): Promise<string> => {
      const { code, out, err } = await helm(line);
      expect({ line, code, err }).toEqual({ line, code: 0, err: '' });
      return out;
    };
    const web = (): unknown => {
      const deployment = served.cluster.client.get('apps/deployments', 'default', 'shop');
      return {
        image: deployment?.spec.template.spec?.containers[0]?.image,
        replicas: deployment?.spec.replicas,
        ready: deployment?.status?.readyReplicas,
      };
    };
    const colour = (): unknown => served.cluster.client.get('configmaps', 'default', 'shop')?.data?.['colour'];
    const history = async (): Promise<string[]> => {
      const revisions = JSON.parse(await said('history shop -o json')) as { revision: number; status: string }[];
      return revisions.map(({ revision, status }) => `${revision} ${status}`);
    };

    beforeAll(async () => {
      served = await ServedCluster.start();
      served.pacing.setSpeed(SPEED);
    });
    afterAll(() => served.stop());

    test('is the version that is meant', async () => {
      expect(await said('version --short')).toMatch(new RegExp(`^${major}\\.`));
    });

    test('nothing is installed at first', async () => {
      expect(JSON.parse(await said('list -o json'))).toEqual([]);
      const { code, err } = await helm('status shop');
      expect([code, err]).toEqual([1, 'Error: release: not found\n']);
    });

    test('install waits for the hook and the Pods', async () => {
      const out = await said(`install shop ${CHART} --wait --timeout 60s`);
      expect(out).toMatch(/^NAME: shop$/m);
      expect(out).toMatch(/^STATUS: deployed$/m);
      expect(out).toMatch(/^REVISION: 1$/m);
      expect(web()).toEqual({ image: 'nginx:1.27', replicas: 1, ready: 1 });
      expect(colour()).toBe('blue');
      // The hook ran, succeeded and was taken away.
      expect(served.cluster.client.get('batch/jobs', 'default', 'shop-prepare')).toBeUndefined();
      expect(served.cluster.client.list('events', 'default').map(({ reason }) => reason)).toContain('Completed');
    });

    test('a name is used once', async () => {
      const { code, err } = await helm(`install shop ${CHART}`);
      expect(code).toBe(1);
      expect(err).toMatch(/cannot re-?use a name that is still in use/);
    });

    test('upgrade changes what differs', async () => {
      const out = await said(`upgrade shop ${CHART} --set replicas=2,tag=1.28,colour=green --wait --timeout 60s`);
      expect(out).toMatch(/^REVISION: 2$/m);
      expect(web()).toEqual({ image: 'nginx:1.28', replicas: 2, ready: 2 });
      expect(colour()).toBe('green');
    });

    test('list, status, values and manifest tell of it', async () => {
      const releases = JSON.parse(await said('list -o json')) as Record<string, unknown>[];
      expect(releases).toMatchObject([
        { name: 'shop', namespace: 'default', revision: '2', status: 'deployed', chart: 'shop-0.1.0' },
      ]);
      expect(await said('status shop')).toMatch(/^STATUS: deployed$/m);
      expect(JSON.parse(await said('get values shop -o json'))).toMatchObject({ colour: 'green', replicas: 2 });
      expect(await said('get manifest shop')).toMatch(/image: nginx:1\.28/);
      expect(await history()).toEqual(['1 superseded', '2 deployed']);
    });

    test('an upgrade that never gets ready fails in time', async () => {
      const { code, err } = await helm(`upgrade shop ${CHART} --set tag=no-such-tag --wait --timeout 2s`);
      expect(code).toBe(1);
      expect(err).toMatch(/UPGRADE FAILED/);
      expect(await history()).toEqual(['1 superseded', '2 deployed', '3 failed']);
    });

    test('an upgrade that the server refuses fails with its words', async () => {
      const { code, err } = await helm(`upgrade shop ${CHART} --set replicas=-1`);
      expect(code).toBe(1);
      expect(err).toMatch(/spec\.replicas: Invalid value: -1: must be greater than or equal to 0/);
    });

    test('rollback restores an earlier revision', async () => {
      expect(await said('rollback shop 1 --wait --timeout 60s')).toBe('Rollback was a success! Happy Helming!\n');
      expect(web()).toEqual({ image: 'nginx:1.27', replicas: 1, ready: 1 });
      expect(colour()).toBe('blue');
      expect((await history()).at(-1)).toBe('5 deployed');
    });

    test('uninstall takes everything away', async () => {
      expect(await said('uninstall shop --wait --timeout 60s')).toBe('release "shop" uninstalled\n');
      const { client } = served.cluster;
      expect(served.cluster.until(() => client.list('pods', 'default').length === 0, '2m')).toBe(true);
      expect(client.list('apps/deployments', 'default')).toEqual([]);
      expect(client.list('secrets', 'default')).toEqual([]);
      expect(JSON.parse(await said('list -A -o json'))).toEqual([]);
    });
  });
}
