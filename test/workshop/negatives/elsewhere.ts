/** Failures that need what runs inside a container, or the network: they belong to the runtime. */
export const needsProgram: Readonly<Record<string, string>> = {
  'AWSME-19': 'error 1049 is an answer of MySQL, shown by the frontend',
  'AWSME-22': 'error 1049 is an answer of MySQL, shown by the frontend',
  'AWSME-25': 'the init container fails because MySQL does not answer yet',
  'AWSME-29': 'stress is started by exec',
  'COINS-11': 'the worker goes on and tells of the failed look-up in its log only',
  'KUAR04-11': 'exec looks for bash in the image',
  'KUAR05-06': 'the log of a container that never ran',
  'KUAR05-08': 'cp runs tar in the container, as its user',
  'KUAR13-06': 'a registry asks for credentials',
  'KUAR17-03': 'Parse refuses its settings',
  'KUAR17-10': 'the sentinel looks up a name and writes its log',
  'KUAR17-11': 'redis-cli connects to a port inside the Pod',
  'KUAR17-12': 'the sentinels end because of their configuration',
  'VOTE-15': 'votes are rows of PostgreSQL',
  'VOTE-21': 'votes are rows of PostgreSQL',
  'TACC-03': 'a packet from a machine outside the Pod network',
};

/** What kubectl says by itself, before or without asking the server. */
export const kubectlDecides: Readonly<Record<string, string>> = {
  'AWSME-11': 'several paths after -f',
  'AWSME-28': 'exec without --',
  'COINS-04': 'run has no --replicas',
  'COINS-06': 'expose finds no port',
  'COINS-16': 'get has no --export',
  'KUAR04-02': 'config set-context has no --users',
  'KUAR04-09': 'label without --overwrite',
  'KUAR05-01': 'run has no --generator',
  'KUAR06-01': 'run has no --replicas',
  'KUAR10-03': 'get has no --export',
  'KUAR11-06': '--cascade=False is deprecated; the orphans are those of KUAR09-09',
  'KUAR18-01': 'files without apiVersion and kind',
};

/** Texts with a word that sounds like a failure of the cluster and is none. */
export const noFailure: Readonly<Record<string, string>> = {
  'KUAR03-03': 'ERROR is a column',
  'KUAR04-13': 'standard error',
  'VOTE-18': 'error-prone',
  'TACC-05': 'a page of the application for a path that it lacks',
};
