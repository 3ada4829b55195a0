import { defineImage, type ImageDefinition } from '../image';
import { controller } from './controller';

const program = { type: 'program', program: controller } as const;

/**
 * The ingress controller of the Kubernetes project, which is nginx and what configures it. Its entrypoint dumb-init, which
 * would start the controller and hand signals on, is the controller itself.
 */
export const ingressNginxImage: ImageDefinition = defineImage({
  repositories: ['registry.k8s.io/ingress-nginx/controller', 'k8s.gcr.io/ingress-nginx/controller'],
  tags: /^v1\.\d{1,2}\.\d{1,2}$/,
  image: () => ({
    entrypoint: ['/usr/bin/dumb-init', '--'],
    command: ['/nginx-ingress-controller'],
    layers: [{ '/usr/bin/dumb-init': program, '/nginx-ingress-controller': program }],
  }),
});
