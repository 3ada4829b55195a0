import { join } from 'node:path';
import { Construct } from 'constructs';
import {
  CHANGE_CAUSE,
  ConfigFiles,
  type ContainerProps,
  Probe,
  type Resources,
  StatefulService,
  Volume,
} from '../../constructs';
import { REVISION_HISTORY_LIMIT } from '../production-parts';

const REDIS_PORT = 6379;
const SENTINEL_PORT = 26379;

/** What a Redis that serves for real has beyond the lessons. */
interface Cured {
  /** Requests and limits of Redis. */
  readonly redisResources: Resources;
  /** Requests and limits of each sentinel, and of the step before. */
  readonly sentinelResources: Resources;
  /** Size of each replica's data. */
  readonly dataSize: string;
  /** StorageClass of the data. @default - the cluster's default class */
  readonly storageClass?: string;
}

/** Props of `RedisWithSentinels`. */
export interface RedisWithSentinelsProps {
  /** Image of Redis, which is also that of the sentinels. */
  readonly image: string;
  /** Number of Pods, each with a Redis and a sentinel. */
  readonly replicas: number;
  /** Whether the sentinels can write their configuration: to a copy, made before they start. */
  readonly hasWritableConfig: boolean;
  /** Claims, health, resources and the cured configuration files. @default - as the text has it */
  readonly cured?: Cured;
}

const file = (...path: string[]): string => join(__dirname, 'files', ...path);
const run = (script: string): string[] => ['sh', '-c', `source /redis-config/${script}`];

/** A Redis master and its replicas, each watched by a sentinel beside it; redis-0 leads at the start. */
export class RedisWithSentinels extends Construct {
  constructor(scope: Construct, id: string, props: RedisWithSentinelsProps) {
    super(scope, id);
    const { image, replicas, hasWritableConfig, cured } = props;
    const scripts = cured === undefined ? [] : ['cured'];
    const configFiles = new ConfigFiles(this, 'redis-config', {
      files: [
        file('master.conf'),
        ...['slave.conf', 'sentinel.conf', 'init.sh', 'sentinel.sh'].map((name) => file(...scripts, name)),
      ],
    });
    // A ConfigMap is mounted read-only, but a sentinel notes in its configuration what it learns.
    const given = configFiles.volume(hasWritableConfig ? 'config-src' : 'config', { defaultMode: 0o644 });
    const config = hasWritableConfig ? Volume.emptyDir('config') : given;
    const source: Readonly<Record<string, Volume>> = hasWritableConfig ? { '/redis-config-src': given } : {};
    const data = cured === undefined ? Volume.emptyDir('data') : Volume.ofClaimTemplate('data');
    const copy: ContainerProps = {
      name: 'copy-config',
      image,
      command: ['sh', '-c', 'cp /redis-config-src/*.* /redis-config'],
      mounts: { ...source, '/redis-config': config },
      resources: cured?.sentinelResources,
    };
    new StatefulService(this, 'redis', {
      labels: {},
      replicas,
      ports: [
        { name: 'peer', port: REDIS_PORT },
        ...(cured === undefined ? [] : [{ name: 'sentinel', port: SENTINEL_PORT }]),
      ],
      // A Pod gets ready through its sentinel, which must find redis-0 by name before.
      publishNotReadyAddresses: cured === undefined ? undefined : true,
      podAnnotations: cured === undefined ? undefined : { [CHANGE_CAUSE]: `Run ${image}` },
      update: { revisionHistoryLimit: cured === undefined ? undefined : REVISION_HISTORY_LIMIT },
      claims: cured === undefined ? undefined : { data: { size: cured.dataSize, storageClass: cured.storageClass } },
      initSteps: hasWritableConfig ? [copy] : undefined,
      containers: [
        {
          image,
          command: run('init.sh'),
          ports: [{ name: 'redis', port: REDIS_PORT }],
          mounts: { '/redis-config': config, '/redis-data': data },
          resources: cured?.redisResources,
          health: cured === undefined ? undefined : answersOn(REDIS_PORT),
        },
        {
          name: 'sentinel',
          image,
          command: run('sentinel.sh'),
          ports: cured === undefined ? undefined : [{ name: 'sentinel', port: SENTINEL_PORT }],
          mounts: { ...source, '/redis-config': config },
          resources: cured?.sentinelResources,
          health: cured === undefined ? undefined : answersOn(SENTINEL_PORT),
          connectsTo: [`redis-0.redis:${REDIS_PORT}`],
        },
      ],
    });
  }
}

const answersOn = (port: number) => ({
  readiness: Probe.tcp(port),
  liveness: Probe.tcp(port, { initialDelaySeconds: 30, failureThreshold: 6 }),
});
