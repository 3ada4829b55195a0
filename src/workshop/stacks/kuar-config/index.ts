import { join } from 'node:path';
import type { Construct } from 'constructs';
import { ConfigFiles, RequiredSecret, ServiceAccount, SinglePod } from '../../constructs';
import { SAMPLE_SECRETS } from '../../environments';
import { kuard } from '../kuard';
import type { StackDefinition } from '../stack';

/** A ConfigMap of one file and `entries`, and a Pod that reads it in all three ways: variable, argument, files. */
function configured(scope: Construct, entries: Readonly<Record<string, string>>): void {
  const config = new ConfigFiles(scope, 'my-config', {
    namespace: 'default',
    files: [join(__dirname, 'files', 'my-config.txt')],
    entries,
  });
  new SinglePod(scope, 'kuard-config', {
    restartPolicy: 'Never',
    containers: [
      {
        name: 'test-container',
        image: kuard('blue'),
        imagePullPolicy: 'Always',
        command: ['/kuard', '$(EXTRA_PARAM)'],
        env: { ANOTHER_PARAM: config.value('another-param'), EXTRA_PARAM: config.value('extra-param') },
        mounts: { '/config': config.volume('config-volume') },
      },
    ],
  });
}

/** A Pod that finds certificate and key as files, and with them serves HTTPS on port 8443. */
function serving(scope: Construct, imagePullSecrets?: readonly string[]): void {
  const pair = new RequiredSecret(scope, 'Certificate', {
    name: 'kuard-tls',
    keys: {
      'kuard.crt': { sample: SAMPLE_SECRETS.kuardCertificate, derived: 'certificate' },
      'kuard.key': { sample: SAMPLE_SECRETS.kuardKey, derived: 'private-key' },
    },
  });
  new SinglePod(scope, 'kuard-tls', {
    imagePullSecrets,
    containers: [
      { image: kuard('blue'), imagePullPolicy: 'Always', mounts: { '/tls': pair.volume('tls-certs').readOnly() } },
    ],
  });
}

/** Credentials for a private registry, named by the Pod, or once for all by its service account. */
function registry(scope: Construct): void {
  const credentials = new RequiredSecret(scope, 'my-image-pull-secret', {
    type: 'kubernetes.io/dockerconfigjson',
    keys: { '.dockerconfigjson': { sample: SAMPLE_SECRETS.registryCredentials } },
  });
  new ServiceAccount(scope, 'default', { namespace: 'default', imagePullSecrets: [credentials.name] });
  serving(scope, [credentials.name]);
}

/** Configuration and secrets that the same image gets from outside. */
export const kuarConfig: StackDefinition = {
  id: 'kuar-config',
  title: 'ConfigMaps, Secrets, registry credentials',
  source: 'Notes on "Kubernetes: Up and Running": 13. ConfigMaps and Secrets',
  lessons: [
    {
      stage: '01-missing-key',
      summary: 'One key is missing and one misspelt: the container is not created until the ConfigMap has both.',
      build: (scope) => configured(scope, { 'exta-param': 'extra-value' }),
      expects: [{ rule: 'missing-config-key', at: 'Pod/kuard-config' }],
    },
    {
      stage: '02-fixed',
      summary: 'With all keys the Pod starts: one value as a variable, one as an argument, the file under /config.',
      build: (scope) => configured(scope, { 'another-param': 'another-value', 'extra-param': 'extra-value' }),
    },
    {
      stage: '03-tls',
      summary:
        'A Secret as files in memory, which never reach a disk of the node; its pair is a placeholder, with which kuard ' +
        'ends as soon as it starts: `workshop lesson KUAR13-04` makes a real one.',
      build: (scope) => serving(scope),
    },
    {
      stage: '04-registry',
      summary:
        'Registry credentials are a Secret of a special type; a Pod names it, or its service account does. The pair of ' +
        'kuard is the placeholder of the stage before.',
      build: registry,
    },
  ],
};
