import type { CommandStatus } from '../../../../src/simulator/edge/connections/command-run';
import { WrittenOrder } from '../../../../src/simulator/edge/connections/written-order';

const SUCCESS: CommandStatus = { metadata: {}, status: 'Success' };

/** What a client was sent, and what it was asked. */
class Client {
  readonly heard: string[] = [];
  readonly asked: (() => void)[] = [];
  sent = 0;
  readonly order = new WrittenOrder(
    {
      data: (stream, bytes, onSent) => {
        this.heard.push(`${stream} ${bytes.toString()}`);
        onSent();
      },
      end: ({ status }) => this.heard.push(`${status}`),
    },
    (answered) => this.asked.push(answered),
  );

  write(stream: 'stdout' | 'stderr', text: string): void {
    this.order.data(stream, Buffer.from(text), () => (this.sent += 1));
  }
}

let client: Client;

beforeEach(() => {
  jest.useFakeTimers();
  client = new Client();
});

afterEach(() => jest.useRealTimers());

test('output of one stream, and its end, wait for nobody', () => {
  client.write('stdout', 'a');
  client.write('stdout', 'b');
  client.order.end(SUCCESS);
  expect(client.heard).toEqual(['stdout a', 'stdout b', 'Success']);
  expect(client.asked).toHaveLength(0);
});

test('the other stream waits until the client has read the first one, and so does all that follows', () => {
  client.write('stderr', 'a');
  client.write('stdout', 'b');
  client.write('stdout', 'c');
  client.order.end(SUCCESS);
  expect(client.heard).toEqual(['stderr a']);
  expect(client.sent).toBe(1);
  expect(client.asked).toHaveLength(1);
  client.asked[0]?.();
  jest.advanceTimersByTime(1);
  expect(client.heard).toEqual(['stderr a', 'stdout b', 'stdout c', 'Success']);
  expect(client.sent).toBe(3);
});

test('every change of the stream is waited for', () => {
  for (const [index, text] of ['a', 'b', 'c'].entries()) client.write(index % 2 === 0 ? 'stdout' : 'stderr', text);
  for (const [index, heard] of [
    ['stdout a', 'stderr b'],
    ['stdout a', 'stderr b', 'stdout c'],
  ].entries()) {
    client.asked[index]?.();
    jest.advanceTimersByTime(1);
    expect(client.heard).toEqual(heard);
  }
});

test('a client that never says what it has read gets everything all the same', () => {
  client.write('stdout', 'a');
  client.write('stderr', 'b');
  client.order.end(SUCCESS);
  jest.advanceTimersByTime(49);
  expect(client.heard).toEqual(['stdout a']);
  jest.advanceTimersByTime(1);
  jest.runAllTimers();
  expect(client.heard).toEqual(['stdout a', 'stderr b', 'Success']);
  // An answer that comes later changes nothing.
  client.write('stderr', 'c');
  client.write('stdout', 'd');
  client.asked[0]?.();
  jest.advanceTimersByTime(2);
  expect(client.heard.at(-1)).toBe('stderr c');
});
