import { kuarMysql } from '../../../src/workshop/stacks/kuar-mysql';
import { builtLesson, builtProduction } from '../../support/built-stack';

test('the lesson binds its claim to the NFS volume by label, and asks for no class', () => {
  const lesson = builtLesson(kuarMysql);
  expect(lesson.get('PersistentVolume/database').metadata.labels).toEqual({ volume: 'my-volume' });
  const { spec } = lesson.get('PersistentVolumeClaim/database');
  expect(spec).toMatchObject({ selector: { matchLabels: { volume: 'my-volume' } } });
  expect(spec).not.toHaveProperty('storageClassName');
});

test('outside lessons it ends the old Pod before the new one starts, and keeps the password in a Secret', () => {
  const production = builtProduction(kuarMysql, { storageClass: 'fast' });
  expect(production.get('PersistentVolumeClaim/database')).toMatchObject({ spec: { storageClassName: 'fast' } });
  const valueFrom = { secretKeyRef: { name: 'mysql', key: 'password' } };
  expect(production.get('Deployment/mysql')).toMatchObject({
    spec: {
      strategy: { type: 'Recreate' },
      template: { spec: { containers: [{ env: [{ name: 'MYSQL_ROOT_PASSWORD', valueFrom }] }] } },
    },
  });
});
