import fc from 'fast-check';
import { missingRules } from '../../../src/simulator/api';

const rule = (verbs: string, resources: string, more: object = {}) => ({
  apiGroups: [''],
  resources: resources.split(' '),
  verbs: verbs.split(' '),
  ...more,
});

describe('rules that are missing', () => {
  test.each([
    { title: 'none is', owned: [rule('get list', 'pods')], missing: [] },
    { title: 'all verbs are given', owned: [rule('*', 'pods')], missing: [] },
    { title: 'all resources are given', owned: [rule('get list watch', '*')], missing: [] },
    { title: 'one verb is', owned: [rule('get', 'pods')], missing: [rule('list', 'pods')] },
    { title: 'names limit what is given', owned: [rule('get list', 'pods', { resourceNames: ['a'] })], missing: 'all' },
    { title: 'another group is given', owned: [{ ...rule('*', '*'), apiGroups: ['apps'] }], missing: 'all' },
  ])('$title', ({ owned, missing }) => {
    const all = [rule('get', 'pods'), rule('list', 'pods')];
    expect(missingRules(owned, [rule('get list', 'pods')])).toEqual(missing === 'all' ? all : missing);
  });

  test('subresources and paths may be given with a star', () => {
    expect(missingRules([rule('get', '*/log')], [rule('get', 'pods/log')])).toEqual([]);
    expect(missingRules([rule('get', '*/log')], [rule('get', 'pods/exec')])).toHaveLength(1);
    const paths = (...nonResourceURLs: string[]) => [{ nonResourceURLs, verbs: ['get'] }];
    expect(missingRules(paths('/api/*'), paths('/api/v1', '/healthz'))).toEqual(paths('/healthz'));
  });

  test('with them, nothing is missing any more', () => {
    const words = (...all: string[]) => fc.uniqueArray(fc.constantFrom(...all), { minLength: 1 });
    const rules = fc.array(
      fc.record({
        apiGroups: words('', 'apps', '*'),
        resources: words('pods', 'pods/log', '*/log', '*'),
        verbs: words('get', 'list', '*'),
      }),
    );
    fc.assert(
      fc.property(rules, rules, (owned, wanted) => {
        expect(missingRules([...owned, ...missingRules(owned, wanted)], wanted)).toEqual([]);
      }),
    );
  });
});
