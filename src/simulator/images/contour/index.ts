import type { Program } from '../../process';
import { defineImage, type ImageDefinition } from '../image';
import { bootstrapText } from './bootstrap';
import { contour } from './contour';
import { envoy } from './envoy/envoy';
import { XDS_PORT } from './settings';

const program = (run: Program) => ({ type: 'program' as const, program: run });

/**
 * The control plane of an ingress controller. Without arguments it serves as the quickstart of version 1.0 says: proxies
 * listen on ports 80 and 443.
 */
export const contourImage: ImageDefinition = defineImage({
  repositories: ['docker.io/projectcontour/contour', 'ghcr.io/projectcontour/contour'],
  tags: /^(?:latest|main|v\d+\.\d{1,2}\.\d{1,2})$/,
  image: () => ({
    entrypoint: ['/bin/contour'],
    command: ['serve', '--incluster', '--envoy-service-http-port=80', '--envoy-service-https-port=443'],
    layers: [{ '/bin/contour': program(contour) }],
  }),
});

/** The proxy of an ingress controller. Without arguments it asks the Service `contour` of its own namespace. */
export const envoyImage: ImageDefinition = defineImage({
  repositories: ['docker.io/envoyproxy/envoy'],
  tags: /^v\d+\.\d{1,2}(?:\.\d{1,2}|-latest)?$/,
  image: () => ({
    command: ['envoy', '-c', '/etc/envoy/envoy.yaml'],
    layers: [
      {
        '/usr/local/bin/envoy': program(envoy),
        '/etc/envoy/envoy.yaml': {
          type: 'file',
          content: bootstrapText({ address: 'contour', port: XDS_PORT }),
        },
      },
    ],
  }),
});
