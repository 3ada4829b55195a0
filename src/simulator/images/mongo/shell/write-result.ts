import type { BsonDocument } from '../bson/values';
import type { HostObject } from '../../javascript/values';
import { jsonText } from './json-text';

/** What the shell `mongo` shows of a write: `WriteResult({ "nInserted" : 1 })`. */
export class WriteResult implements HostObject {
  constructor(
    private readonly kind: string,
    private readonly fields: BsonDocument,
  ) {}

  scriptMember(name: string): unknown {
    return this.fields[name];
  }

  toString(): string {
    return `${this.kind}(${jsonText(this.fields)})`;
  }
}
