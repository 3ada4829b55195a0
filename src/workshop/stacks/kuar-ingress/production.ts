import { IngressRoutes, text } from '../../constructs';
import { kuard, kuardForProduction, kuardResources } from '../kuard';
import { outsideAccess, publicImage, replicasOf } from '../production-parts';
import { productionForm } from '../stack';
import { backend, certificateFor } from './backends';

/**
 * The three applications and their Ingresses. There is no Contour here: an ingress controller serves the whole
 * cluster and belongs to its platform. Each host is named by one Ingress per path, so that no controller has to
 * choose, and both hosts are encrypted.
 */
export const production = productionForm({
  parameters: {
    beDefaultImage: publicImage('be-default', kuard('blue')),
    beDefaultReplicas: replicasOf('be-default', 3),
    beDefaultResources: kuardResources('be-default'),
    alpacaImage: publicImage('alpaca', kuard('green')),
    alpacaReplicas: replicasOf('alpaca', 3),
    alpacaResources: kuardResources('alpaca'),
    bandicootImage: publicImage('bandicoot', kuard('purple')),
    bandicootReplicas: replicasOf('bandicoot', 3),
    bandicootResources: kuardResources('bandicoot'),
    domain: text({ description: 'Domain of the hosts alpaca and bandicoot', default: 'example.com' }),
    ingressClass: outsideAccess.ingressClass,
  },
  build: (scope, values) => {
    const beDefault = backend(scope, 'be-default', {
      replicas: values.beDefaultReplicas,
      ...kuardForProduction(values.beDefaultImage, values.beDefaultResources),
    });
    const alpaca = backend(scope, 'alpaca', {
      replicas: values.alpacaReplicas,
      ...kuardForProduction(values.alpacaImage, values.alpacaResources),
    });
    const bandicoot = backend(scope, 'bandicoot', {
      replicas: values.bandicootReplicas,
      ...kuardForProduction(values.bandicootImage, values.bandicootResources),
    });
    const className = values.ingressClass;
    const alpacaHost = `alpaca.${values.domain}`;
    const bandicootHost = `bandicoot.${values.domain}`;
    const hosts = [alpacaHost, bandicootHost];
    const certificate = certificateFor(scope, hosts);
    new IngressRoutes(scope, 'simple-ingress', { className, fallback: { service: beDefault } });
    new IngressRoutes(scope, 'host-ingress', {
      className,
      tls: { [certificate.name]: hosts },
      routes: [
        { host: alpacaHost, service: alpaca },
        { host: bandicootHost, service: bandicoot },
      ],
    });
    new IngressRoutes(scope, 'path-ingress', {
      className,
      tls: { [certificate.name]: [bandicootHost] },
      routes: [{ host: bandicootHost, path: '/a/', service: alpaca }],
    });
  },
});
