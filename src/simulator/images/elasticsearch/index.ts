import type { Program } from '../../process';
import { defineImage } from '../image';
import type { ElasticVersion } from './api';
import { debianBaseLayer } from '../tools';
import { elasticsearch } from './elasticsearch';
import { CONFIG_PATH } from './settings';

/** The last release of Elasticsearch 2. */
const NEWEST: ElasticVersion = {
  number: '2.4.6',
  hash: '5376dca9f70f3abef96a77f4bb22720ace8240fd',
  timestamp: '2017-07-18T12:17:44Z',
  lucene: '5.5.4',
};

/** The version of a tag: its own number where it is a whole one. Builds before the last have its other facts. */
const versionOf = (tag: string): ElasticVersion => (/^\d+\.\d+\.\d+$/.test(tag) ? { ...NEWEST, number: tag } : NEWEST);

/** Becomes what it is told to run; arguments alone are for the server. Source: docker-library/elasticsearch 2. */
const entrypoint: Program = function* (process) {
  const [, ...given] = process.argv;
  const argv = given.length === 0 || given[0]?.startsWith('-') === true ? ['elasticsearch', ...given] : given;
  const isServer = argv[0] === 'elasticsearch' && process.uid === 0;
  return yield* process.exec(isServer ? { argv, uid: USER, gid: USER } : { argv });
};

/** User of the server in the image. */
const USER = 105;

/** Elasticsearch 2. */
export const elasticsearchImage = defineImage({
  repositories: ['docker.io/library/elasticsearch'],
  sizeBytes: 216_006_656,
  image: ({ tag = 'latest' }) => ({
    entrypoint: ['/docker-entrypoint.sh'],
    command: ['elasticsearch'],
    environment: { PATH: '/usr/share/elasticsearch/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    workingDirectory: '/usr/share/elasticsearch',
    exposedPorts: [9200, 9300],
    layers: [
      debianBaseLayer,
      {
        '/docker-entrypoint.sh': { type: 'program', program: entrypoint },
        '/usr/share/elasticsearch/bin/elasticsearch': { type: 'program', program: elasticsearch(versionOf(tag)) },
        '/usr/share/elasticsearch/data': { type: 'directory', uid: USER, gid: USER },
        [CONFIG_PATH]: { type: 'file', content: 'network.host: 0.0.0.0\n' },
      },
    ],
  }),
});
