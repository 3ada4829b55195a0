import { defineImage } from '../image';
import { KUARD_PAGE } from '../pages.generated';
import { alpineBaseLayer } from '../tools';
import { kuard } from './kuard';

/** The demo server of "Kubernetes: Up and Running", in three colours. */
export const kuardImage = defineImage({
  repositories: ['gcr.io/kuar-demo/kuard-amd64'],
  tags: ['1', '2', '3', 'blue', 'green', 'latest', 'purple'],
  sizeBytes: 11_553_137,
  image: ({ tag = 'blue' }) => {
    const colour = ['blue', 'green', 'purple'].includes(tag) ? tag : 'blue';
    return {
      command: ['/kuard'],
      user: 'nobody',
      exposedPorts: [8080],
      layers: [alpineBaseLayer, { '/kuard': { type: 'program', program: kuard(`v0.10.0-${colour}`, KUARD_PAGE) } }],
    };
  },
});

/**
 * The same, in a repository of somebody who does not show it to everybody: what a lesson about registries needs.
 */
export const privateKuardImage = defineImage({
  ...kuardImage,
  repositories: ['docker.io/ann/kuard'],
  private: [{ username: 'ann', password: 'pass' }],
});
