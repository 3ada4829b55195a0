import { stringify } from 'yaml';
import { Deployer, SET_NAME, wantedOf } from '../support/deploying';
import { kubectlPaths } from '../support/real-kubectl';
import { type Said, ServedCluster } from '../support/simulated-cluster';
import { configMap, deployment, namespace, service } from '../deploy/manifests';

jest.setTimeout(120_000);

/** The oldest and the newest that understand sets of group kinds. */
const VERSIONS = ['1.28', '1.36'];
const paths = kubectlPaths(VERSIONS);

const SHOP = [configMap('shop', 'settings'), service('shop', 'web'), deployment('shop', 'web')];
const yaml = (objects: readonly object[]): string => objects.map((object) => stringify(object)).join('---\n');

if (typeof paths === 'string') {
  test('nothing is called: no kubectl can be had on this machine', () => expect(paths).not.toBe(''));
} else {
  describe.each(Object.entries(paths))('kubectl %s', (_, kubectl) => {
    let served: ServedCluster;
    let deployer: Deployer;
    beforeEach(async () => {
      served = await ServedCluster.start({ nodes: 2, profile: 'desktop' });
      served.pacing.setSpeed(20);
      deployer = new Deployer(served.kubeconfig);
    });
    afterEach(async () => {
      deployer.close();
      await served.stop();
    });

    const maps = (): string[] =>
      served.cluster.client
        .list('configmaps', 'shop')
        .map(({ metadata }) => metadata.name)
        .filter((name) => name !== 'kube-root-ca.crt');

    /** Applies as `kubectl apply --prune --applyset` does. */
    function apply(objects: readonly object[], ...words: readonly string[]): Promise<Said> {
      const file = served.file('objects.yaml', yaml(objects));
      const line = `KUBECTL_APPLYSET=true "${kubectl}" apply -n shop --prune --applyset=configmaps/${SET_NAME} -f "${file}" ${words.join(' ')}`;
      return served.run('/bin/sh', ['-c', line]);
    }

    test.each([[[]], [['--server-side']]])('goes on with a set of ours, and prunes it %j', async (words) => {
      await deployer.apply(wantedOf([namespace('shop'), ...SHOP, configMap('shop', 'old')]));
      const { code, out, err } = await apply(SHOP, ...words);
      expect({ code, err: err.replace(/^Warning: .*\n/gm, '') }).toEqual({ code: 0, err: '' });
      expect(out).toContain('configmap/old pruned');
      expect(out.match(/pruned/g)).toHaveLength(1);
      expect(maps()).toEqual(['settings', SET_NAME]);
      // And we go on with what it left.
      const again = await deployer.apply(wantedOf([namespace('shop'), ...SHOP]));
      expect(again.isDone).toBe(true);
      expect(again.outcomes.filter((text) => /^(created|deleted|failed)/.test(text))).toEqual([]);
    });

    test('makes a set that we go on with, and prune', async () => {
      await served.run(kubectl, ['create', 'namespace', 'shop']);
      const { code } = await apply([...SHOP, configMap('shop', 'old')], '--server-side');
      expect(code).toBe(0);
      const { isDone, outcomes } = await deployer.apply(wantedOf(SHOP));
      expect(isDone).toBe(true);
      expect(outcomes.filter((text) => text.startsWith('deleted'))).toEqual(['deleted ConfigMap shop/old']);
      expect(await deployer.destroy()).toMatchObject({ isDone: true });
      expect(maps()).toEqual([]);
      expect(served.cluster.client.get('namespaces', '', 'shop')).toBeDefined();
    });

    test('finds no difference after we applied', async () => {
      await deployer.apply(wantedOf([namespace('shop'), ...SHOP]));
      const file = served.file('objects.yaml', yaml(SHOP));
      const line = `PATH="$PATH:/usr/bin:/bin" "${kubectl}" diff --server-side -f "${file}"`;
      const { code, out } = await served.run('/bin/sh', ['-c', line]);
      expect({ code, out }).toEqual({ code: 0, out: '' });
    });
  });
}
