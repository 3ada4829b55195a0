import type { ApiExchange, ApiRequest, ApiResult } from '../../../src/simulator/apiserver/request';
import { streamingServer } from '../../support/streaming-cluster';
import { requestOf } from './sample-server';

const POD = '/api/v1/namespaces/default/pods';
const SERVICE = '/api/v1/namespaces/default/services';
const UPGRADE = { connection: 'Upgrade', upgrade: 'websocket' };

interface Heard {
  status: number;
  headers: Readonly<Record<string, string | readonly string[]>>;
  text: string;
  isOver: boolean;
}

function listen(exchange: ApiExchange): Heard {
  const heard: Heard = { status: 0, headers: {}, text: '', isOver: false };
  exchange.open((head) => Object.assign(heard, head), {
    data: (_stream, bytes) => {
      heard.text += new TextDecoder().decode(bytes);
    },
    end: () => {
      heard.isOver = true;
    },
    ready: () => undefined,
  });
  return heard;
}

/** What a server with fake containers answers, complete: time passes until it is. */
function asked(method: string, target: string, headers: ApiRequest['headers'] = {}, body?: string): Heard {
  const { server } = streamingServer();
  const result = server.receive(requestOf(method, target, body, { headers }));
  if ('start' in result) throw new Error('it is a watch');
  if ('body' in result) {
    const text = typeof result.body === 'string' ? result.body : new TextDecoder().decode(result.body);
    return { status: result.status, headers: result.headers, text, isOver: true };
  }
  if (result.kind !== 'exchange') throw new Error(`it is a way into containers: ${result.kind}`);
  const heard = listen(result);
  server.loop.runTo(server.loop.nowMs + 1000);
  return heard;
}

const messageOf = ({ text }: Heard): string => (JSON.parse(text) as { readonly message: string }).message;

test.each([
  { query: 'tailLines=-1', says: 'tailLines: Invalid value: -1: must be greater than or equal to 0' },
  { query: 'limitBytes=0', says: 'limitBytes: Invalid value: 0: must be greater than 0' },
  { query: 'sinceSeconds=0', says: 'sinceSeconds: Invalid value: 0: must be greater than 0' },
  { query: 'stream=Stderr', says: 'stream: Forbidden: may not be specified' },
])('a log with $query is invalid', ({ query, says }) => {
  const answer = asked('GET', `${POD}/web/log?${query}`);
  expect(answer.status).toBe(422);
  expect(messageOf(answer)).toBe(`PodLogOptions "" is invalid: ${says}`);
});

test.each([
  { target: 'two/log', says: 'a container name must be specified for pod two, choose one of: [left right]' },
  { target: 'two/log?container=x', says: 'container x is not valid for pod two' },
  { target: 'web/exec?command=ls', says: 'Upgrade request required' },
  { target: 'web/portforward', says: 'Upgrade request required' },
])('GET pods/$target is a bad request', ({ target, says }) => {
  const answer = asked('GET', `${POD}/${target}`);
  expect(answer.status).toBe(400);
  expect(messageOf(answer)).toBe(says);
});

test('a log is plain text', () => {
  expect(asked('GET', `${POD}/web/log?tailLines=1`)).toMatchObject({
    status: 200,
    headers: { 'content-type': 'text/plain' },
    text: 'main: third\n',
    isOver: true,
  });
});

test.each(['exec?command=ls', 'attach', 'portforward?ports=80'])(
  'who may only get Pods may not begin pods/%s by a GET',
  (target) => {
    const { server } = streamingServer(['get']);
    const result = server.receive(requestOf('GET', `${POD}/web/${target}`, undefined, { headers: UPGRADE }));
    expect(result).toMatchObject({ status: 403 });
  },
);

test('a command of a container that does not run is refused by its node, and the port of a Pod that does not', () => {
  const { server } = streamingServer();
  const check = (target: string) => (): void => {
    const result: ApiResult = server.receive(requestOf('POST', `${POD}/${target}`, undefined, { headers: UPGRADE }));
    if ('kind' in result && result.kind !== 'exchange') result.check();
  };
  expect(check('waiting/exec?command=ls')).toThrow('container not found ("main")');
  expect(check('waiting/portforward')).toThrow('pod not found ("waiting_default")');
  expect(check('web/exec?command=ls')).not.toThrow();
});

test.each([
  { target: `${POD}/web/proxy/a%20b/`, goesTo: { port: 80, target: '/a%20b/' } },
  { target: `${POD}/web:8080/proxy/`, goesTo: { port: 8080, target: '/' } },
  { target: `${SERVICE}/web:http/proxy/x?y=1&y=2`, goesTo: { port: 80, target: '/x?y=1&y=2' } },
  { target: `${SERVICE}/https:web:8080/proxy/`, goesTo: { port: 80, target: '/' } },
])('GET $target goes to $goesTo', ({ target, goesTo }) => {
  expect(JSON.parse(asked('GET', target).text)).toMatchObject({ address: '10.244.0.5', method: 'GET', ...goesTo });
});

test.each([
  {
    target: `${POD}/web:1/proxy/`,
    code: 503,
    says: /^error trying to reach service: dial tcp 10.244.0.5:1: connect: connection refused$/,
  },
  { target: `${SERVICE}/web:99/proxy/`, code: 503, says: /^no service port 99 found for service "web"$/ },
  { target: `${SERVICE}/empty:http/proxy/`, code: 503, says: /^no endpoints available for service "empty"$/ },
  { target: `${SERVICE}/web/proxy/`, code: 503, says: /^no endpoints available for service "web"$/ },
  { target: `${SERVICE}/ftp:web:80/proxy/`, code: 400, says: /^invalid service request "ftp:web:80"$/ },
  { target: `${POD}/none/proxy/`, code: 404, says: /^pods "none" not found$/ },
  { target: `${POD}/waiting/proxy/`, code: 400, says: /^address not allowed$/ },
])('GET $target is answered with $code', ({ target, code, says }) => {
  const answer = asked('GET', target);
  expect(answer.status).toBe(code);
  expect(messageOf(answer)).toMatch(says);
});

test('a proxy without a path redirects to one, with its query', () => {
  expect(asked('GET', `${POD}/web/proxy?a=1`)).toMatchObject({
    status: 301,
    headers: { location: `${POD}/web/proxy/?a=1` },
  });
});

test('a proxy hands method, headers and body on, but neither credentials nor what means one connection', () => {
  const { server, containers } = streamingServer();
  const headers = { authorization: 'Bearer x', 'x-mine': 'yes', connection: 'close, x-hop', 'x-hop': '1', host: 'h' };
  const result = server.receive(requestOf('PUT', `${POD}/web/proxy/form`, 'a=1', { headers }));
  if (!('kind' in result) || result.kind !== 'exchange') throw new Error('a proxy is an exchange');
  listen(result);
  expect(containers.lastProxied).toMatchObject({ method: 'PUT', target: '/form', body: Buffer.from('a=1') });
  expect(containers.lastProxied?.headers).toMatchObject({ 'x-mine': 'yes', host: 'h', 'x-forwarded-for': '127.0.0.1' });
  expect(Object.keys(containers.lastProxied?.headers ?? {})).not.toContain('authorization');
  expect(Object.keys(containers.lastProxied?.headers ?? {})).not.toContain('x-hop');
});

test('links that lead to the backend lead through the proxy', () => {
  expect(asked('GET', `${POD}/web/proxy/moved`)).toMatchObject({
    status: 302,
    headers: { location: `${POD}/web/proxy/there` },
  });
  expect(asked('GET', `${POD}/web/proxy/page`).text).toBe(
    `<a href="${POD}/web/proxy/next">next</a><img src="http://elsewhere/x.png">`,
  );
});

test('without a way into containers such requests are answered with 501 by `handle`', () => {
  const { server } = streamingServer();
  const result = server.handle(requestOf('GET', `${POD}/web/log`, undefined, {}));
  expect(result.status).toBe(501);
});
