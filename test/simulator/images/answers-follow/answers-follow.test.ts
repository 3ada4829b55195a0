import { applications } from './applications';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { describeWithShared } from '../../../support/shared';
import type { Told } from './application';
import { ToldCluster } from './told-cluster';

const FIRST: Told = { name: 'alpha', port: 8101, value: 'north', needs: 'gamma' };
const RENAMED: Told = { ...FIRST, name: 'beta' };
const CHANGED: Told = { name: 'beta', port: 8102, value: 'south', needs: 'delta' };

test.each(applications.map((application) => ({ title: [application.image, application.part].join(' '), application })))(
  'restarted, renamed, with another port and told something else, $title answers as it is told',
  ({ application }) => {
    const { shows, isClient = false, isSilent = false, isMissing = false } = application;
    const cluster = new ToldCluster(application, FIRST);
    if (isMissing) {
      cluster.pass('10s');
      expect(cluster.waitsFor).toMatch(new RegExp(`ErrImagePull|ImagePullBackOff.*${application.image}`));
      cluster.push(application.image);
    }
    expect(cluster.answer()).toMatch(shows(FIRST));
    cluster.restart();
    expect(cluster.answer()).toMatch(shows(FIRST));
    if (!isClient) {
      cluster.rename(RENAMED.name, FIRST.needs);
      expect(cluster.answer(RENAMED)).toMatch(shows(RENAMED));
      expect(cluster.firstAnswer(FIRST)).not.toMatch(shows(FIRST));
      expect(cluster.firstAnswer({ ...RENAMED, port: CHANGED.port })).not.toMatch(shows(RENAMED));
    }
    cluster.tell(CHANGED);
    const changed = cluster.answer(CHANGED);
    expect(changed).toMatch(shows(CHANGED));
    if (!isSilent) expect(changed).not.toMatch(shows(FIRST));
    if (application.needs !== undefined) {
      cluster.hide(0);
      cluster.restart();
      cluster.pass('30s');
      expect(cluster.firstAnswer(CHANGED)).not.toMatch(shows(CHANGED));
    }
  },
);

describeWithShared('the catalogue of the workshops', (shared) => {
  test('every image of it is followed', () => {
    const text = readFileSync(join(shared, 'workshop/catalogue.yaml'), 'utf8');
    const { images } = parse(text) as { readonly images: readonly { readonly image: string }[] };
    const followed = new Set(applications.map(({ image }) => image));
    const named = images.flatMap(({ image }) => namesOf(image));
    expect(named.filter((image) => !followed.has(image))).toEqual([]);
  });
});

/** Images of an entry: `redis, redis:alpine`, `kuard:blue|green`, `$USERNAME/worker (latest, v0.2; ...)`. */
function namesOf(entry: string): readonly string[] {
  return entry
    .replace(/ \(.*\)$/, '')
    .split(', ')
    .flatMap((name) => {
      const [base = '', ...tags] = name.split('|');
      return [base, ...tags.map((tag) => base.replace(/:[^:]*$/, `:${tag}`))];
    });
}
