import { defineImage } from '../image';
import { debianBaseLayer, wgetLayer } from '../tools';
import { notebookServer } from './notebook-server';

/** User and group of the image. Source: jupyter/docker-stacks, base-notebook. */
const JOVYAN_ID = 1000;
const USERS_ID = 100;

/** A notebook server with scientific packages: a large image. */
export const jupyterImage = defineImage({
  repositories: ['docker.io/jupyter/scipy-notebook'],
  sizeBytes: 1_620_403_210,
  image: () => ({
    command: ['start-notebook.sh'],
    user: `${JOVYAN_ID}:${USERS_ID}`,
    workingDirectory: '/home/jovyan',
    environment: { HOME: '/home/jovyan', NB_USER: 'jovyan', SHELL: '/bin/bash' },
    exposedPorts: [8888],
    layers: [
      debianBaseLayer,
      wgetLayer,
      {
        '/etc/passwd': {
          type: 'file',
          content: `root:x:0:0:root:/root:/bin/bash\njovyan:x:${JOVYAN_ID}:${USERS_ID}::/home/jovyan:/bin/bash\n`,
        },
        '/etc/group': { type: 'file', content: `root:x:0:\nusers:x:${USERS_ID}:\n` },
        '/home/jovyan': { type: 'directory', uid: JOVYAN_ID, gid: USERS_ID },
        '/home/jovyan/work': { type: 'directory', uid: JOVYAN_ID, gid: USERS_ID },
        '/usr/local/bin/start-notebook.sh': { type: 'program', program: notebookServer },
      },
    ],
  }),
});
