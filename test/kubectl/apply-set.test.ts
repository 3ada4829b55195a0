import { stringify } from 'yaml';
import type { Difference } from '../../src/deploy';
import { Deployer, SET_NAME, wantedOf } from '../support/deploying';
import { kubectlPaths } from '../support/real-kubectl';
import { type Said, ServedCluster } from '../support/simulated-cluster';
import { configMap, deployment, namespace, service } from '../deploy/manifests';

jest.setTimeout(120_000);

/** The oldest and the newest that understand sets of group kinds; KUBECTL_MATRIX=1.28,1.30 names others. */
const VERSIONS = (process.env['KUBECTL_MATRIX'] ?? '1.28,1.36').split(',');
const paths = kubectlPaths(VERSIONS);

const SHOP = [configMap('shop', 'settings'), service('shop', 'web'), deployment('shop', 'web')];
/** Lines that differ, of all differences. */
const linesOf = (differences: readonly Difference[]): string[] =>
  differences.flatMap(({ lines }) => lines.filter((line) => /^[-+]/.test(line)));
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

    test.each([[[]], [['--server-side']]])('makes a set that we go on with, prune and destroy %j', async (words) => {
      await served.run(kubectl, ['create', 'namespace', 'shop']);
      const { code } = await apply([...SHOP, configMap('shop', 'old')], ...words);
      expect(code).toBe(0);
      // Nothing differs but our own marks, which no diff shows as drift.
      const differences = await deployer.diff(wantedOf([...SHOP, configMap('shop', 'old')]));
      expect(differences.filter(({ hasDrifted, conflicts }) => hasDrifted || conflicts.length > 0)).toEqual([]);
      expect(linesOf(differences).filter((line) => !/workshop-stacks\/stack|annotations:/.test(line))).toEqual([]);
      const { isDone, outcomes } = await deployer.apply(wantedOf(SHOP));
      expect(isDone).toBe(true);
      expect(outcomes.filter((text) => text.startsWith('deleted'))).toEqual(['deleted ConfigMap shop/old']);
      expect(await deployer.destroy()).toMatchObject({ isDone: true });
      expect(maps()).toEqual([]);
      expect(served.cluster.client.get('namespaces', '', 'shop')).toBeDefined();
    });

    test('and we take turns with a set, and nothing is lost between us', async () => {
      await deployer.apply(wantedOf([namespace('shop'), ...SHOP, configMap('shop', 'one')]));
      expect((await apply([...SHOP, configMap('shop', 'two')], '--server-side')).code).toBe(0);
      expect(maps()).toEqual(['settings', 'two', SET_NAME]);
      await deployer.apply(wantedOf([namespace('shop'), ...SHOP, configMap('shop', 'three')]));
      expect(maps()).toEqual(['settings', 'three', SET_NAME]);
      expect((await apply(SHOP)).code).toBe(0);
      expect(maps()).toEqual(['settings', SET_NAME]);
      expect(await deployer.destroy()).toMatchObject({ isDone: true });
      expect(served.cluster.client.get('namespaces', '', 'shop')).toBeUndefined();
    });

    /** Says what `kubectl diff` does; it calls diff. */
    function kubectlDiff(objects: readonly object[], ...words: readonly string[]): Promise<Said> {
      const file = served.file('objects.yaml', yaml(objects));
      const line = `PATH="$PATH:/usr/bin:/bin" "${kubectl}" diff ${words.join(' ')} -f "${file}"`;
      return served.run('/bin/sh', ['-c', line]);
    }

    test.each([[[]], [['--server-side']]])(
      'finds no difference after we applied, and ours finds its own %j',
      async (words) => {
        await deployer.apply(wantedOf([namespace('shop'), ...SHOP]));
        const before = await kubectlDiff(SHOP, ...words);
        expect({ code: before.code, out: before.out }).toEqual({ code: 0, out: '' });
        expect((await served.run(kubectl, ['scale', '-n', 'shop', 'deployment/web', '--replicas=3'])).code).toBe(0);
        const [difference] = (await deployer.diff(wantedOf([namespace('shop'), ...SHOP]))).filter(
          ({ action }) => action !== 'none',
        );
        expect(difference).toMatchObject({ action: 'change', hasDrifted: true, key: { kind: 'Deployment' } });
        expect(difference?.conflicts).toMatchObject([
          { field: '.spec.replicas', manager: 'kubectl', subresource: 'scale' },
        ]);
        expect(linesOf(difference === undefined ? [] : [difference])).toEqual(['-  replicas: 3', '+  replicas: 1']);
        // Nobody forces what nobody asked for: server-side it is refused, client-side it is shown.
        const after = await kubectlDiff(SHOP, ...words);
        expect(after.code).toBeGreaterThan(0);
        expect(`${after.out}${after.err}`).toMatch(
          /- {2}replicas: 3\n\+ {2}replicas: 1|conflict with "kubectl" with subresource "scale"/,
        );
        expect(await deployer.apply(wantedOf([namespace('shop'), ...SHOP]), { isForced: true })).toMatchObject({
          isDone: true,
        });
        expect(await kubectlDiff(SHOP, ...words)).toMatchObject({ code: 0, out: '' });
      },
    );
  });
}
