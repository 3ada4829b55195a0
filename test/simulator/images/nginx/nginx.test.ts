import { nginxImage } from '../../../../src/simulator/images/nginx';
import { ProgramWorld, type WorldContainer } from '../program-world';

const world = new ProgramWorld([nginxImage]);
let pods = 0;

function start(tag = '1.22.1', options: Parameters<ProgramWorld['start']>[2] = {}): WorldContainer {
  pods += 1;
  const container = world.start(`nginx-${pods}`, `nginx:${tag}`, options);
  world.pass(100);
  return container;
}

const shell = (container: WorldContainer, script: string): { readonly code: number; readonly output: string } =>
  container.command(['sh', '-c', script]);

test('it serves its page, and says so in its log', () => {
  const container = start('1.10.0');
  expect(world.ask(container, 80)).toMatchObject({ status: 200, text: expect.stringContaining('Welcome to nginx!') });
  expect(container.stdout()).toMatch(
    /^10\.244\.1\.1 - - \[01\/Jan\/2026:00:00:\d\d \+0000\] "GET \/ HTTP\/1\.1" 200 \d+ "-" "-" "-"\n$/,
  );
  expect(container.stderr()).toBe('');
});

test('a page that is not there is answered with the version of the server', () => {
  const container = start();
  const { status, text } = world.ask(container, 80, '/nope');
  expect([status, text.includes('<hr><center>nginx/1.22.1</center>')]).toEqual([404, true]);
  expect(text).toHaveLength(153);
  expect(container.stderr()).toContain(
    '[error] 2#2: *1 open() "/usr/share/nginx/html/nope" failed (2: No such file or directory), client: 10.244.1.1, server: localhost, request: "GET /nope HTTP/1.1"',
  );
});

test('what is put into its folder is served', () => {
  const container = start();
  shell(
    container,
    'mkdir /usr/share/nginx/html/a; echo hello > /usr/share/nginx/html/index.html; echo x > /usr/share/nginx/html/a/b.txt',
  );
  expect(world.ask(container, 80).text).toBe('hello\n');
  expect(world.ask(container, 80, '/a/b.txt').text).toBe('x\n');
  expect(world.ask(container, 80, '/a').status).toBe(301);
  expect(world.ask(container, 80, '/a/').status).toBe(403);
  expect(world.ask(container, 80, '/', 'body').status).toBe(405);
});

const CONF = `server {
  listen 8080; root /srv;
  location = /exact { return 200 "exactly $host\\n"; }
  location /old { return 301 /new; }
  location /api/ { proxy_pass http://backend/v1/; }
  location ~ \\.txt$ { default_type text/plain; return 200 text; }
  location /list/ { autoindex on; }
  location /app/ { try_files $uri /index.html; }
}`;

test('another configuration counts after a reload: ports, locations, a proxy, listings', () => {
  const container = start();
  const backend = start('1.22.1', { labels: { app: 'backend' } });
  shell(backend, 'mkdir /usr/share/nginx/html/v1; echo backend > /usr/share/nginx/html/v1/x');
  world.expose('backend', 80);
  shell(
    container,
    `mkdir -p /srv/list/sub /srv/app; echo index > /srv/index.html; echo 12 > /srv/list/file; printf '%s' '${CONF}' > /etc/nginx/conf.d/default.conf`,
  );
  expect(shell(container, 'nginx -t && nginx -s reload').output).toContain('test is successful');
  world.pass(100);
  expect(() => world.ask(container, 80)).toThrow('Connection refused');
  expect(world.ask(container, 8080, '/exact').text).toBe(`exactly ${container.address}\n`);
  expect(world.ask(container, 8080, '/old').status).toBe(301);
  expect(world.ask(container, 8080, '/api/x').text).toBe('backend\n');
  expect(world.ask(container, 8080, '/any.txt').text).toBe('text');
  expect(world.ask(container, 8080, '/list/').text).toMatch(
    /<a href="sub\/">sub\/<\/a> +\S+ \S+ +-\r\n<a href="file">file<\/a> +\S+ \S+ +3\r\n/,
  );
  expect(world.ask(container, 8080, '/app/some/page').text).toBe('index\n');
  backend.remove();
  expect(world.ask(container, 8080, '/api/x').status).toBe(502);
});

test('servers of one image share what their files say, and one whose files differ does not', () => {
  const [first, second] = [start(), start()];
  shell(
    second,
    `printf '%s' 'server { listen 80; location / { return 200 "second"; } }' > /etc/nginx/conf.d/default.conf`,
  );
  shell(second, 'nginx -s reload');
  world.pass(100);
  const third = start();
  expect(world.ask(first, 80).text).toContain('Welcome to nginx!');
  expect(world.ask(second, 80).text).toBe('second');
  expect(world.ask(third, 80).text).toContain('Welcome to nginx!');
});

test('workers run as a user of their own: what that may not read is forbidden', () => {
  const container = start();
  shell(container, 'echo x > /usr/share/nginx/html/secret; chmod 600 /usr/share/nginx/html/secret');
  expect(world.ask(container, 80, '/secret').status).toBe(403);
  expect(container.processes().map(({ uid, argv }) => `${uid} ${argv.join(' ')}`)).toEqual([
    '0 nginx -g daemon off;',
    '101 nginx: worker process',
    '101 nginx: worker process',
  ]);
});

test.each([
  { conf: 'foo bar;', problem: 'unknown directive "foo" in /etc/nginx/conf.d/default.conf:1' },
  {
    conf: 'server { listen 80; ',
    problem: 'unexpected end of file, expecting "}" in /etc/nginx/conf.d/default.conf:1',
  },
  { conf: 'server { listen 80 }', problem: 'unexpected "}" in /etc/nginx/conf.d/default.conf:1' },
])('a configuration such as "$conf" is refused, and the old one stays', ({ conf, problem }) => {
  const container = start();
  shell(container, `echo '${conf}' > /etc/nginx/conf.d/default.conf`);
  const { code, output } = container.command(['nginx', '-t']);
  expect([code, output.includes(`[emerg]`), output.includes(problem)]).toEqual([1, true, true]);
  shell(container, 'kill -HUP 1');
  world.pass(100);
  expect(world.ask(container, 80).status).toBe(200);
});

test.each([
  { signal: 'QUIT', text: 'signal 3 (SIGQUIT) received, shutting down' },
  { signal: 'TERM', text: 'signal 15 (SIGTERM) received, exiting' },
] as const)('SIG$signal ends it with code 0', ({ signal, text }) => {
  const container = start();
  container.signal(signal);
  world.pass(100);
  expect(container.end()).toMatchObject({ code: 0 });
  expect(container.stderr()).toContain(text);
});

test('newer images configure themselves by scripts before the start', () => {
  const world2 = start('1.29', {
    argv: [
      'sh',
      '-c',
      'printf "#!/bin/sh\\necho made > /usr/share/nginx/html/index.html\\n" > /docker-entrypoint.d/10-page.sh; chmod +x /docker-entrypoint.d/10-page.sh; exec /docker-entrypoint.sh nginx -g "daemon off;"',
    ],
  });
  expect(world2.stdout()).toContain('/docker-entrypoint.sh: Launching /docker-entrypoint.d/10-page.sh\n');
  expect(world.ask(world2, 80).text).toBe('made\n');
});

test('its version is told, and a second one finds the port taken', () => {
  const container = start('1.10.0');
  expect(container.command(['nginx', '-v'])).toEqual({ code: 0, output: 'nginx version: nginx/1.10.0\n' });
  expect(container.command(['nginx']).output).toContain('bind() to 0.0.0.0:80 failed (98: Address already in use)');
});
