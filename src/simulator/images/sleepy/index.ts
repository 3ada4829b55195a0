import { defineImage } from '../image';
import { alpineBaseLayer } from '../tools';
import { sleepyServer } from './sleepy-server';

/** The slow web server of the workshop on exposing services. */
export const sleepyImage = defineImage({
  repositories: ['docker.io/gzynda/sleepy-server', 'registry.example.com/workshop/sleepy-server'],
  sizeBytes: 22_020_096,
  image: () => ({
    command: ['sleepy-server.py'],
    exposedPorts: [8080],
    layers: [alpineBaseLayer, { '/usr/local/bin/sleepy-server.py': { type: 'program', program: sleepyServer } }],
  }),
});
