import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import '../support/client-library';
import type { DeployEvent } from '../../src/deploy';
import { SetLock, underLock } from '../../src/deploy/lock/set-lock';
import { Deployer, SET_NAME, wantedOf } from '../support/deploying';
import { FaultyProxy } from '../support/faulty-proxy';
import { sideBySide } from '../support/side-by-side';
import { ServedCluster } from '../support/simulated-cluster';
import { newFolder } from '../cli/team-program';
import { configMap, deployment, namespace } from './manifests';

jest.setTimeout(60_000);

/** The cluster of one test, and who deploys to it. */
interface Scene {
  readonly served: ServedCluster;
  readonly deployer: Deployer;
  /** Who holds the locks of a namespace. */
  readonly leases: (name: string) => string[];
  readonly maps: (name: string) => string[];
  /** Somebody who locks namespaces, and is told nothing unless a test listens. */
  readonly locker: (lockSeconds: number, listener?: (event: DeployEvent) => void) => Promise<SetLock>;
}

/** A test with a cluster of its own, beside which others may run: who is locked out waits. */
const scene = (play: (scene: Scene) => Promise<void>) => async (): Promise<void> => {
  const served = await ServedCluster.start({ nodes: 1, profile: 'desktop' });
  served.pacing.setSpeed(50);
  const deployer = new Deployer(served.kubeconfig);
  const { client } = served.cluster;
  try {
    await play({
      served,
      deployer,
      leases: (name) => client.list('coordination.k8s.io/leases', name).map(({ spec }) => spec.holderIdentity ?? ''),
      maps: (name) =>
        client
          .list('configmaps', name)
          .map(({ metadata }) => metadata.name)
          .filter((each) => each !== 'kube-root-ca.crt'),
      locker: async (lockSeconds, listener = () => undefined) =>
        new SetLock(await deployer.session(), { setName: SET_NAME, command: 'apply', lockSeconds, listener }),
    });
  } finally {
    deployer.close();
    await served.stop();
  }
};

const testBeside = sideBySide();

testBeside(
  'a lock is there while a run goes on, and gone afterwards',
  scene(async ({ deployer, leases }) => {
    const held: string[] = [];
    const { isDone } = await deployer.apply(wantedOf([namespace('shop'), configMap('shop', 'settings')]), {
      listener: (event) => event.type === 'object' && event.key.kind === 'ConfigMap' && held.push(...leases('shop')),
    });
    expect(isDone).toBe(true);
    expect(held[0]).toContain(`@${hostname()}/${process.pid}/`);
    expect(leases('shop')).toEqual([]);
  }),
);

testBeside(
  'a run that meets another one is refused, and told who that is and since when',
  scene(async ({ served, deployer, maps, locker }) => {
    await deployer.apply(wantedOf([namespace('shop')]));
    const other = await locker(2);
    await other.hold(['shop']);
    try {
      const second = deployer.apply(wantedOf([namespace('shop'), configMap('shop', 'settings')]));
      await expect(second).rejects.toMatchObject({ name: 'ClusterError', problem: 'locked' });
      await expect(second).rejects.toThrow(
        /^another run changes this environment: Lease shop\/workshop-stacks-test is held by \S+@\S+\/\d+\/[0-9a-f]{8} \(workshop apply\) since \d{4}-\d\d-\d\dT[\d:]+Z, and still renews it: wait for it with --lock-timeout/,
      );
      expect(maps('shop')).not.toContain('settings');
      await expect(deployer.destroy()).rejects.toMatchObject({ problem: 'locked' });
      expect(served.cluster.client.get('namespaces', '', 'shop')).toBeDefined();
    } finally {
      await other.release();
    }
  }),
);

testBeside(
  'a run waits for another one when it may',
  scene(async ({ deployer, locker }) => {
    await deployer.apply(wantedOf([namespace('shop')]));
    const other = await locker(2);
    await other.hold(['shop']);
    setTimeout(() => void other.release(), 2_000);
    const { isDone, events } = await deployer.apply(wantedOf([namespace('shop'), configMap('shop', 'settings')]), {
      lockWaitMs: 30_000,
    });
    expect(isDone).toBe(true);
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'waiting',
        waiting: [expect.objectContaining({ key: expect.objectContaining({ kind: 'Lease' }) })],
      }),
    );
  }),
);

testBeside(
  'the lock of a run that is no longer heard of is taken over',
  scene(async ({ served, deployer, leases }) => {
    await deployer.apply(wantedOf([namespace('shop')]));
    served.cluster.client.create('coordination.k8s.io/leases', {
      metadata: { name: SET_NAME, namespace: 'shop' },
      spec: { holderIdentity: 'ann@laptop/1/00000000', leaseDurationSeconds: 1, leaseTransitions: 3 },
    } as never);
    const { isDone, events } = await deployer.apply(wantedOf([namespace('shop'), configMap('shop', 'settings')]));
    expect(isDone).toBe(true);
    expect(events).toContainEqual({
      type: 'warning',
      message:
        'Lease shop/workshop-stacks-test is held by ann@laptop/1/00000000, and has not been heard of for 1 s: this run takes it over',
    });
    expect(leases('shop')).toEqual([]);
  }),
);

testBeside(
  'a run whose lock was taken over ends',
  scene(async ({ served, deployer, leases }) => {
    await deployer.apply(wantedOf([namespace('shop')]));
    const session = await deployer.session();
    const work = underLock(
      session,
      { setName: SET_NAME, command: 'apply', lockSeconds: 1, listener: () => undefined },
      async (own, lock) => {
        await lock.hold(['shop']);
        const [lease] = served.cluster.client.list('coordination.k8s.io/leases', 'shop');
        if (lease === undefined) throw new Error('there is no lease');
        served.cluster.client.update('coordination.k8s.io/leases', {
          ...lease,
          spec: { ...lease.spec, holderIdentity: 'bob@ci/2/0' },
        });
        for (;;) await own.api.request({ method: 'GET', path: '/version' });
      },
    );
    await expect(work).rejects.toMatchObject({ problem: 'locked' });
    await expect(work).rejects.toThrow(/^this run has lost its lock and has ended: Lease .* is held by bob@ci\/2\/0/);
    // It is not given back by who does not have it.
    expect(leases('shop')).toEqual(['bob@ci/2/0']);
  }),
);

describe('while the server is away for longer than the lock lasts', () => {
  interface AwayScene extends Scene {
    readonly proxy: FaultyProxy;
    readonly throughProxy: Deployer;
    /** Locks for a second, and asks for something while the server is away for three. */
    readonly askedMeanwhile: (whileAway: () => void) => Promise<number>;
  }

  const awayScene = (play: (away: AwayScene) => Promise<void>): (() => Promise<void>) =>
    scene(async (here) => {
      const proxy = await FaultyProxy.start(1, here.served.kubeconfig, newFolder());
      const throughProxy = new Deployer(proxy.kubeconfig);
      await here.deployer.apply(wantedOf([namespace('shop')]));
      const askedMeanwhile = async (whileAway: () => void): Promise<number> => {
        const settings = { setName: SET_NAME, command: 'apply', lockSeconds: 1, listener: () => undefined };
        return await underLock(await throughProxy.session(), settings, async (own, lock) => {
          await lock.hold(['shop']);
          proxy.restart(3_000);
          whileAway();
          return (await own.api.request({ method: 'GET', path: '/version' })).status;
        });
      };
      try {
        await play({ ...here, proxy, throughProxy, askedMeanwhile });
      } finally {
        throughProxy.close();
        await proxy.stop();
      }
    });

  testBeside(
    'a run waits, and goes on when its lock is still there',
    awayScene(async ({ leases, askedMeanwhile }) => {
      expect(await askedMeanwhile(() => undefined)).toBe(200);
      expect(leases('shop')).toEqual([]);
    }),
  );

  testBeside(
    'a run begins nothing once another one might have its lock',
    awayScene(async ({ proxy, throughProxy }) => {
      const settings = { setName: SET_NAME, command: 'apply', lockSeconds: 1, listener: () => undefined };
      const lock = new SetLock(await throughProxy.session(), settings);
      await lock.hold(['shop']);
      await lock.certain(undefined);
      proxy.restart(3_000);
      const awayMs = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await lock.certain(undefined);
      expect(performance.now() - awayMs).toBeGreaterThan(2_500);
      await lock.release();
    }),
  );

  testBeside(
    'it ends when another run may have had the lock meanwhile',
    awayScene(async ({ served, askedMeanwhile }) => {
      const asked = askedMeanwhile(() => served.cluster.client.delete('coordination.k8s.io/leases', 'shop', SET_NAME));
      await expect(asked).rejects.toMatchObject({ problem: 'locked' });
      await expect(asked).rejects.toThrow('another run may have had it');
    }),
  );
});

testBeside(
  'runs that change other namespaces do not meet',
  scene(async ({ deployer, locker }) => {
    await deployer.apply([...wantedOf([namespace('shop')], 'shop'), ...wantedOf([namespace('cart')], 'cart')]);
    const other = await locker(2);
    await other.hold(['cart']);
    const wanted = wantedOf([namespace('shop'), configMap('shop', 'settings')]);
    expect(await deployer.apply(wanted, {}, { stacks: ['shop'] })).toMatchObject({ isDone: true });
    await expect(deployer.apply(wanted)).rejects.toMatchObject({ problem: 'locked' });
    await other.release();
  }),
);

testBeside(
  'two that lock the same namespaces in different orders do not wait for each other',
  scene(async ({ deployer }) => {
    await deployer.apply([...wantedOf([namespace('shop')], 'shop'), ...wantedOf([namespace('cart')], 'cart')]);
    const session = await deployer.session();
    const turns: string[] = [];
    const take = (name: string, order: readonly string[]): Promise<void> =>
      underLock(
        session,
        { setName: SET_NAME, command: 'apply', lockSeconds: 2, lockWaitMs: 30_000, listener: () => undefined },
        async (_, lock) => {
          for (const each of order) await lock.hold([each]);
          turns.push(`${name} begins`);
          await new Promise((resolve) => setTimeout(resolve, 200));
          turns.push(`${name} ends`);
        },
      );
    await Promise.all([take('one', ['shop', 'cart']), take('two', ['cart', 'shop'])]);
    const [first, second] = turns[0] === 'one begins' ? ['one', 'two'] : ['two', 'one'];
    expect(turns).toEqual([`${first} begins`, `${first} ends`, `${second} begins`, `${second} ends`]);
  }),
);

testBeside(
  'runs of different versions at once end in one of them, with nothing of the other',
  scene(async ({ served, deployer, leases, maps }) => {
    const version = (name: string): object[] => [
      namespace('shop'),
      configMap('shop', 'settings', { version: name }),
      configMap('shop', `only-${name}`),
      deployment('shop', 'web'),
    ];
    const apply = (name: string) => deployer.apply(wantedOf(version(name)), { lockWaitMs: 50_000 });
    const done = await Promise.all(['a', 'b', 'c'].map(apply));
    expect(done.map(({ isDone }) => isDone)).toEqual([true, true, true]);
    const last = served.cluster.client.get('configmaps', 'shop', 'settings')?.data?.['version'] ?? '';
    expect(maps('shop').sort()).toEqual([`only-${last}`, 'settings', SET_NAME].sort());
    expect(leases('shop')).toEqual([]);
    const again = await deployer.apply(wantedOf(version(last)));
    expect(again.outcomes.filter((text) => !text.startsWith('unchanged'))).toEqual([]);
  }),
);

testBeside(
  'who may not write Leases is told, and goes on without a lock',
  scene(async ({ served }) => {
    const { client } = served.cluster;
    const [roleName, verbs] = ['writer', ['get', 'list', 'create', 'patch']];
    client.create('rbac.authorization.k8s.io/roles', {
      metadata: { name: roleName, namespace: 'default' },
      rules: [{ apiGroups: [''], resources: ['configmaps'], verbs }],
    } as never);
    client.create('rbac.authorization.k8s.io/rolebindings', {
      metadata: { name: roleName, namespace: 'default' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: roleName },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'ann' }],
    } as never);
    const asAnn = readFileSync(served.kubeconfig, 'utf8').replace(
      /( *)client-key-data:/,
      '$1as: ann\n$1client-key-data:',
    );
    const own = new Deployer(served.file('ann', asAnn));
    const { isDone, events } = await own.apply(wantedOf([configMap('default', 'settings')]));
    own.close();
    expect(isDone).toBe(true);
    expect(events).toContainEqual({
      type: 'warning',
      message: expect.stringMatching(/^namespace default is not locked, .* User "ann" cannot create resource "leases"/),
    });
    expect(client.get('configmaps', 'default', 'settings')).toBeDefined();
  }),
);
