import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { commandCheck, urlCheck } from '../../../src/deploy';

const region = { environment: 'east', region: 'the-east', stack: 'shop', version: 'v2', context: 'prod' };

describe('a page', () => {
  let server: Server;
  let asked: (string | undefined)[];
  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      asked.push(request.url);
      const code = Number(request.url?.slice(1, 4));
      if (code === 0) return void request.socket.destroy();
      response.writeHead(code, { location: '/404' });
      response.end('words');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const at = (path: string): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

  test.each([
    { path: '/200', finding: undefined },
    { path: '/302', finding: undefined },
    { path: '/404', finding: /\/404 answers 404$/ },
    { path: '/503', finding: /\/503 answers 503$/ },
    { path: '/000', finding: /\/000 does not answer: socket hang up$/ },
  ])('$path: $finding', async ({ path, finding }) => {
    const found = await urlCheck(at(path), region)();
    if (finding === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(finding);
  });

  test('is asked with what is known of the region', async () => {
    await urlCheck(at('/200/{region}/{environment}?v={version}&s={stack}&c={context}&other={other}'), region)();
    expect(asked).toEqual(['/200/the-east/east?v=v2&s=shop&c=prod&other={other}']);
  });

  test.each(['https://{region} shop/', 'ftp://{region}/', 'east'])('cannot be %s', async (address) => {
    const finding = await urlCheck(address, { ...region, region: 'the east' })();
    expect(finding).toBe(`'${address.replace('{region}', 'the east')}' is no address with http:// or https://`);
  });

  test('that nobody has says where nothing is', async () => {
    const nobody = createServer();
    await new Promise<void>((resolve) => nobody.listen(0, '127.0.0.1', resolve));
    const { port } = nobody.address() as AddressInfo;
    await new Promise((resolve) => nobody.close(resolve));
    expect(await urlCheck(`http://127.0.0.1:${port}/`, region)()).toMatch(/does not answer: .*ECONNREFUSED/);
  });
});

test.each([
  { command: 'true', finding: undefined },
  {
    command: 'echo one; echo two >&2; exit 3',
    finding: "check 'echo one; echo two >&2; exit 3' ends with 3: one; two",
  },
  { command: 'test "$WORKSHOP_REGION $WORKSHOP_VERSION $WORKSHOP_CONTEXT" = "the-east v2 prod"', finding: undefined },
  { command: 'kill -9 $$', finding: "check 'kill -9 $$' was ended by SIGKILL" },
])('the command $command: $finding', async ({ command, finding }) => {
  expect(await commandCheck(command, region)()).toBe(finding);
});

test('a command ends with the rollout that somebody interrupts', async () => {
  const controller = new AbortController();
  const checking = commandCheck('sleep 60', region)(controller.signal);
  controller.abort();
  expect(await checking).toMatch(/^check 'sleep 60' /);
});
