import { type Attempt, decideWait } from '../../src/deploy/api/retry';

const refused = (code: number, more: object = {}, retryAfterSeconds?: number): Attempt => ({
  kind: 'refused',
  status: { code, message: 'no', ...more },
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});
const lost = (code: string): Attempt => ({ kind: 'lost', code });
const cause = (reason: string): object => ({ details: { causes: [{ reason }] } });

test.each([
  { what: 'a connection that was reset', attempt: lost('ECONNRESET'), isRepeated: true },
  { what: 'a server that restarts', attempt: lost('ECONNREFUSED'), isRepeated: true },
  { what: 'a certificate that has expired', attempt: lost('CERT_HAS_EXPIRED'), isRepeated: false },
  { what: 'a name that does not exist', attempt: lost('ENOTFOUND'), isRepeated: false },
  { what: 'somebody who wrote at the same moment', attempt: refused(409), isRepeated: true },
  { what: 'a field that somebody else owns', attempt: refused(409, cause('FieldManagerConflict')), isRepeated: false },
  {
    what: 'another object of the same name',
    attempt: refused(409, { message: 'the UID in the precondition (a) does not match' }),
    isRepeated: false,
  },
  { what: 'a server that is busy', attempt: refused(429), isRepeated: true },
  { what: 'an internal error', attempt: refused(500), isRepeated: true },
  {
    what: 'a field that no schema has',
    attempt: refused(500, { message: 'failed to create typed patch object' }),
    isRepeated: false,
  },
  { what: 'a proxy that reaches nobody', attempt: refused(502), isRepeated: true },
  { what: 'a namespace that goes away', attempt: refused(403, cause('NamespaceTerminating')), isRepeated: true },
  {
    what: 'a quota whose usage is not counted yet',
    attempt: refused(403, { message: 'pods "a" is forbidden: status unknown for quota: b, resources: pods' }),
    isRepeated: true,
  },
  {
    what: 'a namespace whose account is not made yet',
    attempt: refused(403, {
      message: 'error looking up service account a/default: serviceaccount "default" not found',
    }),
    isRepeated: true,
  },
  {
    what: 'an account that nobody makes',
    attempt: refused(403, { message: 'error looking up service account a/b: serviceaccount "b" not found' }),
    isRepeated: false,
  },
  { what: 'a right that is missing', attempt: refused(403), isRepeated: false },
  { what: 'an invalid object', attempt: refused(422), isRepeated: false },
  { what: 'an object that is not there', attempt: refused(404), isRepeated: false },
])('$what: asked again is $isRepeated', ({ attempt, isRepeated }) => {
  expect(decideWait(attempt, 1, 0.5) !== undefined).toBe(isRepeated);
});

test('waits double up to five seconds, and are spread', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 8].map((attempts) => decideWait(refused(503), attempts, 1));
  expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
  expect(decideWait(refused(503), 1, 0)).toBe(50);
});

test('what the server asks for counts more, up to half a minute', () => {
  expect(decideWait(refused(429, {}, 7), 1, 0)).toBe(7000);
  expect(decideWait(refused(429, {}, 3600), 1, 0)).toBe(30_000);
  expect(decideWait(refused(429, {}, 0), 1, 0)).toBe(50);
});
