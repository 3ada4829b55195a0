import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE_SECRETS } from '../../../src/workshop/environments';
import { ghost } from '../../../src/workshop/stacks/ghost';
import { kuarMysql } from '../../../src/workshop/stacks/kuar-mysql';
import { builtLesson, builtProduction } from '../../support/built-stack';

const FILES = join(__dirname, '../../../src/workshop/stacks/ghost/files');

test.each([
  { stage: '01-sqlite', config: 'ghost-config', file: 'ghost-config.js' },
  { stage: '02-mysql', config: 'ghost-config-mysql', file: 'mysql/ghost-config.js' },
])('the ConfigMap of $stage is the file $file', ({ stage, config, file }) => {
  expect(builtLesson(ghost, stage).get(`ConfigMap/${config}`)).toMatchObject({
    data: { 'ghost-config.js': readFileSync(join(FILES, file), 'utf8') },
  });
});

test('the password that the lesson writes into its configuration is a listed sample', () => {
  const config = builtLesson(ghost, '02-mysql').get('ConfigMap/ghost-config-mysql');
  expect(JSON.stringify(config)).toContain(`password : '${SAMPLE_SECRETS.ghostDatabasePassword}'`);
});

test('outside lessons Ghost and MySQL are given the same password, in Secrets of their own namespaces', () => {
  const ofGhost = builtProduction(ghost, {}, 'derived').get('Secret/mysql');
  const ofMysql = builtProduction(kuarMysql, {}, 'derived').get('Secret/mysql');
  expect(ofGhost.metadata.namespace).toBe('live-ghost');
  expect(ofMysql.metadata.namespace).toBe('live-kuar-mysql');
  expect(ofGhost['data']).toEqual(ofMysql['data']);
});

test('outside lessons Ghost reads one file of the ConfigMap, the database of kuar-mysql and no literal password', () => {
  expect(builtProduction(ghost).get('Deployment/ghost')).toMatchObject({
    spec: {
      template: {
        spec: {
          containers: [
            {
              env: [
                { name: 'url' },
                { name: 'database__connection__host', value: 'mysql.live-kuar-mysql' },
                {
                  name: 'database__connection__password',
                  valueFrom: { secretKeyRef: { name: 'mysql', key: 'password' } },
                },
              ],
              volumeMounts: [
                { mountPath: '/var/lib/ghost/config.production.json', subPath: 'config.production.json' },
                { mountPath: '/var/lib/ghost/content' },
              ],
            },
          ],
        },
      },
    },
  });
});
