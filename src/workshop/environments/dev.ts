import type { Environment } from './environment';
import { ONE_OF_EACH, OWN_IMAGES } from './production-values';

/** For development: one Pod of everything, on one machine, with passwords that anybody can derive. */
export const dev: Environment = {
  name: 'dev',
  summary: 'For development: one Pod of everything, on one machine, with passwords that anybody can derive.',
  form: 'production',
  stage: 'Development',
  secrets: 'derived',
  shared: {
    ...OWN_IMAGES,
    ...ONE_OF_EACH,
    storageClass: 'standard',
    domain: 'dev.example.com',
    newCheckout: true,
  },
  stacks: {
    awsme: { host: 'awsme.dev.example.com' },
    sleepy: { host: 'sleepy.dev.example.com' },
    elastic: { replicas: 1, masterQuorum: '1', host: 'elastic.dev.example.com' },
    // The node ports that a participant of the workshop knows, as far as one cluster has room for all of them.
    dockercoins: { serviceType: 'NodePort', nodePort: 30002, host: 'dockercoins.dev.example.com' },
    'kuard-deployment': { host: 'kuard.dev.example.com' },
    'kuar-daemonsets': {},
    'kuar-ingress': {},
    'kuar-mysql': {},
    'kuar-mongo': {},
    'kuar-work-queue': {},
    jupyter: { host: 'jupyter.dev.example.com' },
    parse: { host: 'parse.dev.example.com' },
    ghost: { host: 'blog.dev.example.com', url: 'http://blog.dev.example.com' },
    'redis-sentinel': {},
    'voting-deployments': {
      serviceType: 'NodePort',
      voteNodePort: 30000,
      resultNodePort: 30001,
      voteHost: 'vote.dev.example.com',
      resultHost: 'result.dev.example.com',
    },
    helloflask: { host: 'hello.dev.example.com' },
    'flask-redis': { username: 'team', env: 'dev', host: 'flask.dev.example.com' },
    'frontend-layout': {},
  },
};
