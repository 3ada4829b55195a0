import type { Construct } from 'constructs';
import { IngressRoutes } from '../../constructs';
import { kuard, KUARD_PORT } from '../kuard';
import type { StackDefinition } from '../stack';
import { backend, certificateFor } from './backends';
import { Contour } from './contour';
import { production } from './production';

const ALPACA_HOST = 'alpaca.example.com';
const BANDICOOT_HOST = 'bandicoot.example.com';

/** Three Pods of one colour, so that an answer shows where a request went. */
const coloured = (colour: Parameters<typeof kuard>[0]) => ({
  replicas: 3,
  containers: [{ image: kuard(colour), ports: [KUARD_PORT] }],
});

/** The controller, three applications, and four Ingresses: by default, by host, by path, and encrypted. */
function lesson(scope: Construct): void {
  new Contour(scope, 'Contour');
  backend(scope, 'be-default', coloured('blue'));
  const alpaca = backend(scope, 'alpaca', coloured('green'));
  const bandicoot = backend(scope, 'bandicoot', coloured('purple'));
  new IngressRoutes(scope, 'simple-ingress', { fallback: { service: alpaca } });
  new IngressRoutes(scope, 'host-ingress', {
    routes: [
      { host: ALPACA_HOST, service: alpaca },
      { host: BANDICOOT_HOST, service: bandicoot },
    ],
  });
  new IngressRoutes(scope, 'path-ingress', {
    routes: [
      { host: BANDICOOT_HOST, path: '/', service: bandicoot },
      { host: BANDICOOT_HOST, path: '/a/', service: alpaca },
    ],
  });
  const certificate = certificateFor(scope, [ALPACA_HOST]);
  new IngressRoutes(scope, 'tls-ingress', {
    tls: { [certificate.name]: [ALPACA_HOST] },
    routes: [{ host: ALPACA_HOST, service: alpaca }],
  });
}

/** HTTP from outside, led to three applications by host and path. */
export const kuarIngress: StackDefinition = {
  id: 'kuar-ingress',
  title: 'be-default, alpaca, bandicoot behind an ingress',
  source: 'Notes on "Kubernetes: Up and Running": 8. HTTP Load Balancing with Ingress',
  lessons: [
    {
      summary: 'One address for many applications: the controller reads Ingresses and chooses by host and path.',
      build: lesson,
    },
  ],
  production,
};
