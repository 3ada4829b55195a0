import { textAnswer } from '../answer';
import type { ServerParts } from '../call';
import type { ApiAnswer } from '../request';

/** Answers `/metrics`: how many objects are stored, in the names of the real server. */
export function metricsAnswer({ registry, store }: ServerParts): ApiAnswer {
  const lines = [
    '# HELP apiserver_storage_objects Number of stored objects at the time of last check split by kind.',
    '# TYPE apiserver_storage_objects gauge',
  ];
  for (const { group, resource, storage } of registry.all) {
    const name = group === '' ? resource : `${resource}.${group}`;
    lines.push(`apiserver_storage_objects{resource="${name}"} ${store.count(storage)}`);
  }
  const answer = textAnswer(200, `${lines.join('\n')}\n`);
  return { ...answer, headers: { ...answer.headers, 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } };
}
