// Turns Go declarations into the lines of types.generated.json: one string a field.
//
//   <name> <protobuf number> <type> <flags>...        a field
//   ~<Go name> <protobuf number> <type>               an embedded struct: its fields stand here in JSON
//
// A type is `*T` (pointer), `[]T` (list), `{K}T` (map, K empty for string), `v1.Name=T` (a named type), a scalar word
// or another type of the table, without package when it is the same one.

/** Types that are written and read by code of their own. */
export const SPECIAL = {
  'k8s.io/apimachinery/pkg/api/resource.Quantity': 'quantity',
  'k8s.io/apimachinery/pkg/util/intstr.IntOrString': 'intOrString',
  'k8s.io/apimachinery/pkg/apis/meta/v1.Time': 'time',
  'k8s.io/apimachinery/pkg/apis/meta/v1.MicroTime': 'microTime',
  'k8s.io/apimachinery/pkg/apis/meta/v1.Duration': 'duration',
  'k8s.io/apimachinery/pkg/apis/meta/v1.FieldsV1': 'fieldsV1',
  'k8s.io/apimachinery/pkg/runtime.RawExtension': 'raw',
  'k8s.io/apimachinery/pkg/runtime.Object': 'raw',
  'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSON': 'any',
  'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrArray': 'schemaOrArray',
  'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrBool': 'schemaOrBool',
  'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrStringArray': 'schemaOrStrings',
};

const SCALARS = { string: 'string', bool: 'bool', int32: 'int32', int64: 'int64', int: 'int64', float64: 'float64' };

/** `k8s.io/api/apps/v1` is `io.k8s.api.apps.v1` in definitions. */
export const definitionPrefix = (path) => path.replace(/^k8s\.io/, 'io.k8s').replace(/\//g, '.');

const markersOf = (comments, marker) =>
  comments.flatMap((line) => {
    const [, value] = new RegExp(`^ *\\+${marker}(?:=(.*))?$`).exec(line) ?? [];
    return line.trim().startsWith(`+${marker}`) && /^ *\+/.test(line) && value !== undefined ? [value.trim()] : [];
  });
const hasMarker = (comments, marker) => comments.some((line) => line.trim() === `+${marker}`);

/** Everything that can be named: packages by import path. */
export class GoUniverse {
  constructor(packages) {
    this.packages = new Map(packages.map((one) => [one.path, one]));
    this.needed = new Set();
  }

  /** The declaration that `name` means where `from` is declared in `home`. */
  find(name, from, home) {
    const [alias, inner] = name.includes('.') ? name.split('.') : [undefined, name];
    const path = alias === undefined ? home.path : from.imports[alias];
    const declared = this.packages.get(path)?.types.get(inner);
    return { path, inner, declared, home: this.packages.get(path) };
  }

  /** A type in the notation above. */
  encode(type, from, home) {
    if (type.startsWith('*')) return `*${this.encode(type.slice(1), from, home)}`;
    if (type === '[]byte') return 'bytes';
    if (type.startsWith('[]')) return `[]${this.encode(type.slice(2), from, home)}`;
    const map = /^map\[([\w.]+)\](.*)$/.exec(type);
    if (map !== null) {
      const key = map[1] === 'string' ? '' : this.shortName(map[1], from, home);
      return `{${key}}${this.encode(map[2], from, home)}`;
    }
    if (SCALARS[type] !== undefined) return SCALARS[type];
    const { path, inner, declared, home: there } = this.find(type, from, home);
    const full = `${path}.${inner}`;
    if (SPECIAL[full] !== undefined) return SPECIAL[full];
    if (declared === undefined) throw new Error(`${home.path} ${from.name}: no type ${full}`);
    if (declared.fields !== undefined) {
      this.needed.add(full);
      return path === home.path ? inner : `${definitionPrefix(path)}.${inner}`;
    }
    // A name for another struct is the struct itself in JSON.
    const underlying = this.encode(declared.type, declared, there);
    if (/^[A-Z]/.test(underlying)) return path === home.path ? underlying : `${definitionPrefix(path)}.${underlying}`;
    return `${there.name}.${inner}=${underlying}`;
  }

  shortName(name, from, home) {
    const { inner, home: there } = this.find(name, from, home);
    return `${there.name}.${inner}`;
  }

  /** The values of a type marked +enum, with the lines its fields' descriptions end in. */
  enumOf(type, from, home) {
    const name = type.replace(/^(\*|\[\]|map\[[\w.]+\])+/, '');
    const { declared, home: there } = this.find(name, from, home);
    if (declared === undefined || declared.fields !== undefined) return undefined;
    if (!hasMarker(declared.comments, 'enum') || declared.type !== 'string') {
      // A name for a type of another package, as the published groups share some.
      return /^\w+\.\w+$/.test(declared.type) ? this.enumOf(declared.type, declared, there) : undefined;
    }
    const values = new Map();
    for (const constant of there.constants.filter((one) => one.type === declared.name)) {
      const comment = constant.comments.join(' ');
      const known = values.get(constant.value);
      if (known === undefined || known.comment.length < comment.length) {
        values.set(constant.value, { name: constant.name, comment });
      }
    }
    const lines = [...values].map(([value, { name: constant, comment }]) => {
      const text = comment.trim();
      const tail = (text.startsWith(constant) ? text.slice(constant.length) : text).trim().replace(/\s+/g, ' ');
      return ` - \`${JSON.stringify(value)}\` ${tail}`;
    });
    return {
      values: [...values.keys()].sort(),
      lines: lines.length === 0 ? [] : ['', 'Possible enum values:', ...lines.sort()],
    };
  }

  /** The lines of one struct. */
  linesOf(declared, home) {
    return declared.fields.flatMap((field) => {
      if (field.isInline) {
        return [`~${field.name} ${field.number} ${this.encode(field.type, declared, home)}`];
      }
      if (field.jsonName === '-' || field.jsonName === '') return [];
      const isOptional = hasMarker(field.comments, 'optional') || field.options.some((word) => /^omit/.test(word));
      const [byDefault] = markersOf(field.comments, 'default');
      const mapType = markersOf(field.comments, 'mapType')[0] ?? markersOf(field.comments, 'structType')[0];
      const keys = markersOf(field.comments, 'listMapKey');
      const flags = [
        ...(field.options.includes('omitempty') ? ['o'] : []),
        ...(field.options.includes('omitzero') ? ['z'] : []),
        ...(isOptional ? [] : ['r']),
        ...this.pairs('ps', field.patchStrategy),
        ...this.pairs('pk', field.patchMergeKey),
        ...this.pairs('lt', markersOf(field.comments, 'listType')[0]),
        ...(keys.length > 0 ? [`lk=${keys.join(',')}`] : []),
        ...this.pairs('mt', mapType),
        // Go's own name where it is not the JSON name with a capital letter.
        ...this.pairs(
          'g',
          field.name === field.jsonName[0].toUpperCase() + field.jsonName.slice(1) ? undefined : field.name,
        ),
        ...this.pairs('d', byDefault === undefined ? undefined : this.defaultValue(byDefault, home)),
      ];
      return [[field.jsonName, field.number, this.encode(field.type, declared, home), ...flags].join(' ')];
    });
  }

  pairs(key, value) {
    return value === undefined ? [] : [`${key}=${value}`];
  }

  /** A default as JSON; `ref(Name)` is the value of a constant. */
  defaultValue(text, home) {
    const [, constant] = /^ref\((\w+)\)$/.exec(text) ?? [];
    if (constant === undefined) return text;
    return JSON.stringify(home.constants.find((one) => one.name === constant).value);
  }
}

/** Type-level marker: the whole object is replaced by apply. */
export const structType = (declared) =>
  markersOf(declared.comments, 'structType')[0] ?? markersOf(declared.comments, 'mapType')[0];

/**
 * A description out of comment lines.
 * Source: kube-openapi, pkg/generators/openapi.go `generateDescription`.
 */
export function description(lines) {
  let text = '';
  const back = () => {
    if (text !== '') text = text.slice(0, -1);
  };
  for (const raw of lines) {
    if (raw === '---') break;
    const line = raw.replace(/ +$/, '');
    const leading = line.replace(/^ +/, '');
    if (line === '') {
      back();
      text += '\n\n';
    } else if (leading.startsWith('TODO') || leading.startsWith('+')) {
      continue;
    } else if (/^[ \t]/.test(line)) {
      back();
      text += `\n${line}\n`;
    } else {
      text += `${line} `;
    }
  }
  return text.trim();
}
