import { pythonImage } from '../../../../src/simulator/images/python';
import { redisImage } from '../../../../src/simulator/images/redis';
import { ProgramWorld } from '../program-world';

const world = () => new ProgramWorld([pythonImage, redisImage]);
const debugPod = (within: ProgramWorld) => within.start('debug', 'python:3.9', { argv: ['sleep', '999999999'] });

test.each([
  { code: 'print(1 + 2 * 3)', output: '7\n' },
  { code: "for x in ['a', 'b']: print(x, len(x))", output: 'a 1\nb 1\n' },
  { code: "d = {'a': [1, None]}; print(d['a'], d)", output: "[1, None] {'a': [1, None]}\n" },
  { code: 'import socket; print(socket.gethostname())', output: 'debug\n' },
])('$code prints what Python prints', ({ code, output }) => {
  expect(debugPod(world()).command(['python3', '-c', code])).toEqual({ code: 0, output });
});

test.each([
  { code: 'import nothing', last: "ModuleNotFoundError: No module named 'nothing'" },
  { code: 'print(x)', last: "NameError: name 'x' is not defined" },
  { code: 'print(', last: 'SyntaxError: invalid syntax' },
  { code: 'import redis', last: "ModuleNotFoundError: No module named 'redis'" },
])('$code raises an exception, and ends with 1', ({ code, last }) => {
  const { code: exit, output } = debugPod(world()).command(['python3', '-c', code]);
  expect(exit).toBe(1);
  expect(output.trimEnd().split('\n').at(-1)).toBe(last);
});

test('after pip install redis the lines of the homework reach Redis through its Service', () => {
  const within = world();
  within.start('redis', 'redis:5.0.0');
  const address = within.expose('redis', 6379);
  const pod = debugPod(within);
  within.pass(2000);
  expect(pod.command(['pip', 'install', 'redis']).output).toContain('Successfully installed redis-');
  const client = `import redis\nrd = redis.StrictRedis(host='${address}', port=6379, db=0)\n`;
  expect(pod.command(['python3'], `${client}rd.set('k', 'v')\nrd.get('k')\n`)).toEqual({ code: 0, output: '' });
  expect(pod.command(['python3', '-c', `${client}print(rd.set('k', 'v'), rd.get('k'))`]).output).toBe("True b'v'\n");
  expect(pod.command(['python3', '-c', `${client}print(rd.get('other'))`]).output).toBe('None\n');
});

test('without Redis its client says where it has knocked', () => {
  const within = world();
  const pod = debugPod(within);
  pod.command(['pip', 'install', 'redis']);
  const { output } = pod.command(['python3', '-c', "import redis; redis.Redis(host='127.0.0.1').get('k')"]);
  expect(output).toContain(
    'redis.exceptions.ConnectionError: Error 111 connecting to 127.0.0.1:6379. Connection refused.',
  );
});
