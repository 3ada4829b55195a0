import { amount, asks, type Chapter, edited, file, has, lines, objects, prints, table } from '../../model';
import { AT_PROMPT } from './at-prompt';

const SQLITE = 'ghost/01-sqlite';
const ON_MYSQL = objects('ghost/02-mysql', 'Deployment/ghost');
const GHOST = objects(SQLITE, 'Deployment/ghost');

const PROXIED = 'http://localhost:8001/api/v1/namespaces/default/services/ghost/proxy/';

const SQLITE_DATABASE = `            client: 'sqlite3',
            connection: {
                filename: path.join(process.env.GHOST_CONTENT, '/data/ghost-dev.db')
            },
            debug: false
`;

const MYSQL_DATABASE = `            client: 'mysql',
            connection: {
                host     : 'mysql',
                user     : 'root',
                password : 'root',
                database : 'ghost_db',
                charset  : 'utf8'
            }
`;

/** The program text that Ghost reads as its configuration. */
const configuredFor = (database: string): string => `var path = require('path'),
    config;

config = {
    development: {
        url: 'http://localhost:2368',
        database: {
${database}        },
        server: {
            host: '0.0.0.0',
            port: '2368'
        },
        paths: {
            contentPath: path.join(process.env.GHOST_CONTENT, '/')
        }
    }
};

module.exports = config;
`;

/** MySQL of chapter 15, with the password that Ghost has, and a claim that gets its volume beside a default class. */
const MYSQL = edited(
  objects('kuar-mysql'),
  ['value: some-password-here', 'value: root'],
  [/(kind: PersistentVolumeClaim(?:.*\n)*?spec:\n)/, "$1  storageClassName: ''\n"],
);

const CLIENT = 'kubectl exec -it {{pods app=mysql}} -- mysql -u root';
const SQL = `${CLIENT} -proot`;
const WARNING = 'mysql: [Warning] Using a password on the command line interface can be insecure.';

const isTyped =
  'Names of Pods are made up anew; and the client asks for the password, then for statements. Here a script types them.';

/** A blog on a file, and then on a database. */
export const ghost: Chapter = {
  workshop: 'KUAR',
  title: '17. Real-world applications: Ghost',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR17-05',
      title: 'Ghost with SQLite from a ConfigMap',
      goal: 'The blog runs with a configuration that is not in its image.',
      nature: 'normal',
      stack: SQLITE,
      steps: [
        {
          task: 'Ghost reads its configuration from a JavaScript file. Write ghost-config.js: a database in a file (sqlite3), and port 2368.',
          writes: { 'ghost-config.js': configuredFor(SQLITE_DATABASE) },
          see: [
            file(
              'ghost-config.js',
              'development: {',
              "url: 'http://localhost:2368',",
              "client: 'sqlite3',",
              "filename: path.join(process.env.GHOST_CONTENT, '/data/ghost-dev.db')",
              "host: '0.0.0.0',",
              "port: '2368'",
            ),
          ],
        },
        {
          task: 'Put it into a ConfigMap.',
          run: 'kubectl create cm --from-file ghost-config.js ghost-config',
          see: [
            prints('configmap/ghost-config created'),
            has('configmaps/ghost-config', { data: { 'ghost-config.js': configuredFor(SQLITE_DATABASE) } }),
          ],
        },
        {
          task:
            'Write ghost.yaml, a Deployment that mounts the ConfigMap at /ghost-config, copies the file to where Ghost looks for ' +
            'it, and then starts Ghost. Create it.',
          writes: { 'ghost.yaml': GHOST },
          run: 'kubectl apply -f ghost.yaml',
          see: [
            prints('deployment.apps/ghost created'),
            has('deployments/ghost', { status: { readyReplicas: 1 } }),
            asks(
              'kubectl exec deployment/ghost -- cat /var/lib/ghost/config.js',
              prints(configuredFor(SQLITE_DATABASE)),
            ),
            asks('kubectl exec deployment/ghost -- ls /var/lib/ghost/content/data', prints('ghost-dev.db')),
          ],
          moral:
            'Mounting over /var/lib/ghost would hide what the image has there, hence the copy. Today a single file is mounted with ' +
            'subPath.',
        },
      ],
    },
    {
      id: 'KUAR17-06',
      title: 'Ghost through the API server proxy',
      goal: 'The blog is open in the browser, without a port of its own.',
      nature: 'normal',
      stack: SQLITE,
      continues: true,
      begin: {
        running: [objects(SQLITE, 'ConfigMap/ghost-config', 'Deployment/ghost')],
        files: { 'ghost.yaml': GHOST },
      },
      steps: [
        {
          task: 'Make a Service for the Deployment.',
          run: 'kubectl expose deployments ghost --port=2368',
          see: [
            prints('service/ghost exposed'),
            has('services/ghost', { spec: { type: 'ClusterIP', ports: [{ port: 2368 }], selector: { run: 'ghost' } } }),
          ],
        },
        {
          task: 'List the Services.',
          run: 'kubectl get svc',
          see: [
            table(
              {
                NAME: 'ghost',
                TYPE: 'ClusterIP',
                'CLUSTER-IP': '{{services/ghost .spec.clusterIP}}',
                'EXTERNAL-IP': '<none>',
                'PORT(S)': '2368/TCP',
                AGE: '{{age}}',
              },
              { NAME: 'kubernetes', TYPE: 'ClusterIP', 'PORT(S)': '443/TCP' },
            ),
          ],
        },
        {
          task: 'Let kubectl pass requests on to the API server, with your credentials.',
          run: 'kubectl proxy',
          course: 'stays',
          see: [lines('Starting to serve on 127.0.0.1:8001')],
        },
        {
          task: `Open ${PROXIED}`,
          hand: `curl -s ${PROXIED} >page.html`,
          browse: async (page) => {
            await page.open(PROXIED);
            await page.shows('Welcome to Ghost');
          },
          see: [file('page.html', '<title>Ghost</title>', '<h1><a href="./">Ghost</a></h1>')],
          moral:
            'The API server asks the Service for you. That is for looking at something, not for visitors of a blog.',
        },
      ],
    },
    {
      id: 'KUAR17-07',
      title: 'Ghost with MySQL',
      goal: 'Three Pods of Ghost share one database.',
      nature: 'normal',
      stack: 'ghost/02-mysql',
      continues: true,
      begin: {
        running: [objects(SQLITE)],
        files: { 'ghost.yaml': GHOST, 'at-prompt.sh': AT_PROMPT },
      },
      steps: [
        {
          task: 'A file cannot be shared. In ghost-config.js, choose MySQL: host mysql, user root, password root, database ghost_db.',
          writes: { 'ghost-config.js': configuredFor(MYSQL_DATABASE) },
          see: [
            file(
              'ghost-config.js',
              "client: 'mysql',",
              "host : 'mysql',",
              "user : 'root',",
              "password : 'root',",
              "database : 'ghost_db',",
              "charset : 'utf8'",
            ),
          ],
        },
        {
          task: 'Put it into a second ConfigMap, so that the first one stays as it is.',
          run: 'kubectl create configmap ghost-config-mysql --from-file ghost-config.js',
          see: [
            prints('configmap/ghost-config-mysql created'),
            has('configmaps/ghost-config-mysql', { data: { 'ghost-config.js': configuredFor(MYSQL_DATABASE) } }),
          ],
        },
        {
          task:
            'Point the Deployment in ghost.yaml to the new ConfigMap. Run MySQL as in chapter 15, with the password root: the one ' +
            'given there is another, and both must be the same.',
          writes: { 'ghost.yaml': ON_MYSQL, 'mysql.yaml': MYSQL },
          hand: 'kubectl apply -f mysql.yaml',
          see: [
            file('ghost.yaml', 'configMap:', 'name: ghost-config-mysql'),
            has('services/mysql', { spec: { ports: [{ port: 3306 }] } }),
            asks(`${SQL} -N -e 'select 1'`, prints(`${WARNING}\n1`)),
          ],
        },
        {
          task: 'Go to the client of MySQL.',
          run: `bash at-prompt.sh '${CLIENT} -p' root`,
          original: { run: 'kubectl exec -it mysql-xyz -- mysql -u root -p', why: isTyped },
          see: [lines('Welcome to the MySQL monitor. Commands end with ; or \\g.', 'mysql> exit', 'Bye')],
        },
        {
          task: 'Create the database.',
          run: `bash at-prompt.sh '${CLIENT} -p' root 'create database ghost_db;'`,
          original: { run: 'create database ghost_db;', why: isTyped },
          see: [
            lines('Query OK, 1 row affected ({{count}} sec)'),
            asks(`${SQL} -N -e 'show databases like "ghost_db"'`, prints(`${WARNING}\nghost_db`)),
          ],
        },
        {
          task: 'Apply the new ghost.yaml, and let three Pods write one blog.',
          run: 'kubectl apply -f ghost.yaml\nkubectl scale deployment ghost --replicas=3',
          see: [
            prints('deployment.apps/ghost configured\ndeployment.apps/ghost scaled'),
            amount(3, 'pods', 'run=ghost', { status: { phase: 'Running', containerStatuses: [{ ready: true }] } }),
            has('deployments/ghost', {
              spec: { template: { spec: { volumes: [{ configMap: { name: 'ghost-config-mysql' } }] } } },
              status: { readyReplicas: 3, updatedReplicas: 3 },
            }),
            asks(`${SQL} -N ghost_db -e 'select title from posts limit 1'`, prints(`${WARNING}\nWelcome to Ghost`)),
          ],
          moral: 'With the data elsewhere, Pods of Ghost can be many, and can be replaced.',
        },
      ],
    },
  ],
};
