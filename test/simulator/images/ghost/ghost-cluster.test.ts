import { plain } from '../../../../src/simulator/bootstrap/profiles/plain';
import { stackCalled } from '../../../support/whole-program';
import { WorkshopCluster } from '../workshop-cluster';

const [ghost, mysql] = [stackCalled('ghost'), stackCalled('kuar-mysql')];

/** The lesson shares a folder of a file server, and no StorageClass is to get in its way. */
const profile = { ...plain, nfsExports: [{ server: '192.168.0.1', path: '/exports' }] };

/** Ghost and the database that it needs, as their lessons have them: with passwords that differ. */
function deployed(): WorkshopCluster {
  const workshop = new WorkshopCluster(3, { profile });
  workshop.deploy(mysql);
  workshop.cluster.advance('2m');
  workshop.deploy(ghost, '02-mysql');
  workshop.cluster.advance('2m');
  return workshop;
}

/** Writes the password of the database into Ghost's configuration, and starts it again as the lesson says. */
function correct(workshop: WorkshopCluster): void {
  const { client } = workshop.cluster;
  const config = client.get('configmaps', 'default', 'ghost-config-mysql');
  if (config === undefined) throw new Error('the lesson has a ConfigMap');
  const text = config.data?.['ghost-config.js'] ?? '';
  const data = { 'ghost-config.js': text.replace("password : 'root'", "password : 'some-password-here'") };
  client.update('configmaps', { ...config, data });
  workshop.deletePod(workshop.pod('ghost-').metadata.name);
  workshop.cluster.advance('1m');
}

const statusOf = (workshop: WorkshopCluster, pod: string) => workshop.pod(pod).status.containerStatuses?.[0];

const query = (workshop: WorkshopCluster, sql: string): string =>
  workshop.run(workshop.pod('mysql-').metadata.name, [
    'mysql',
    '-uroot',
    '-psome-password-here',
    'ghost_db',
    '-e',
    sql,
  ]);

test('with another password than that of the database the blog crashes, says why, and runs once it is corrected', () => {
  const workshop = deployed();
  expect(statusOf(workshop, 'ghost-')?.state.waiting?.reason).toBe('CrashLoopBackOff');
  expect(workshop.logs(workshop.pod('ghost-').metadata.name)).toContain("Access denied for user 'root'@");
  correct(workshop);
  expect(statusOf(workshop, 'ghost-')).toMatchObject({ ready: true, restartCount: 0 });
  expect(workshop.ask('ghost', 2368)).toMatchObject({ status: 200 });
  expect(query(workshop, 'select title from posts')).toContain('Welcome to Ghost');
});

test('without the Pod of the database its pages are errors; the one that replaces it has the posts', () => {
  const workshop = deployed();
  correct(workshop);
  query(workshop, `insert into posts (slug, title, plaintext) values ('news', 'News', 'It is here')`);
  expect(workshop.ask('ghost', 2368).text).toContain('It is here');
  const lost = workshop.pod('mysql-').metadata.name;
  workshop.deletePod(lost);
  expect(workshop.ask('ghost', 2368).status).toBe(500);
  workshop.cluster.advance('2m');
  expect(workshop.pod('mysql-').metadata.name).not.toBe(lost);
  expect(workshop.ask('ghost', 2368)).toMatchObject({
    status: 200,
    text: expect.stringContaining('It is here') as string,
  });
  expect(statusOf(workshop, 'ghost-')?.restartCount).toBe(0);
});
