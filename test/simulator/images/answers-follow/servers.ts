import { createHash } from 'node:crypto';
import type { Application, Told } from './application';
import { mysqlNeed, redisNeed } from './databases';
import type { ToldCluster } from './told-cluster';

const SAMPLE_APP = 'registry.example.com/workshop/sample-app:v1';

/** Stores a note and reads it: through the frontend, or from the backend itself. */
function notes(cluster: ToldCluster, told: Told): string {
  cluster.page(told, '/add-note', '-d', JSON.stringify({ note: told.value }));
  return cluster.page(told);
}

const backendArgs = (port: number, database: string, password: string): readonly string[] => [
  ...['app', '-mode=backend', '-run-migrations', `-port=${port}`],
  ...[`-db-host=${database}`, `-db-password=${password}`],
];

const kuard = (colour: string): Application => ({
  image: `gcr.io/kuar-demo/kuard-amd64:${colour}`,
  plan: ({ port, value }) => ({
    image: `gcr.io/kuar-demo/kuard-amd64:${colour}`,
    args: ['/kuard', `--address=:${port}`],
    env: { GREETING: value },
    port,
  }),
  ask: (cluster, told) => cluster.page(told, '/env/api') + cluster.page(told),
  shows: ({ value, port }) => new RegExp(`"--address=:${port}"[^]*"GREETING":"${value}"[^]*v0\\.10\\.0-${colour}`),
});

/** How each of two tokens or keys is answered: `north 200 south 403`. */
const bothValues = (ask: (value: string) => string): string =>
  ['north', 'south'].map((value) => `${value} ${ask(value)}`).join(' ');

const STATUS = ['-o', '/dev/null', '-w', '%{http_code}'];

/** Servers that are told where they listen, and what they say. */
export const servers: readonly Application[] = [
  ...['blue', 'green', 'purple'].map(kuard),
  {
    image: '<REPLACE_WITH_YOUR_OWN_IMAGE>',
    part: 'backend',
    plan: ({ port, value, needs }) => ({ image: SAMPLE_APP, args: backendArgs(port, needs, value), port }),
    needs: [mysqlNeed],
    ask: notes,
    shows: ({ value }) => new RegExp(`"Notes":\\["${value}"`),
  },
  {
    image: '<REPLACE_WITH_YOUR_OWN_IMAGE>',
    part: 'frontend',
    plan: ({ port, needs }) => ({
      image: SAMPLE_APP,
      args: ['app', '-mode=frontend', `-port=${port}`, `-backend-service=http://${needs}:8080`],
      port,
    }),
    needs: [
      { plan: ({ value }) => ({ image: SAMPLE_APP, args: backendArgs(8080, 'store', value), port: 8080 }) },
      { ...mysqlNeed, name: 'store' },
    ],
    ask: notes,
    shows: ({ value }) => new RegExp(`<li>${value}</li>`),
  },
  {
    image: 'busybox',
    plan: ({ port, value }) => ({
      image: 'busybox',
      command: [
        ...['sh', '-c'],
        `while true; do printf 'HTTP/1.0 200 OK\\r\\n\\r\\n%s from %s' ${value} $(hostname) | nc -l -p ${port}; done`,
      ],
      port,
    }),
    ask: (cluster, told) => cluster.page(told),
    shows: ({ value }) => new RegExp(`^${value} from application-`),
  },
  {
    image: 'gzynda/sleepy-server:latest',
    plan: ({ port, value }) => ({
      image: 'gzynda/sleepy-server:latest',
      args: ['sleepy-server.py', '-p', String(port), '-s', '0.5', '-m', value],
      port,
    }),
    ask: (cluster, told) => cluster.page(told),
    shows: ({ value }) => new RegExp(`^application-\\d - Getting a little sleepy\\.\\.\\.\n${value}\n$`),
  },
  {
    image: 'nginx:1.10.0',
    plan: ({ port, value }) => ({
      image: 'nginx:1.10.0',
      files: {
        folder: '/etc/nginx/conf.d',
        texts: { 'default.conf': `server { listen ${port}; location / { return 200 "${value} is here"; } }\n` },
      },
      port,
    }),
    ask: (cluster, told) => cluster.page(told),
    shows: ({ value }) => new RegExp(`^${value} is here$`),
  },
  {
    image: 'fluent/fluentd:v0.14.10',
    plan: ({ port, value }) => ({
      image: 'fluent/fluentd:v0.14.10',
      files: {
        folder: '/fluentd/etc',
        texts: { 'fluent.conf': `# ${value}\n<source>\n  @type forward\n  port ${port}\n</source>\n` },
      },
      port,
    }),
    ask: (cluster, { name, port }) =>
      cluster.run(['sh', '-c', `nc -z -w 3 ${name} ${port} && echo listens`]) +
      cluster.within(['cat', '/fluentd/etc/fluent.conf']),
    shows: ({ value }) => new RegExp(`^listens\n# ${value}\n`),
  },
  {
    image: 'jupyter/scipy-notebook:abdb27a6dfbb',
    plan: ({ port, value }) => ({
      image: 'jupyter/scipy-notebook:abdb27a6dfbb',
      args: ['start-notebook.sh', `--port=${port}`, `--NotebookApp.token=${value}`],
      port,
    }),
    ask: (cluster, told) => bothValues((value) => cluster.page(told, `/tree?token=${value}`, ...STATUS)),
    shows: ({ value }) => new RegExp(value === 'north' ? '^north 200 south 302$' : '^north 302 south 200$'),
  },
  {
    image: 'parseplatform/parse-server',
    plan: ({ port, value, needs }) => ({
      image: 'parseplatform/parse-server:2.8.4',
      env: {
        PORT: String(port),
        PARSE_SERVER_APPLICATION_ID: value,
        PARSE_SERVER_MASTER_KEY: 'secret',
        PARSE_SERVER_DATABASE_URI: `mongodb://${needs}:27017/dev`,
      },
      port,
    }),
    needs: [{ plan: () => ({ image: 'mongo:3.4.1', port: 27017 }) }],
    ask: (cluster, told) =>
      bothValues((value) =>
        cluster.page(
          told,
          '/parse/classes/scores',
          ...[...STATUS, '-H', `X-Parse-Application-Id: ${value}`, '-d', '{"score":1}'],
        ),
      ),
    shows: ({ value }) => new RegExp(value === 'north' ? '^north 201 south 403$' : '^north 403 south 201$'),
  },
  {
    image: 'ghost',
    plan: ({ port, value, needs }) => ({
      image: 'ghost:5',
      env: {
        url: `http://${value}.example.com`,
        server__port: String(port),
        database__client: 'mysql',
        database__connection__host: needs,
        database__connection__password: value,
      },
      port,
    }),
    needs: [mysqlNeed],
    ask: (cluster, told) => cluster.page(told) + cluster.log,
    shows: ({ value }) => new RegExp(`Welcome to Ghost[^]*http://${value}\\.example\\.com`),
  },
  {
    image: 'jstubbs/hello-flask',
    isSilent: true,
    plan: ({ port }) => ({
      image: 'jstubbs/hello-flask',
      env: { FLASK_APP: 'app.py' },
      args: ['run', '-h', '0.0.0.0', '-p', String(port)],
      port,
    }),
    ask: (cluster, told) => cluster.page(told, '/hello-service'),
    shows: () => /^Hello world\n$/,
  },
  {
    image: 'jstubbs/flask-api',
    plan: ({ port, needs }) => ({
      image: 'jstubbs/flask-api',
      env: { REDIS_HOST: needs, FLASK_RUN_PORT: String(port) },
      port,
    }),
    needs: [redisNeed()],
    ask: (cluster, told) => {
      cluster.page(told, '/entries/key', '-X', 'PUT', '-d', JSON.stringify({ value: told.value }));
      return cluster.page(told, '/entries/key');
    },
    shows: ({ value }) => new RegExp(`^\\{"name":"key","value":"${value}"\\}`),
  },
  {
    image: 'kelseyhightower/helloworld:v1',
    isSilent: true,
    plan: ({ port }) => ({ image: 'kelseyhightower/helloworld:v1', port }),
    ask: (cluster, told) => cluster.page(told),
    shows: () => /^helloworld\n$/,
  },
  {
    image: 'my-batch-image',
    isSilent: true,
    isMissing: true,
    plan: ({ port }) => ({ image: 'my-batch-image', port }),
    ask: (cluster, told) => cluster.page(told),
    shows: () => /^my-batch-image\n$/,
  },
  {
    image: '$USERNAME/rng',
    plan: () => ({ image: 'dockercoins/rng:v0.1', port: 80 }),
    // Whoever wants more is told more.
    ask: (cluster, told) =>
      cluster.page(told) +
      cluster.page(told, `/${told.value.length + (told.value === 'north' ? 0 : 4)}`, '-o', '/tmp/bytes') +
      cluster.run(['wc', '-c', '/tmp/bytes']),
    shows: ({ value }) => new RegExp(`^RNG running on application-\\d\n${value === 'north' ? 5 : 9} `),
  },
  {
    image: '$USERNAME/hasher',
    plan: () => ({ image: 'dockercoins/hasher:v0.1', port: 80 }),
    ask: (cluster, told) =>
      cluster.page(told) + cluster.page(told, '/', '-H', 'Content-Type: application/octet-stream', '-d', told.value),
    shows: ({ value }) =>
      new RegExp(`^HASHER running on application-\\d\n${createHash('sha256').update(value).digest('hex')}$`),
  },
];
