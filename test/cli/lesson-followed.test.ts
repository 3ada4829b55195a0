import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProgress } from '../../src/cli/lessons/progress-file';
import { describeWithKubectl } from '../support/real-kubectl';
import { FollowedLesson } from './followed-lesson';
import { newFolder } from './team-program';

const LIMIT_MS = 90_000;

describeWithKubectl('somebody who follows a lesson', ({ path }) => {
  const home = process.cwd();
  beforeEach(() => {
    process.chdir(newFolder());
    process.env['WORKSHOP_PROGRESS'] = join(process.cwd(), 'progress.json');
  });
  afterEach(() => {
    process.chdir(home);
    delete process.env['WORKSHOP_PROGRESS'];
  });

  test(
    'types with a kubectl of their own: what changes the cluster is recognised, and what only looks',
    async () => {
      const lesson = new FollowedLesson('AWSME-01', path);
      await lesson.hears('1/4 Go to the folder');
      lesson.answers('');
      await lesson.hears('files: manifests/db.yaml (saved for you)');
      lesson.answers('f');
      expect(await lesson.hears('q: stop here')).not.toContain('kind: Pod');
      await lesson.hears('kind: Pod');
      lesson.answers('');
      await lesson.hears('3/4 Hand the manifest to the cluster.');
      await lesson.hears('I am watching the cluster');
      lesson.answers('');
      await lesson.hears('not yet: pods/db');
      lesson.answers('h');
      await lesson.hears('what you should see:\n      pod/db created\n');
      expect(await lesson.kubectlSays('apply', '-f', 'manifests/db.yaml')).toBe('pod/db created\n');
      await lesson.hears('done\n');
      await lesson.hears('4/4 List the Pods, until the database runs.');
      await lesson.hears('q: stop here');
      await lesson.kubectlSays('get', 'pod');
      await lesson.hears('AWSME-01 is done');
      expect(readProgress()).toEqual({ 'AWSME-01': { done: 4, steps: 4 } });
      await lesson.hears('Enter: on to AWSME-02 Find a Pod IP');
      lesson.answers('q');
      await lesson.hears('Next: workshop lesson AWSME-02 (Find a Pod IP)');
      expect(await lesson.over).toBe(0);
      expect(existsSync('.workshop/lessons/AWSME-01/.kubeconfig')).toBe(false);
    },
    LIMIT_MS,
  );

  test(
    'has steps done for them, goes on another day, and then on to the next exercise on the same cluster',
    async () => {
      const first = new FollowedLesson('TACC-04', path);
      await first.hears('read the files');
      first.answers('');
      await first.hears('2/3 Create it.');
      await first.hears('d: do it for me');
      first.answers('d');
      await first.hears('deployment.apps/py-debug-deployment created');
      await first.hears('3/3 Open a shell in its Pod.');
      await first.hears('q: stop here');
      first.answers('q');
      await first.hears("You can go on from here with 'workshop lesson TACC-04'.");
      expect(await first.over).toBe(0);

      const second = new FollowedLesson('TACC-04', path);
      await second.hears('You have done 2 of 3 steps: they are carried out again.');
      await second.hears('3/3 Open a shell in its Pod.');
      await second.hears('q: stop here');
      second.answers('d');
      await second.hears('your own terminal does not know that: type it there, too');
      await second.hears('Enter: on to TACC-05');
      second.answers('');
      await second.hears('1/2 From the Pod for debugging');
      expect(await second.kubectlSays('get', 'pods')).toMatch(/^py-debug-deployment-.*1\/1 +Running/m);
      second.leaves();
      expect(await second.over).toBe(0);
    },
    LIMIT_MS,
  );

  test(
    'lets hours pass with Enter, and sees ages that make sense',
    async () => {
      const lesson = new FollowedLesson('KUAR12-10', path);
      await lesson.hears('The clock of the cluster is 600 minutes behind yours');
      await lesson.hears('1/2 Apply a CronJob');
      await lesson.hears('I am watching the cluster');
      expect(await lesson.kubectlSays('apply', '-f', 'modern/example-cron.yaml')).toContain('created');
      await lesson.hears('2/2 Read how it is set up.');
      await lesson.hears('Enter: let 10h pass at once, when you have done it');
      lesson.answers('');
      await lesson.hears('10h have passed');
      const jobs = await lesson.kubectlSays('get', 'jobs');
      expect(jobs).toMatch(/^example-cron-\d+ /m);
      expect(await lesson.kubectlSays('describe', 'cronjob', 'example-cron')).not.toContain('<invalid>');
      lesson.leaves();
      expect(await lesson.over).toBe(0);
    },
    LIMIT_MS,
  );

  test(
    'hears once that progress cannot be kept, and goes on',
    async () => {
      writeFileSync('file', '');
      process.env['WORKSHOP_PROGRESS'] = join(process.cwd(), 'file', 'progress.json');
      const lesson = new FollowedLesson('AWSME-01', path);
      await lesson.hears('1/4');
      lesson.answers('');
      await lesson.hears('how far you are cannot be kept: ');
      await lesson.hears('2/4');
      lesson.leaves();
      expect(await lesson.over).toBe(0);
    },
    LIMIT_MS,
  );

  test(
    'cannot have a folder where a file stands',
    async () => {
      mkdirSync('.workshop/lessons', { recursive: true });
      writeFileSync('.workshop/lessons/AWSME-01', '');
      await expect(new FollowedLesson('AWSME-01', path).over).rejects.toMatchObject({ code: 'EEXIST' });
    },
    LIMIT_MS,
  );
});
