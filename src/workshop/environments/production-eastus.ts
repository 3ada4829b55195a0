import type { Environment } from './environment';
import { AMPLE_DATABASES, CLOUD, OWN_IMAGES, THREE_OF_EACH } from './production-values';

/** Production in the east: the smaller of two regions, so a version gets there first. */
export const productionEastus: Environment = {
  name: 'production-eastus',
  summary: 'Production in the east: the smaller of two regions, so a version gets there first.',
  form: 'production',
  stage: 'Release',
  secrets: 'reference',
  region: { name: 'eastus', trafficPercent: 35 },
  shared: {
    ...OWN_IMAGES,
    ...CLOUD,
    ...THREE_OF_EACH,
    ...AMPLE_DATABASES,
    domain: 'eastus.example.com',
  },
  stacks: {
    awsme: { host: 'awsme.eastus.example.com' },
    sleepy: { host: 'sleepy.eastus.example.com' },
    elastic: { replicas: 3, masterQuorum: '2', host: 'elastic.eastus.example.com' },
    dockercoins: { host: 'dockercoins.eastus.example.com' },
    'kuard-deployment': { host: 'kuard.eastus.example.com' },
    'kuar-daemonsets': {},
    'kuar-ingress': {},
    'kuar-mysql': {},
    'kuar-mongo': {},
    'kuar-work-queue': {},
    jupyter: { host: 'jupyter.eastus.example.com' },
    parse: { host: 'parse.eastus.example.com' },
    ghost: { host: 'blog.eastus.example.com', url: 'http://blog.eastus.example.com' },
    'redis-sentinel': {},
    'voting-deployments': { voteHost: 'vote.eastus.example.com', resultHost: 'result.eastus.example.com' },
    helloflask: { host: 'hello.eastus.example.com' },
    'flask-redis': { username: 'team', env: 'prod', host: 'flask.eastus.example.com' },
    'frontend-layout': {},
  },
};
