// Reads declarations of Go source files as text: structs with their fields, named types, string constants, comments.
// It knows no more of Go than the Kubernetes API packages use.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Text of a comment block as go/ast gives it: markers, directives and outer blank lines removed. */
function commentLines(block) {
  const lines = [];
  for (const line of block) {
    const text = line.trim().replace(/^\/\//, '');
    if (/^[a-z0-9]+:[a-z0-9]/.test(text)) continue;
    const shown = text.replace(/^ /, '').trimEnd();
    if (shown === '' && (lines.length === 0 || lines.at(-1) === '')) continue;
    lines.push(shown);
  }
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

const tagOf = (tags, name) => new RegExp(`(?:^| )${name}:"((?:[^"\\\\]|\\\\.)*)"`).exec(tags)?.[1];

/** A field line: `Name Type` or an embedded `Type`, then perhaps tags. */
function fieldOf(line, comments) {
  const [, code, tags = ''] = /^([^`]*?)\s*(?:`([^`]*)`)?\s*(?:\/\/.*)?$/.exec(line) ?? [];
  const words = code
    .replace(/\s*\/\/.*$/, '')
    .trim()
    .split(/\s+/);
  const isEmbedded = words.length === 1;
  const type = words.slice(isEmbedded ? 0 : 1).join(' ');
  const [jsonName, ...options] = (tagOf(tags, 'json') ?? '').split(',');
  return {
    name: isEmbedded ? type.replace(/^\*/, '').replace(/^.*\./, '') : words[0],
    type,
    isInline: isEmbedded && (jsonName === '' || options.includes('inline')),
    jsonName,
    options,
    number: Number((tagOf(tags, 'protobuf') ?? '').split(',')[1] ?? 0),
    protobufName: /name=(\w+)/.exec(tagOf(tags, 'protobuf') ?? '')?.[1],
    patchStrategy: tagOf(tags, 'patchStrategy'),
    patchMergeKey: tagOf(tags, 'patchMergeKey'),
    comments,
  };
}

/** Declarations of one file, added to `into`. */
function readDeclarations(text, into) {
  const imports = {};
  const lines = text.replace(/\/\*([\s\S]*?)\*\//g, (_, inner) => `//${inner.replace(/\n/g, '\n//')}`).split('\n');
  let block = [];
  let inStruct;
  let inConstants = false;
  let inImports = false;
  let declarationComments = [];
  for (const line of lines) {
    const trimmed = line.trim();
    const comments = block;
    if (trimmed.startsWith('//')) {
      block.push(line);
      continue;
    }
    block = [];
    if (inStruct !== undefined) {
      if (line.startsWith('}')) inStruct = undefined;
      else if (trimmed !== '') inStruct.fields.push(fieldOf(trimmed, commentLines(comments)));
      continue;
    }
    if (inImports || /^import "/.test(trimmed)) {
      const [, alias, path] = /^(?:import )?(\w+)? ?"([^"]+)"$/.exec(trimmed) ?? [];
      if (path !== undefined) imports[alias ?? path.replace(/^.*\//, '')] = path;
      if (trimmed === ')') inImports = false;
      continue;
    }
    if (trimmed === 'import (') inImports = true;
    else if (/^(const|var|type) \($/.test(trimmed)) {
      inConstants = trimmed.startsWith('const');
      declarationComments = comments;
    } else if (trimmed === ')') inConstants = false;
    const constant = /^(?:const )?(\w+)\s+(\w+)\s+=\s+"((?:[^"\\]|\\.)*)"/.exec(trimmed);
    if (constant !== null && (inConstants || trimmed.startsWith('const '))) {
      into.constants.push({
        name: constant[1],
        type: constant[2],
        value: constant[3],
        comments: commentLines(comments),
      });
      continue;
    }
    const [, name, , type] = /^type (\w+)( =)? (.*?)(?:\s*\/\/.*)?$/.exec(line) ?? [];
    if (name === undefined || declarationComments === undefined) continue;
    const declared = { name, comments: commentLines(comments), imports };
    if (type.startsWith('struct')) {
      declared.fields = [];
      if (!type.endsWith('}')) inStruct = declared;
    } else {
      declared.type = type;
    }
    into.types.set(name, declared);
  }
}

/** A package: its import path, name, types by name and string constants. */
export function readPackage(root, path) {
  const found = { path, name: path.replace(/^.*\//, ''), types: new Map(), constants: [] };
  for (const file of readdirSync(join(root, path)).sort()) {
    if (!file.endsWith('.go') || /_test\.go$|^zz_|generated|conversion|^doc\.go$/.test(file)) continue;
    const text = readFileSync(join(root, path, file), 'utf8');
    // Variants of one type that a build chooses between.
    if (file === 'fieldsv1_string.go') continue;
    readDeclarations(text, found);
  }
  return found;
}
