import type { Environment } from './environment';
import { AMPLE_DATABASES, CLOUD, OWN_IMAGES, TWO_OF_EACH } from './production-values';

/** The first users: a small region that gets a version before the others. */
export const canary: Environment = {
  name: 'canary',
  summary: 'The first users: a small region that gets a version before the others.',
  form: 'production',
  stage: 'Canary',
  secrets: 'reference',
  region: { name: 'centralus', trafficPercent: 5 },
  shared: {
    ...OWN_IMAGES,
    ...CLOUD,
    ...TWO_OF_EACH,
    ...AMPLE_DATABASES,
    domain: 'canary.example.com',
  },
  stacks: {
    awsme: { host: 'awsme.canary.example.com' },
    sleepy: { host: 'sleepy.canary.example.com' },
    elastic: { replicas: 3, masterQuorum: '2', host: 'elastic.canary.example.com' },
    dockercoins: { host: 'dockercoins.canary.example.com' },
    'kuard-deployment': { host: 'kuard.canary.example.com' },
    'kuar-daemonsets': {},
    'kuar-ingress': {},
    'kuar-mysql': {},
    'kuar-mongo': {},
    'kuar-work-queue': {},
    jupyter: { host: 'jupyter.canary.example.com' },
    parse: { host: 'parse.canary.example.com' },
    ghost: { host: 'blog.canary.example.com', url: 'http://blog.canary.example.com' },
    'redis-sentinel': {},
    'voting-deployments': { voteHost: 'vote.canary.example.com', resultHost: 'result.canary.example.com' },
    helloflask: { host: 'hello.canary.example.com' },
    'flask-redis': { username: 'team', env: 'canary', host: 'flask.canary.example.com' },
    'frontend-layout': {},
  },
};
