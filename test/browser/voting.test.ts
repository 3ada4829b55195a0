import { votingReplicasets } from '../../src/workshop/stacks/voting-replicasets';
import { builtLesson } from '../support/built-stack';
import { describeWithChromium, says } from '../support/chromium';
import { ServedApplications } from '../support/served-applications';
import { developmentObjects } from '../support/whole-program';

jest.setTimeout(60_000);

describeWithChromium('the voting app in a browser', (browser) => {
  let app: ServedApplications;

  beforeAll(async () => {
    const elsewhere = { voteNodePort: 31_555, resultNodePort: 31_556 };
    app = await ServedApplications.start([
      ...builtLesson(votingReplicasets, '01-before').manifests,
      ...developmentObjects({ 'voting-deployments': elsewhere }),
    ]);
  });

  afterAll(() => app.stop());

  test('who votes for cats sees it in the result that is open beside, and may change the vote', async () => {
    const result = await browser.open(app.url('default/result'));
    await says(result, '#result', 'No votes yet');
    const vote = await browser.open(app.url('default/vote'));
    expect(await vote.title()).toBe('Cats vs Dogs!');
    await vote.getByRole('button', { name: 'Cats' }).click();
    await says(result, '#a', '100.0%');
    await says(result, '#result', '1 vote');
    expect(await vote.getByRole('button', { name: 'Cats' }).isDisabled()).toBe(true);
    await vote.getByRole('button', { name: 'Dogs' }).click();
    await says(result, '#b', '100.0%');
    await says(result, '#result', '1 vote');
  });

  test('the vote of another browser is another vote', async () => {
    const result = await browser.open(app.url('default/result'));
    const vote = await browser.open(app.url('default/vote'));
    await vote.getByRole('button', { name: 'Cats' }).click();
    await says(result, '#result', '2 votes');
    await says(result, '#a', '50.0%');
  });

  test('the page names the Pod that it comes from; votes go with the Pod of the results while its page is open', async () => {
    const result = await browser.open(app.url('default/result'));
    await says(result, '#result', '2 votes');
    const vote = await browser.open(app.url('default/vote'));
    const [voter = '', results = ''] = [app.podNames('voter')[0], app.podNames('results')[0]];
    await says(vote, '#hostname', `Processed by container ID ${voter}`);
    for (const pod of [voter, results]) app.client.delete('pods', 'default', pod);
    await app.pass(90);
    await says(result, '#result', 'No votes yet');
    await vote.reload();
    const [replaced = ''] = app.podNames('voter');
    expect(replaced).not.toBe(voter);
    await says(vote, '#hostname', `Processed by container ID ${replaced}`);
    // Nobody answered for some seconds of the cluster.
    browser.takeProblems();
  });

  test('another poll, in another namespace and on other ports, has votes of its own', async () => {
    const result = await browser.open(app.url('here-voting-deployments/result'));
    const vote = await browser.open(app.url('here-voting-deployments/vote'));
    expect([new URL(vote.url()).port, new URL(result.url()).port]).toEqual(['31555', '31556']);
    await vote.getByRole('button', { name: '.NET' }).click();
    await says(result, '#b', '100.0%');
    await says(result, '.choice.b .label', '.NET');
    await says(await browser.open(app.url('default/result')), '#result', 'No votes yet');
  });
});
