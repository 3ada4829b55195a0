import { describeWithTexts, readCatalogue } from '../../support/workshop-texts';
import { compareStage, type Comparison, describeFound, explains } from './compare';
import { BY_ISSUE, EXPLAINED_DIFFERENCES } from './explained-differences';
import { type GivenFile, givenFiles } from './given-files';
import { loadStacks, stagesOf, type SynthesizedStage, workshop } from './lessons';
import { filesOf, unknownStages } from './stage-files';

const documentsIn = (files: readonly GivenFile[]): number => files.reduce((sum, { count }) => sum + count, 0);

describeWithTexts('the lessons hold what the texts give, after the defaulting of Kubernetes', () => {
  const catalogue = readCatalogue();
  let files: GivenFile[] = [];
  let stages: SynthesizedStage[] = [];
  let comparisons: (Comparison & { readonly stage: SynthesizedStage })[] = [];

  beforeAll(async () => {
    files = givenFiles(workshop.lessons);
    stages = (await loadStacks()).flatMap(stagesOf);
    comparisons = stages.flatMap((stage) =>
      compareStage(stage, filesOf(stage, files)).map((comparison) => ({ ...comparison, stage })),
    );
  });

  test.each(catalogue.stacks.map(({ id }) => id))('%s: nothing is missing, nothing is added', (id) => {
    const found = comparisons.filter(({ stage }) => stage.stack === id).flatMap((comparison) => comparison.found);
    const unexplained = found.filter((one) => !EXPLAINED_DIFFERENCES.some((explained) => explains(explained, one)));
    expect(unexplained.map(describeFound)).toEqual([]);
    expect(stages.map(({ stack }) => stack)).toContain(id);
  });

  test('every given file is compared with a stage, or excepted by name', () => {
    const compared = new Set(stages.flatMap((stage) => filesOf(stage, files).map(({ file }) => file)));
    const left = files.filter((file) => file.excepted === undefined && !compared.has(file));
    expect(left.map(({ stack, path }) => `${stack}/${path}`)).toEqual([]);
    expect(unknownStages(stages)).toEqual([]);
    expect({ files: files.length, documents: documentsIn(files) }).toEqual({
      files: catalogue.counts.manifest_files,
      documents: catalogue.counts.manifest_documents,
    });
  });

  test('the stages are those of the catalogue, where it names some', () => {
    for (const { id, stages: named = [] } of catalogue.stacks) {
      const ours = stages.filter(({ stack }) => stack === id).map(({ stage }) => stage);
      const applicable = named.map(({ dir }) => dir).filter((dir) => dir !== '00-compose');
      expect({ id, stages: applicable.filter((dir) => !ours.includes(dir)) }).toEqual({ id, stages: [] });
    }
  });

  test('every explained difference occurs, and names a defect of its stack', () => {
    const found = comparisons.flatMap((comparison) => comparison.found);
    const unused = EXPLAINED_DIFFERENCES.filter((explained) => !found.some((one) => explains(explained, one)));
    expect(unused).toEqual([]);
    const unfounded = EXPLAINED_DIFFERENCES.filter(({ stack, because }) => {
      const defects = catalogue.stacks.find(({ id }) => id === stack)?.defects ?? [];
      return !(Object.values(BY_ISSUE) as string[]).includes(because) && !defects.some(({ id }) => id === because);
    });
    expect(unfounded).toEqual([]);
  });

  afterAll(() => {
    const excepted = files.filter((file) => file.excepted !== undefined);
    const found = comparisons.flatMap((comparison) => comparison.found);
    const counts = {
      'given files': files.length,
      'documents in them': documentsIn(files),
      'files excepted by name': excepted.length,
      'documents in those': documentsIn(excepted),
      'stages of lessons': stages.length,
      'objects in them': stages.flatMap(({ objects }) => objects).length,
      'objects compared (a file may belong to several stages)': comparisons.length,
      'of these equal': comparisons.filter((comparison) => comparison.found.length === 0).length,
      'equal but for explained differences': comparisons.filter((comparison) => comparison.found.length > 0).length,
      'differences found': found.length,
      'differences explained': EXPLAINED_DIFFERENCES.length,
    };
    const lines = Object.entries(counts).map(([what, count]) => `${what}: ${count}\n`);
    process.stdout.write(lines.join(''));
  });
});
