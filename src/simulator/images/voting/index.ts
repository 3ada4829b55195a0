import { defineImage } from '../image';
import { alpineBaseLayer, debianBaseLayer } from '../tools';
import { pollOf } from './poll';
import { resultServer } from './result';
import { voteServer } from './vote';
import { voteWorker } from './worker';

/** The page on which people vote. */
export const voteImage = defineImage({
  repositories: ['docker.io/dockersamples/examplevotingapp_vote'],
  sizeBytes: 38_797_312,
  image: ({ tag }) => ({
    command: [
      'gunicorn',
      'app:app',
      '-b',
      '0.0.0.0:80',
      '--log-file',
      '-',
      '--access-logfile',
      '-',
      '--workers',
      '4',
      '--keep-alive',
      '0',
    ],
    workingDirectory: '/app',
    exposedPorts: [80],
    layers: [alpineBaseLayer, { '/usr/local/bin/gunicorn': { type: 'program', program: voteServer(pollOf(tag)) } }],
  }),
});

/** What moves votes to the database. */
export const voteWorkerImage = defineImage({
  repositories: ['docker.io/dockersamples/examplevotingapp_worker'],
  sizeBytes: 650_117_120,
  image: () => ({
    command: ['dotnet', 'src/Worker/Worker.dll'],
    workingDirectory: '/code',
    layers: [debianBaseLayer, { '/usr/bin/dotnet': { type: 'program', program: voteWorker } }],
  }),
});

/** The page that shows the result. */
export const resultImage = defineImage({
  repositories: ['docker.io/dockersamples/examplevotingapp_result'],
  sizeBytes: 87_031_808,
  image: ({ tag }) => ({
    command: ['node', 'server.js'],
    environment: { PORT: '80' },
    workingDirectory: '/app',
    exposedPorts: [80],
    layers: [debianBaseLayer, { '/usr/local/bin/node': { type: 'program', program: resultServer(pollOf(tag)) } }],
  }),
});
