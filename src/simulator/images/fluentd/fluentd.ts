import { type Connection, type Coroutine, isSystemError, type Process, type Program, waitForEver } from '../../process';

const MEBIBYTE = 1024 * 1024;
const MEMORY_BYTES = 38 * MEBIBYTE;
const START_MS = 700;
const HOUSEKEEPING_CORES = 0.002;
/** Where the configuration of the image takes records. Source: fluent/fluentd image, fluent.conf. */
const FORWARD_PORT = 24224;

/** The configuration of the image. */
export const FLUENT_CONF = `<source>
  @type  forward
  @id    input1
  @label @mainstream
  port  ${FORWARD_PORT}
</source>

<filter **>
  @type stdout
</filter>

<label @mainstream>
  <match **>
    @type file
    @id   output1
    path         /fluentd/log/data.*.log
  </match>
</label>
`;

const say = (process: Process, level: string, text: string): Coroutine<void> => {
  const time = new Date(process.nowMs).toISOString().slice(0, 19).replace('T', ' ');
  return process.print(`${time} +0000 [${level}]: ${text}\n`);
};

/** Takes what comes and keeps nothing of it. */
function* swallow(connection: Connection): Coroutine<void> {
  try {
    while ((yield* connection.read()) !== undefined);
  } catch (error) {
    if (!isSystemError(error)) throw error;
  } finally {
    connection.close();
    connection.end();
  }
}

/**
 * `fluentd`: runs for ever, and listens for records.
 *
 * Source: fluentd 0.14 and 1.16, log lines. Not modelled: configurations other than that of the image, and what becomes of
 * records: they are taken and dropped.
 */
export const fluentd = (version: string): Program =>
  function* (process) {
    process.useMemory(MEMORY_BYTES);
    process.useProcessor(HOUSEKEEPING_CORES);
    yield* process.compute(START_MS);
    const path = '/fluentd/etc/fluent.conf';
    if (!process.files.exists(path)) {
      yield* say(
        process,
        'error',
        `fluent/log.rb:362:error: config error file="${path}" error="No such file or directory"`,
      );
      return 1;
    }
    yield* say(process, 'info', `reading config file path="${path}"`);
    yield* say(process, 'info', `starting fluentd-${version} pid=${process.pid}`);
    const ports = [...process.files.readText(path).matchAll(/^\s*port\s+(\d+)/gm)].map(([, port]) => Number(port));
    for (const port of ports) {
      const listener = process.network.listen({ port });
      yield* say(process, 'info', `[input1] listening port port=${port} bind="0.0.0.0"`);
      process.start(
        (function* () {
          for (;;) process.start(swallow(yield* listener.accept()));
        })(),
      );
    }
    yield* say(process, 'info', '#0 fluentd worker is now running worker=0');
    process.onSignal('TERM', function* () {
      yield* say(process, 'info', 'Received graceful stop');
      yield* say(process, 'info', 'fluentd worker is now stopping worker=0');
      process.exit(0);
    });
    return yield* waitForEver();
  };
