import type { Step } from '../../../src/lessons';
import { recognise } from '../../../src/lessons';
import type { Playing } from '../../../src/lessons/play';
import { asks, file, has, lines, prints, table, unchanged } from '../../../src/lessons/model';

type Hear = (request: { readonly method: string; readonly path: string }) => void;

/** A stage without a cluster: what it answers, and who asks what. */
class FakeStage {
  pods: readonly unknown[] = [];
  printed = '';
  readonly typed: string[] = [];
  private readonly listeners = new Set<Hear>();

  readonly list = (): readonly unknown[] => this.pods;
  readonly addressOf = (): undefined => undefined;
  readonly file = (): undefined => undefined;
  readonly onRequest = (listener: Hear): (() => boolean) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly ask = (command: string): Promise<{ readonly text: string; readonly exitCode: number }> => {
    this.typed.push(command);
    this.somebodyAsks('/apis');
    if (command.startsWith('kubectl get pods')) this.somebodyAsks('/api/v1/namespaces/default/pods');
    return Promise.resolve({ text: this.printed, exitCode: 0 });
  };

  somebodyAsks(path: string): void {
    for (const listener of this.listeners) listener({ method: 'GET', path });
  }
}

const PODS = '/api/v1/namespaces/default/pods';
const ready = { metadata: { name: 'db' }, status: { phase: 'Running' } };

function playingOn(stage: FakeStage): Playing {
  return { stage, bindings: new Map(), kubectlMinor: 36, durationMs: Number } as unknown as Playing;
}

const step = (parts: Partial<Step>): Step => ({ task: 'Do it.', ...parts });

describe('a step that somebody else carries out', () => {
  let stage: FakeStage;
  beforeEach(() => (stage = new FakeStage()));

  test('is done when the cluster is as it should be', async () => {
    const { count, missing } = await recognise(
      step({
        run: 'kubectl apply -f db.yaml',
        see: [prints('pod/db created'), has('pods/db', { status: { phase: 'Running' } })],
      }),
      'kubectl apply -f db.yaml',
      playingOn(stage),
    );
    expect(count).toBe(1);
    expect(await missing()).toEqual(['pods/db: there is none']);
    stage.pods = [ready];
    expect(await missing()).toEqual([]);
  });

  test('is not seen to be done when all was so before: then the participant says so', async () => {
    stage.pods = [ready];
    const { count } = await recognise(step({ see: [has('pods/db')] }), undefined, playingOn(stage));
    expect(count).toBe(0);
  });

  test('that only looks is done when the same is asked for, and there is to be seen what should be', async () => {
    const looking = step({ run: 'kubectl get pods', see: [table({ NAME: 'db', STATUS: 'Running' })] });
    const { missing, remark } = await recognise(looking, 'kubectl get pods', playingOn(stage));
    expect(await missing()).toEqual([`nobody has asked: GET ${PODS}`]);
    stage.printed = 'NAME   STATUS\ndb     Pending\n';
    stage.somebodyAsks(PODS);
    expect(await missing()).toEqual([expect.stringContaining('there should be exactly the rows:')]);
    expect(remark?.()).toContain('look again in a moment');
    stage.printed = 'NAME   STATUS\ndb     Running\n';
    expect(await missing()).not.toEqual([]);
    stage.somebodyAsks(PODS);
    expect(await missing()).toEqual([]);
  });

  test('tells later steps what it saw: a check with a name that nobody knows yet is not waited for', async () => {
    const playing = playingOn(stage);
    const see = [asks('kubectl get pods -o name', prints('pod/{{$POD}}')), has('pods/db')];
    expect((await recognise(step({ see }), undefined, playing)).count).toBe(1);
    playing.bindings.set('POD', 'db');
    expect((await recognise(step({ see }), undefined, playing)).count).toBe(2);
  });

  test('is not waited for in files that only our own commands write', async () => {
    const noted = step({ hand: 'kubectl get pods >notes.txt', see: [file('notes.txt', 'db')] });
    expect((await recognise(noted, undefined, playingOn(stage))).count).toBe(0);
    const later = step({ see: [asks('cat notes.txt', lines('db'))] });
    expect((await recognise(later, undefined, playingOn(stage), [noted])).count).toBe(0);
    const told = step({ ...noted, task: 'Save the list of Pods as notes.txt.' });
    expect((await recognise(told, undefined, playingOn(stage))).count).toBe(1);
  });

  test('is not asked for with commands again and again while what is cheap to see is missing', async () => {
    const see = [has('pods/db'), asks('kubectl logs db', prints('up')), unchanged(asks('date', prints('')))];
    const { missing, stop } = await recognise(step({ see }), undefined, playingOn(stage));
    expect(stage.typed).toEqual(['kubectl logs db']);
    await missing();
    expect(stage.typed).toEqual(['kubectl logs db']);
    stage.pods = [ready];
    stage.printed = 'up\n';
    expect(await missing()).toEqual([]);
    stop();
  });
});
