import { Component, rawManifest } from '../../constructs';
import type { ExpectedFinding, Lesson, StackDefinition } from '../stack';
import { castDaemonSet } from './cast-daemon-set';
import { Dockercoins, type DockercoinsProps } from './dockercoins';
import { production } from './production';

interface Stage {
  readonly summary: string;
  readonly props: Omit<DockercoinsProps, 'account'>;
  readonly expects?: readonly ExpectedFinding[];
}

const services = { hasServices: true };
const scaled = { ...services, workers: 10 };
const active = { ...scaled, rngPerNode: 'active' } as const;

/** The Deployment's selector `app: rng` also fits the Pods of the DaemonSet, which is what the text looks into. */
const tooWide: ExpectedFinding = { rule: 'selector-overlap', at: 'Deployment/rng' };

const stages: Readonly<Record<string, Stage>> = {
  '01-deployments': {
    summary: 'Five Deployments and no Services: the worker looks for redis in vain, and says so in its log.',
    props: {},
    expects: [
      { rule: 'unknown-host', at: 'Deployment/worker' },
      { rule: 'unknown-host', at: 'Deployment/webui' },
    ],
  },
  '02-services': {
    summary: 'Services make the names known, and port 30001 of every node leads to the web UI: coins are mined.',
    props: services,
  },
  '03-scaled': {
    summary: 'Ten workers mine no more than ten hashes a second: rng, which serves one request at a time, is too slow.',
    props: scaled,
  },
  '04-daemonset': {
    summary: 'A DaemonSet runs rng on every node, but the Deployment is still there, and the Service chooses all Pods.',
    props: { ...scaled, rngPerNode: 'beside' },
    expects: [tooWide, { rule: 'selector-overlap', at: 'DaemonSet/rng' }],
  },
  '05-isactive': {
    summary: 'A label on the Pods and in the selector of the Service takes the old Pod out, without deleting it.',
    props: active,
    expects: [tooWide],
  },
  '06-worker-v0.2': {
    summary: 'A new version of the worker replaces the old one, a few Pods at a time.',
    props: { ...active, workerTag: 'v0.2' },
    expects: [tooWide],
  },
  '07-worker-v0.3-missing': {
    summary: 'A version that nobody pushed: the rollout stops, and most of the old workers keep mining.',
    props: { ...active, workerTag: 'v0.3' },
    expects: [tooWide],
  },
  '08-worker-rollout-parameters': {
    summary: 'Back to latest with no worker missing, three more at a time, each watched for ten seconds.',
    props: {
      ...active,
      workerTag: 'latest',
      workerRollout: { maxUnavailable: 0, maxSurge: 3, minReadySeconds: 10 },
    },
    expects: [tooWide],
  },
};

const lessons: Lesson[] = Object.entries(stages).map(([stage, { summary, props, expects }]) => ({
  stage,
  summary,
  expects,
  build: (scope, { dockerHubUser: account }) => {
    new Dockercoins(scope, 'dockercoins', { account, ...props });
  },
}));

/** Not a state of the application: one object, which Kubernetes refuses, so that everything stays as it was. */
const cast: Lesson = {
  stage: '04-daemonset-cast-invalid',
  summary: 'A Deployment with its kind changed is no DaemonSet: Kubernetes refuses the fields that it does not know.',
  isPartial: true,
  expects: [{ rule: 'schema', at: 'DaemonSet/rng' }],
  build: (scope, { dockerHubUser }) => {
    rawManifest(new Component(scope, 'rng'), 'DaemonSet', castDaemonSet(dockerHubUser));
  },
};

/** The miner of imaginary coins: from five Deployments to rollouts under control. */
export const dockercoins: StackDefinition = {
  id: 'dockercoins',
  title: 'dockercoins: rng, hasher, worker, webui and redis',
  source: 'Exposing services: Our app on Kube to Rolling updates',
  lessons: [...lessons.slice(0, 3), cast, ...lessons.slice(3)],
  production,
};
