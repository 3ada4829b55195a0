import type { FileDefinition, FileLayer, Program } from '../../process';
import { defineImage } from '../image';
import { alpineBaseLayer, curlLayer, debianBaseLayer, procpsLayer, wgetLayer } from '../tools';
import { pip, python } from './python';

const program = (each: Program): FileDefinition => ({ type: 'program', program: each });

const pythonLayer: FileLayer = {
  '/usr/local/bin/python': program(python),
  '/usr/local/bin/python3': program(python),
  '/usr/local/bin/python3.9': program(python),
  '/usr/local/bin/pip': program(pip),
  '/usr/local/bin/pip3': program(pip),
  '/usr/local/lib/python3.9/site-packages': { type: 'directory' },
};

/** Python with the tools of Debian, or of Alpine. Every tag has Python 3.9. */
export const pythonImage = defineImage({
  repositories: ['docker.io/library/python'],
  sizeBytes: 356_515_840,
  image: ({ tag = 'latest' }) => {
    const isSmall = tag.includes('slim');
    const base = tag.includes('alpine')
      ? [alpineBaseLayer]
      : [debianBaseLayer, ...(isSmall ? [] : [curlLayer, wgetLayer, procpsLayer])];
    return { command: ['python3'], environment: { PYTHON_VERSION: '3.9.19' }, layers: [...base, pythonLayer] };
  },
});
