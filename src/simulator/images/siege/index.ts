import { defineImage } from '../image';
import { debianBaseLayer } from '../tools';
import { siege } from './siege';

/** The load generator that the workshop on exposing services sends against its slow server. */
export const siegeImage = defineImage({
  repositories: ['docker.io/yokogawa/siege'],
  image: () => ({
    entrypoint: ['siege'],
    layers: [debianBaseLayer, { '/usr/bin/siege': { type: 'program', program: siege } }],
  }),
});
