import { awsme } from '../../src/workshop/stacks/awsme';
import { builtLesson } from '../support/built-stack';
import { describeWithChromium, says } from '../support/chromium';
import { ServedApplications } from '../support/served-applications';
import { developmentObjects } from '../support/whole-program';

jest.setTimeout(60_000);

describeWithChromium('the frontend of awsme in a browser', (browser) => {
  let app: ServedApplications;

  beforeAll(async () => {
    app = await ServedApplications.start([
      ...builtLesson(awsme, '07-limits').manifests,
      ...developmentObjects({ awsme: { serviceType: 'NodePort', nodePort: 31_558 } }),
    ]);
  });

  afterAll(() => app.stop());

  test('it stores notes and shows them again, as text', async () => {
    const page = await browser.open(app.url('default/frontend'));
    expect(await page.locator('#notes li').count()).toBe(0);
    await page.getByPlaceholder('A new note').fill('Learn <b>Pods</b>');
    await page.getByRole('button', { name: 'Add' }).click();
    await says(page, '#notes li', 'Learn <b>Pods</b>');
    await page.getByPlaceholder('A new note').fill("It's stored");
    await page.keyboard.press('Enter');
    await says(page, '#notes li', "It's stored");
    await page.reload();
    expect(await page.locator('#notes li').allInnerTexts()).toEqual(['Learn <b>Pods</b>', "It's stored"]);
  });

  test('it names the backend that answered, also when that is another Pod', async () => {
    const page = await browser.open(app.url('default/frontend'));
    const address = (): string =>
      app.client.list('pods', 'default').find(({ metadata }) => metadata.name.startsWith('backend'))?.status?.podIP ??
      '';
    await says(page, '#internal-ip', address());
    const [old = ''] = app.podNames('backend');
    const manifest = builtLesson(awsme, '07-limits').get('Pod/backend');
    app.client.delete('pods', 'default', old);
    await app.pass(60);
    app.load([manifest]);
    await app.pass(30);
    await page.reload();
    await says(page, '#internal-ip', address());
    await says(page, '#notes li', "It's stored");
  });

  test('without its database it says so, in place of notes', async () => {
    const page = await browser.open(app.url('here-awsme/frontend'));
    expect(new URL(page.url()).port).toBe('31558');
    expect(await page.locator('#error').isVisible()).toBe(false);
    app.client.delete('apps/deployments', 'here-awsme', 'db');
    await app.pass(60);
    await page.reload();
    await says(page, '#error', 'connection refused');
    await page.getByPlaceholder('A new note').fill('lost');
    await page.keyboard.press('Enter');
    await says(page, '#answer', 'connection refused');
  });
});
