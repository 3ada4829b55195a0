import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Program, ReleaseStage } from '../../src';
import { readKubeconfig } from '../../src/simulator/edge';
import { promote, writeRelease } from '../../src/workshop/synthesis/releases';
import { ServedCluster } from './simulated-cluster';
import { ROOT } from './source-files';

/** The environments of the program: three regions, and one without. */
export const REGIONS = ['asia', 'europe', 'america'] as const;
export const ENVIRONMENTS = ['staging', ...REGIONS] as const;
/** One of them. */
export type RegionName = (typeof ENVIRONMENTS)[number];

const kuard = (tag: string): string => `gcr.io/kuar-demo/kuard-amd64:${tag}`;

/** Images of the released versions; that of v4 does not exist. */
const IMAGES = { v1: kuard('blue'), v2: kuard('green'), v3: kuard('purple'), v4: kuard('no-such-tag') } as const;
/** A released version of the shop. */
export type Version = keyof typeof IMAGES;

const PROGRAM = `
const { image, Probe, productionForm, WebService } = require(${JSON.stringify(join(ROOT, 'src', 'index.ts'))});
const shop = {
  id: 'shop', title: 'shop', source: 'test', lessons: [],
  production: productionForm({
    parameters: { image: image({ description: 'What runs', default: '${IMAGES.v1}' }) },
    build: (scope, { image }) => {
      new WebService(scope, 'shop', {
        port: 8080, replicas: 2,
        rollout: { maxUnavailable: 0, maxSurge: 1, progressDeadlineSeconds: 600, revisionHistoryLimit: 3, changeCause: 'x' },
        containers: [{
          image, ports: [8080],
          health: { readiness: Probe.http('/ready', 8080), liveness: Probe.http('/healthy', 8080) },
          resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '100m', memory: '64Mi' } },
        }],
      });
    },
  }),
};
const environment = (name, more) => ({ name, summary: name, form: 'production', secrets: 'reference', stacks: { shop: {} }, ...more });
const region = (name, trafficPercent) => environment(name, { stage: 'Release', region: { name: 'the ' + name, trafficPercent } });
exports.program = {
  stacks: [shop],
  environments: [environment('staging', { stage: 'Staging' }), region('america', 60), region('asia', 10), region('europe', 30)],
  releases: 'releases',
};
`;

/** A shop that runs in three regions and is tested in staging, each a cluster behind a socket of its own. */
export class World {
  private constructor(
    readonly folder: string,
    readonly clusters: Readonly<Record<RegionName, ServedCluster>>,
    private readonly program: Program,
  ) {}

  /** Starts all clusters; `folder` takes the program, its releases and a kubeconfig for all. */
  static async start(folder: string): Promise<World> {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{}');
    writeFileSync(join(folder, 'program.js'), PROGRAM);
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the same module that the command line loads.
    const { program } = require(join(folder, 'program.js')) as { readonly program: Program };
    const releases = join(folder, 'releases');
    const started: [string, ServedCluster][] = [];
    for (const name of ENVIRONMENTS) {
      const served = await ServedCluster.start({ seed: 7, nodes: 1, profile: 'desktop' });
      served.pacing.setSpeed(20);
      started.push([name, served]);
    }
    const clusters = Object.fromEntries(started) as Record<RegionName, ServedCluster>;
    const world = new World(folder, clusters, { ...program, releases });
    for (const [version, image] of Object.entries(IMAGES)) {
      writeRelease(program.stacks[0] as Program['stacks'][number], releases, { version, defaults: { image } });
    }
    world.writeKubeconfig();
    return world;
  }

  /** What `--app` names. */
  get app(): string {
    return join(this.folder, 'program.js');
  }

  /** One file for all clusters, whose contexts are called like the environments. */
  get kubeconfig(): string {
    return join(this.folder, 'kubeconfig.json');
  }

  private writeKubeconfig(): void {
    const accesses = ENVIRONMENTS.map((name) => ({ name, access: readKubeconfig(this.clusters[name].kubeconfig) }));
    const base64 = (text = ''): string => Buffer.from(text).toString('base64');
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: accesses.map(({ name, access }) => ({
        name,
        cluster: { server: access?.url, 'certificate-authority-data': base64(access?.authority) },
      })),
      users: accesses.map(({ name, access }) => ({
        name,
        user: {
          'client-certificate-data': base64(access?.admin.certificate),
          'client-key-data': base64(access?.admin.key),
        },
      })),
      contexts: ENVIRONMENTS.map((name) => ({ name, context: { cluster: name, user: name } })),
    };
    writeFileSync(this.kubeconfig, JSON.stringify(config));
  }

  /** Moves the pointer of a stage. */
  promote(stage: ReleaseStage, version: Version): void {
    promote(this.program, 'shop', stage, version);
  }

  /** The image that a region runs; undefined when it has no shop. */
  runs(name: RegionName): string | undefined {
    const deployment = this.clusters[name].cluster.client.get('apps/deployments', `${name}-shop`, 'shop');
    return deployment?.spec.template.spec?.containers[0]?.image?.split(':')[1];
  }

  /** What a rollout left in a region. */
  note(name: RegionName, field: string): string | undefined {
    const parent = this.clusters[name].cluster.client.get('configmaps', `${name}-shop`, `workshop-stacks-${name}`);
    return parent?.metadata.annotations?.[`workshop-stacks/rollout-${field}`];
  }

  async stop(): Promise<void> {
    await Promise.all(ENVIRONMENTS.map((name) => this.clusters[name].stop()));
  }
}
