import type { Process } from '../../process';
import { defineImage, type ImageDefinition } from '../image';
import { debianBaseLayer } from '../tools';
import { flaskRun } from './development-server';
import { flaskApiRoutes } from './flask-api';
import type { FlaskRoutes } from './flask-app';
import { helloFlaskRoutes } from './hello-flask';

const flaskImage = (
  repositories: readonly string[],
  sizeBytes: number,
  routes: (process: Process) => FlaskRoutes,
): ImageDefinition =>
  defineImage({
    repositories,
    sizeBytes,
    image: () => ({
      entrypoint: ['flask'],
      command: ['run', '-h', '0.0.0.0'],
      workingDirectory: '/app',
      exposedPorts: [5000],
      layers: [
        debianBaseLayer,
        {
          '/app/app.py': { type: 'file', content: 'from flask import Flask\n\napp = Flask(__name__)\n' },
          '/usr/local/bin/flask': { type: 'program', program: flaskRun(routes) },
        },
      ],
    }),
  });

/** The greeting server of "Kubernetes at TACC". */
export const helloFlaskImage = flaskImage(
  ['docker.io/jstubbs/hello-flask', 'registry.example.com/workshop/hello-flask'],
  52_428_800,
  helloFlaskRoutes,
);

/** The API of the homework of "Kubernetes at TACC". */
export const flaskApiImage = flaskImage(
  ['docker.io/jstubbs/flask-api', 'registry.example.com/workshop/flask-api'],
  54_525_952,
  flaskApiRoutes,
);
