import type { Environment } from './environment';
import { AMPLE_DATABASES, CLOUD, OWN_IMAGES, THREE_OF_EACH } from './production-values';

/** Production in the west: most of the users, so a version gets there last. */
export const productionWestus: Environment = {
  name: 'production-westus',
  summary: 'Production in the west: most of the users, so a version gets there last.',
  form: 'production',
  stage: 'Release',
  secrets: 'reference',
  region: { name: 'westus', trafficPercent: 60 },
  shared: {
    ...OWN_IMAGES,
    ...CLOUD,
    ...THREE_OF_EACH,
    ...AMPLE_DATABASES,
    domain: 'westus.example.com',
  },
  stacks: {
    awsme: { host: 'awsme.westus.example.com' },
    sleepy: { host: 'sleepy.westus.example.com' },
    elastic: { replicas: 3, masterQuorum: '2', host: 'elastic.westus.example.com' },
    dockercoins: { host: 'dockercoins.westus.example.com' },
    'kuard-deployment': { host: 'kuard.westus.example.com' },
    'kuar-daemonsets': {},
    'kuar-ingress': {},
    'kuar-mysql': {},
    'kuar-mongo': {},
    'kuar-work-queue': {},
    jupyter: { host: 'jupyter.westus.example.com' },
    parse: { host: 'parse.westus.example.com' },
    ghost: { host: 'blog.westus.example.com', url: 'http://blog.westus.example.com' },
    'redis-sentinel': {},
    'voting-deployments': { voteHost: 'vote.westus.example.com', resultHost: 'result.westus.example.com' },
    helloflask: { host: 'hello.westus.example.com' },
    'flask-redis': { username: 'team', env: 'prod', host: 'flask.westus.example.com' },
    'frontend-layout': {},
  },
};
