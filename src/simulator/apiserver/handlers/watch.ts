import { statusErrors, type KubeObject } from '../../api';
import { StoreError, type Change } from '../../store';
import { warningHeaders } from '../answer';
import type { Call } from '../call';
import { negotiate, type Negotiated } from '../negotiation';
import { listOptionsOf, type ListOptions } from '../options';
import { served, tableRequestOf } from '../rendering';
import type { ApiStream } from '../request';
import { selectionOf, type Selection } from '../selection';
import { metadataText, objectText } from '../serialization';
import { tableText, type TableRequest } from '../tables';
import { revisionOf } from './list';
import { planWatch } from './watch-time';

/** Time after which a watch ends; the real server draws 30 to 60 minutes. */
const WATCH_MS = 45 * 60_000;

const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';

/** Writes the events of one watch in the form that was asked for. */
class EventWriter {
  private hasColumns = true;

  constructor(
    private readonly call: Call,
    private readonly negotiated: Negotiated,
    private readonly table: TableRequest,
  ) {}

  event(type: EventType, stored: KubeObject): string {
    return `{"type":"${type}","object":${this.objectText(served(this.call, stored))}}\n`;
  }

  bookmark(revision: number, isEndOfInitialEvents: boolean): string {
    const annotations = isEndOfInitialEvents ? { annotations: { [INITIAL_EVENTS_END]: 'true' } } : {};
    const metadata = { resourceVersion: String(revision), ...annotations };
    const { apiVersion, resource } = this.call;
    if (this.negotiated.form === 'Table') {
      return `{"type":"BOOKMARK","object":${tableText([], metadata, this.table, this.takeColumns())}}\n`;
    }
    return this.event('BOOKMARK', { apiVersion, kind: resource.kind, metadata });
  }

  private objectText(object: KubeObject): string {
    switch (this.negotiated.form) {
      case 'Table': {
        const { resourceVersion } = object.metadata;
        const metadata = resourceVersion === undefined ? {} : { resourceVersion };
        const table = { ...this.table, nowMs: this.call.parts.clock.nowMs };
        return tableText([object], metadata, table, this.takeColumns());
      }
      case 'PartialObjectMetadata':
      case 'PartialObjectMetadataList':
        return metadataText(object, `meta.k8s.io/${this.negotiated.formVersion}`);
      case 'object':
        return objectText(object);
    }
  }

  private takeColumns(): boolean {
    const had = this.hasColumns;
    this.hasColumns = false;
    return had;
  }
}

/** Answers a watch of a collection, or of one object by its name. */
export function watch(call: Call): ApiStream {
  const negotiated = negotiate(call.request, true);
  const options = listOptionsOf(call.request.query, true);
  const named = call.info.name === '' ? options : withName(options, call.info.name);
  const selection = selectionOf(call.resource, named);
  const revision = revisionOf(options.resourceVersion) ?? 0;
  const writer = new EventWriter(call, negotiated, tableRequestOf(call, negotiated));
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-cache, private',
      ...warningHeaders(call.warnings),
    },
    start: (write, end) => timed(call, { options, selection, revision, writer }, write, end),
    // With an event loop the watch ends itself.
    ...(call.parts.loop === undefined ? { timeoutMs: lengthMs(options) } : {}),
  };
}

const lengthMs = ({ timeoutSeconds = 0 }: ListOptions): number =>
  timeoutSeconds > 0 ? timeoutSeconds * 1000 : WATCH_MS;

/** A watch with its bookmarks and its end. */
function timed(call: Call, watching: Watching, write: (text: string) => void, end: () => void): () => void {
  let isOver = false;
  const stop = begin(call, watching, write, () => {
    isOver = true;
    end();
  });
  const { loop, store } = call.parts;
  if (isOver || loop === undefined) return stop;
  const { options, writer } = watching;
  const forget = planWatch(loop, {
    endsAfterMs: lengthMs(options),
    ...(options.allowsBookmarks ? { bookmark: () => write(writer.bookmark(store.revision, false)) } : {}),
    end,
  });
  return () => {
    forget();
    stop();
  };
}

const withName = (options: ListOptions, name: string): ListOptions => ({
  ...options,
  fieldSelector: [options.fieldSelector, `metadata.name=${name}`].filter((part) => part !== '').join(','),
});

interface Watching {
  readonly options: ListOptions;
  readonly selection: Selection;
  readonly revision: number;
  readonly writer: EventWriter;
}

function begin(call: Call, watching: Watching, write: (text: string) => void, end: () => void): () => void {
  const { store } = call.parts;
  const { storage } = call.resource;
  const { options, selection, writer } = watching;
  const isInitial = options.sendInitialEvents ?? watching.revision === 0;
  const from = isInitial || watching.revision === 0 ? store.revision : Math.min(watching.revision, store.revision);
  if (isInitial) {
    for (const object of store.list(storage, call.namespace)) {
      if (selection.matches(object)) write(writer.event('ADDED', object));
    }
    if (options.sendInitialEvents === true && options.allowsBookmarks) write(writer.bookmark(store.revision, true));
  }
  try {
    return store.watch(storage, from, (change) => {
      if (call.namespace !== '' && change.namespace !== call.namespace) return;
      const text = changeText(change, selection, writer);
      if (text !== undefined) write(text);
    });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const { status } = statusErrors.expired(`too old resource version: ${watching.revision} (${store.revision})`);
    write(`{"type":"ERROR","object":${JSON.stringify(status)}}\n`);
    end();
    return () => undefined;
  }
}

/** What a watcher with a selector sees of a change: objects come into view and leave it. */
function changeText(change: Change, selection: Selection, writer: EventWriter): string | undefined {
  const { type, object, previous } = change;
  if (selection.isEverything) return writer.event(type, object);
  const wasSeen = previous !== undefined && selection.matches(previous);
  const isSeen = type !== 'DELETED' && selection.matches(object);
  if (isSeen) return writer.event(wasSeen ? 'MODIFIED' : 'ADDED', object);
  if (!wasSeen || previous === undefined) return undefined;
  if (type === 'DELETED') return writer.event('DELETED', object);
  const { resourceVersion } = object.metadata;
  return writer.event('DELETED', {
    ...previous,
    metadata: { ...previous.metadata, resourceVersion: resourceVersion as string },
  });
}
