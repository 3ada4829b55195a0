import type { Construct } from 'constructs';
import { RequiredSecret, type Service, WebService, type WebServiceProps } from '../../constructs';
import { SAMPLE_SECRETS } from '../../environments';
import { KUARD_PORT } from '../kuard';

/** One of the three applications behind the Ingresses: a colour of kuard, known by the label run. */
export function backend(
  scope: Construct,
  name: 'be-default' | 'alpaca' | 'bandicoot',
  props: Pick<WebServiceProps, 'replicas' | 'containers' | 'rollout'>,
): Service {
  const labels = { run: name };
  return new WebService(scope, name, { port: KUARD_PORT, selector: labels, serviceLabels: labels, ...props }).service;
}

/** Certificate and key for `hosts`; the text leaves both to the reader. */
export function certificateFor(scope: Construct, hosts: readonly string[]): RequiredSecret {
  return new RequiredSecret(scope, 'Certificate', {
    name: 'tls-secret-name',
    type: 'kubernetes.io/tls',
    keys: {
      'tls.crt': { sample: SAMPLE_SECRETS.ingressCertificate, derived: 'certificate' },
      'tls.key': { sample: SAMPLE_SECRETS.ingressKey, derived: 'private-key' },
    },
    hosts,
  });
}
