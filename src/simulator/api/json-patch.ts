import { equalJson, hasKey, isJsonObject, jsonWord, setKey, valueAt, type JsonObject } from './json';
import type { Draft } from './object';
import { badPatch, rejectedPatch } from './patch-error';
import { statusErrors } from './status-error';

/** Source: Kubernetes 1.36, apiserver/pkg/endpoints/handlers/patch.go maxJSONPatchOperations. */
const OPERATIONS_MAX = 10_000;
/** Bytes that `copy` may add in one patch. Source: Kubernetes 1.36, apiserver/pkg/server/config.go JSONPatchMaxCopyBytes. */
const COPIED_BYTES_MAX = 3 * 1024 * 1024;

type Container = Draft | unknown[];

/** A document that is being patched. Containers are copied before their first change, so the original stays as it is. */
class Document {
  private root: Container;
  /** Containers that belong to this document alone. */
  private readonly own = new Set<unknown>();
  private copiedBytes = 0;

  constructor(root: JsonObject) {
    this.root = { ...root };
    this.own.add(this.root);
  }

  get result(): Container {
    return this.root;
  }

  get(pointer: string, operation: string): unknown {
    const { container, key } = this.find(pointer, operation);
    if (!Array.isArray(container)) return valueAt(container, key) ?? null;
    const index = arrayIndex(key, container.length);
    if (index >= container.length) throw outOfRange(operation, pointer, key);
    return container[index];
  }

  add(pointer: string, value: unknown, operation = 'add'): void {
    const { container, key } = this.find(pointer, operation);
    if (!Array.isArray(container)) {
      setKey(container, key, value);
      return;
    }
    const index = key === '-' ? container.length : arrayIndex(key, container.length + 1);
    if (index > container.length) throw outOfRange(operation, pointer, key);
    container.splice(index, 0, value);
  }

  remove(pointer: string, operation = 'remove'): void {
    const { container, key } = this.find(pointer, operation);
    if (Array.isArray(container)) {
      const index = arrayIndex(key, container.length);
      if (index >= container.length) throw outOfRange(operation, pointer, key);
      container.splice(index, 1);
      return;
    }
    if (!hasKey(container, key)) {
      const missing = `Unable to remove nonexistent key: ${key}: missing value`;
      throw rejectedPatch(`error in ${operation} for path: '${pointer}': ${missing}`);
    }
    delete container[key];
  }

  /** A key that is not there is added: so does the library of the real server. */
  replace(pointer: string, value: unknown): void {
    if (pointer === '') {
      if (!isJsonObject(value) && !Array.isArray(value)) throw rejectedPatch();
      this.root = this.owned(value as Container);
      return;
    }
    const { container, key } = this.find(pointer, 'replace');
    if (!Array.isArray(container)) {
      setKey(container, key, value);
      return;
    }
    const index = arrayIndex(key, container.length);
    if (index >= container.length) throw outOfRange('replace', pointer, key);
    container[index] = value;
  }

  test(pointer: string, value: unknown): void {
    const current = pointer === '' ? this.root : this.get(pointer, 'test');
    if (!equalJson(current, value ?? null)) throw rejectedPatch(`testing value ${pointer} failed: test failed`);
  }

  copy(from: string, pointer: string): void {
    const text = JSON.stringify(this.get(from, 'copy'));
    this.copiedBytes += text.length;
    if (this.copiedBytes > COPIED_BYTES_MAX) throw rejectedPatch();
    this.add(pointer, JSON.parse(text), 'copy');
  }

  move(from: string, pointer: string): void {
    const value = this.get(from, 'move');
    this.remove(from, 'move');
    this.add(pointer, value, 'move');
  }

  /** The container of a pointer's last part, ready to be changed. */
  private find(pointer: string, operation: string): { readonly container: Container; readonly key: string } {
    const missing = `${operation} operation does not apply: doc is missing path: "${pointer}": missing value`;
    const parts = pointer.split('/').map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));
    if (parts.length < 2) throw rejectedPatch(missing);
    let container = this.root;
    for (const part of parts.slice(1, -1)) {
      const index = Array.isArray(container) ? arrayIndex(part, container.length) : part;
      const next = valueAt(container as JsonObject, String(index));
      if (typeof next !== 'object' || next === null) throw rejectedPatch(missing);
      const inner = this.owned(next as Container);
      if (inner !== next) setKey(container as Draft, String(index), inner);
      container = inner;
    }
    return { container, key: parts[parts.length - 1] as string };
  }

  private owned(container: Container): Container {
    if (this.own.has(container)) return container;
    const copy = Array.isArray(container) ? [...container] : { ...container };
    this.own.add(copy);
    return copy;
  }
}

const outOfRange = (operation: string, pointer: string, index: string): Error =>
  rejectedPatch(
    `error in ${operation} for path: '${pointer}': Unable to access invalid index: ${index}: invalid index referenced`,
  );

/** Negative indices count from the end. */
function arrayIndex(text: string, length: number): number {
  if (!/^[+-]?[0-9]+$/.test(text)) throw rejectedPatch();
  const index = Number(text);
  if (index < -length) throw rejectedPatch();
  return index < 0 ? index + length : index;
}

interface Operation {
  readonly op?: string;
  readonly path?: string;
  readonly from?: string;
  readonly value?: unknown;
}

function readOperations(patch: unknown): readonly Operation[] {
  const wrong = (value: unknown, into: string): never => {
    throw badPatch(`error decoding patch: json: cannot unmarshal ${jsonWord(value)} into Go ${into}`);
  };
  if (patch === null) return [];
  if (!Array.isArray(patch)) return wrong(patch, 'value of type []handlers.jsonPatchOp');
  for (const operation of patch as readonly unknown[]) {
    if (operation === null) continue;
    if (!isJsonObject(operation)) return wrong(operation, 'value of type handlers.jsonPatchOp');
    for (const field of ['op', 'path', 'from']) {
      const value = valueAt(operation, field) ?? '';
      if (typeof value !== 'string') return wrong(value, `struct field jsonPatchOp.${field} of type string`);
    }
  }
  if (patch.length > OPERATIONS_MAX) {
    throw statusErrors.requestEntityTooLarge(
      `The allowed maximum operations in a JSON patch is ${OPERATIONS_MAX}, got ${patch.length}`,
    );
  }
  return patch.map((operation) => (operation ?? {}) as Operation);
}

/** A pointer that an operation must have. */
function required(pointer: string | null | undefined): string {
  if (pointer === undefined || pointer === null) throw rejectedPatch();
  return pointer;
}

/**
 * The object after a JSON patch (RFC 6902). Neither argument is changed; the result may share parts with both. As in
 * the real server, `replace` adds a missing key and negative indices count from the end.
 *
 * Throws a StatusError: 400 for a patch that cannot be read, 413 for more than 10,000 operations, 422 for an operation
 * that fails, with the reason that the library of the real server gives and the server keeps to itself.
 *
 * Source: Kubernetes 1.36, apiserver/pkg/endpoints/handlers/patch.go `applyJSPatch`; evanphx/json-patch v4 patch.go.
 */
export function applyJsonPatch(original: JsonObject, patch: unknown): Draft {
  const document = new Document(original);
  for (const operation of readOperations(patch)) {
    const value = operation.value ?? null;
    switch (operation.op) {
      case 'add':
        document.add(required(operation.path), value);
        break;
      case 'remove':
        document.remove(required(operation.path));
        break;
      case 'replace':
        document.replace(required(operation.path), value);
        break;
      case 'test':
        document.test(required(operation.path), value);
        break;
      case 'copy':
        document.copy(required(operation.from), required(operation.path));
        break;
      case 'move':
        document.move(required(operation.from), required(operation.path));
        break;
      default:
        throw rejectedPatch(`Unexpected kind: ${operation.op ?? 'unknown'}`);
    }
  }
  // A document that was replaced by a list is no object any more.
  if (Array.isArray(document.result)) throw rejectedPatch();
  return document.result;
}
