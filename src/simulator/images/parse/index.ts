import { defineImage } from '../image';
import { alpineBaseLayer } from '../tools';
import { parseServer } from './parse-server';

/** The release that images without a number stand for: that of the text, in which clients may still make classes. */
const TAUGHT_VERSION = 3;

/** parse-server, a backend for mobile applications. */
export const parseImage = defineImage({
  repositories: ['docker.io/parseplatform/parse-server'],
  sizeBytes: 120_586_240,
  image: ({ tag = 'latest' }) => {
    const [, major] = /^(\d+)/.exec(tag) ?? [];
    const program = parseServer(major === undefined ? TAUGHT_VERSION : Number(major));
    return {
      entrypoint: ['parse-server'],
      workingDirectory: '/parse-server',
      environment: { NODE_ENV: 'production' },
      exposedPorts: [1337],
      layers: [alpineBaseLayer, { '/usr/local/bin/parse-server': { type: 'program', program } }],
    };
  },
});
