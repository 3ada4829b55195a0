import { compareBson } from '../bson/compare';
import { type BsonDocument, type BsonValue, isDocument, numberOf } from '../bson/values';
import { matcherOf } from './match';
import { MongoError } from './mongo-error';
import { valueAt } from './paths';
import { projected, sorted } from './select';

type Stage = (documents: readonly BsonDocument[], argument: BsonValue) => readonly BsonDocument[];

const documentOf = (value: BsonValue): BsonDocument => (isDocument(value) ? value : {});

/** A path `$a.b`, a document of such, or a value. */
function evaluated(expression: BsonValue, document: BsonDocument): BsonValue {
  if (typeof expression === 'string' && expression.startsWith('$'))
    return valueAt(document, expression.slice(1).split('.'));
  if (!isDocument(expression)) return expression;
  return Object.fromEntries(Object.entries(expression).map(([name, value]) => [name, evaluated(value, document)]));
}

const numbers = (values: readonly BsonValue[]): readonly number[] =>
  values.map(numberOf).filter((value) => value !== undefined);

const sum = (values: readonly BsonValue[]): number => numbers(values).reduce((total, value) => total + value, 0);

const extreme = (values: readonly BsonValue[], sign: number): BsonValue =>
  values.reduce((best, value) => (best === undefined || compareBson(value, best) * sign > 0 ? value : best), undefined);

/** What a group makes of the values of an expression. */
const ACCUMULATORS: Readonly<Record<string, (values: readonly BsonValue[]) => BsonValue>> = {
  $sum: sum,
  $avg: (values) => (numbers(values).length === 0 ? null : sum(values) / numbers(values).length),
  $min: (values) => extreme(values, -1) ?? null,
  $max: (values) => extreme(values, 1) ?? null,
  $first: (values) => values[0] ?? null,
  $last: (values) => values.at(-1) ?? null,
  $push: (values) => values,
};

function group(documents: readonly BsonDocument[], argument: BsonValue): readonly BsonDocument[] {
  const { _id: key, ...fields } = documentOf(argument);
  const groups: { readonly id: BsonValue; readonly members: BsonDocument[] }[] = [];
  for (const document of documents) {
    const id = evaluated(key, document) ?? null;
    const known = groups.find((each) => compareBson(each.id, id) === 0);
    if (known === undefined) groups.push({ id, members: [document] });
    else known.members.push(document);
  }
  return groups.map(({ id, members }) => ({
    _id: id,
    ...Object.fromEntries(
      Object.entries(fields).map(([name, accumulator]) => {
        const [[operator = '', expression] = []] = Object.entries(documentOf(accumulator));
        const accumulate = ACCUMULATORS[operator];
        if (accumulate === undefined) throw new MongoError('FailedToParse', `unknown group operator '${operator}'`);
        return [name, accumulate(members.map((member) => evaluated(expression, member)))];
      }),
    ),
  }));
}

const STAGES: Readonly<Record<string, Stage>> = {
  $match: (documents, argument) => documents.filter(matcherOf(documentOf(argument))),
  $sort: (documents, argument) => sorted(documents, documentOf(argument)),
  $skip: (documents, argument) => documents.slice(numberOf(argument)),
  $limit: (documents, argument) => documents.slice(0, numberOf(argument)),
  $project: (documents, argument) => documents.map((document) => projected(document, documentOf(argument))),
  $count: (documents, argument) => (documents.length === 0 ? [] : [{ [String(argument)]: documents.length }]),
  $group: group,
};

/**
 * Runs the stages of a pipeline one after the other. Not modelled: stages other than $match, $sort, $skip, $limit,
 * $project, $count and $group, and expressions beyond paths.
 *
 * @throws MongoError for what is not known.
 */
export function aggregated(
  documents: readonly BsonDocument[],
  pipeline: readonly BsonValue[],
): readonly BsonDocument[] {
  return pipeline.reduce<readonly BsonDocument[]>((list, value) => {
    const [[name = '', argument] = []] = Object.entries(documentOf(value));
    const stage = STAGES[name];
    if (stage === undefined) throw new MongoError('FailedToParse', `Unrecognized pipeline stage name: '${name}'`);
    return stage(list, argument);
  }, documents);
}
