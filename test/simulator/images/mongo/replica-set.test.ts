import { mongoImage } from '../../../../src/simulator/images/mongo';
import { Volume } from '../../../../src/simulator/process';
import { ProgramWorld, type WorldContainer } from '../program-world';

/** Members that find each other by a Service each. */
class MongoSet {
  readonly world = new ProgramWorld([mongoImage]);
  readonly members: WorldContainer[] = [];
  private readonly volumes = [0, 1, 2].map(() => new Volume({ nowMs: () => this.world.net.loop.nowMs }));

  constructor(
    private readonly tag = '3.4.1',
    private readonly port = 27017,
  ) {
    for (const index of [0, 1, 2]) {
      this.world.expose(`mongo-${index}`, port);
      this.startMember(index);
    }
    this.world.pass(3000);
  }

  startMember(index: number): WorldContainer {
    const argv = ['mongod', '--replSet', 'rs0', '--port', String(this.port)];
    const args = this.tag.startsWith('3.4') ? argv : [...argv, '--bind_ip_all'];
    const volumes = { '/data/db': this.volumes[index] as Volume };
    const member = this.world.start(`mongo-${index}`, `mongo:${this.tag}`, { argv: args, volumes });
    this.members[index] = member;
    return member;
  }

  get shell(): string {
    return this.tag.startsWith('3.4') ? 'mongo' : 'mongosh';
  }

  /** What a shell in a member prints of a script. */
  eval(index: number, script: string): string {
    const argv = [this.shell, '--quiet', '--port', String(this.port), '--eval', script];
    return this.members[index]?.command(argv).output.trimEnd() ?? '';
  }

  /** What somebody sees who types at the prompt. */
  type(index: number, ...lines: readonly string[]): string {
    const argv = [this.shell, '--quiet', '--port', String(this.port)];
    return this.members[index]?.command(argv, `${lines.join('\n')}\n`).output ?? '';
  }

  form(): void {
    this.eval(0, `rs.initiate({_id: 'rs0', members: [{_id: 0, host: 'mongo-0:${this.port}'}]})`);
    this.world.pass(2000);
    for (const index of [1, 2]) {
      expect(this.eval(0, `rs.add('mongo-${index}:${this.port}').ok`)).toBe('1');
      this.world.pass(5000);
    }
  }

  states(index: number): string {
    return this.eval(index, `rs.status().members.map(function (m) { return m.stateStr }).join(' ')`).replaceAll(
      '(not reachable/healthy)',
      'DOWN',
    );
  }
}

test('a replica set is formed by hand as the workshop types it', () => {
  const set = new MongoSet();
  expect(set.type(0, 'rs.initiate({_id:"rs0", members: [{_id:0, host:"mongo-0:27017"}]});')).toBe('{ "ok" : 1 }\n');
  set.world.pass(2000);
  expect(set.type(0, 'rs.add("mongo-1:27017")', 'rs.add("mongo-2:27017")')).toBe('{ "ok" : 1 }\n{ "ok" : 1 }\n');
  set.world.pass(5000);
  expect(set.states(0)).toBe('PRIMARY SECONDARY SECONDARY');
  expect(set.states(2)).toBe('PRIMARY SECONDARY SECONDARY');
});

test('the first member does not lead at once: the next prompt is rs0:OTHER', () => {
  const set = new MongoSet();
  const initiate = 'rs.initiate({_id: "rs0", members: [{_id: 0, host: "mongo-0:27017"}]})';
  expect(set.eval(0, `${initiate}; rs.status().members[0].stateStr`)).toBe('RECOVERING');
  set.world.pass(1000);
  expect(set.states(0)).toBe('PRIMARY');
});

test('a document reaches all members; secondaries refuse writes, and reads until they are told', () => {
  const set = new MongoSet();
  set.form();
  expect(set.type(0, 'db.scores.insert({player: "ann", score: 1337})')).toBe('WriteResult({ "nInserted" : 1 })\n');
  set.world.pass(1000);
  expect(set.eval(2, 'rs.slaveOk(); db.scores.count()')).toBe('1');
  expect(set.type(2, 'db.scores.find()')).toContain('"not master and slaveOk=false"');
  expect(set.type(2, 'db.scores.insert({a: 1})')).toContain('not master');
});

test('a primary that is gone is replaced within a quarter of a minute, and follows when it is back', () => {
  const set = new MongoSet();
  set.form();
  set.eval(0, 'db.scores.insert({score: 1}, {writeConcern: {w: 2}})');
  set.world.pass(1000);
  set.members[0]?.remove();
  set.world.pass(4000);
  expect(set.states(1)).not.toContain('PRIMARY');
  set.world.pass(12_000);
  const states = set.states(1).split(' ');
  expect(states[0]).toBe('DOWN');
  const leader = states.indexOf('PRIMARY');
  expect(leader).toBeGreaterThan(0);
  expect(set.type(leader, 'db.scores.insert({score: 2})')).toContain('"nInserted" : 1');
  set.startMember(0);
  set.world.pass(8000);
  expect(set.states(0).split(' ')[0]).toBe('SECONDARY');
  expect(set.eval(0, 'rs.slaveOk(); db.scores.count()')).toBe('2');
});

test('a primary without a majority steps down, and takes no writes', () => {
  const set = new MongoSet();
  set.form();
  set.members[1]?.remove();
  set.members[2]?.remove();
  set.world.pass(15_000);
  expect(set.states(0)).toBe('SECONDARY DOWN DOWN');
  expect(set.type(0, 'db.scores.insert({a: 1})')).toContain('not master');
});

test('members keep data and configuration in their volumes', () => {
  const set = new MongoSet();
  set.form();
  set.eval(0, 'for (var i = 0; i < 120; i++) db.numbers.insert({i: i})');
  set.world.pass(1000);
  for (const member of [...set.members]) member.remove();
  for (const index of [0, 1, 2]) set.startMember(index);
  set.world.pass(30_000);
  expect(set.states(0).split(' ').sort()).toEqual(['PRIMARY', 'SECONDARY', 'SECONDARY']);
  expect(set.eval(1, 'rs.slaveOk(); db.numbers.find().count()')).toBe('120');
});

test('a member that nobody can reach is not added', () => {
  const set = new MongoSet();
  set.eval(0, "rs.initiate({_id: 'rs0', members: [{_id: 0, host: 'mongo-0:27017'}]})");
  set.world.pass(2000);
  const answer = set.type(0, 'rs.add("mongo-9:27017")');
  expect(answer).toContain('Quorum check failed because not enough voting nodes responded; required 2 but only');
  expect(answer).toContain('"code" : 74');
});

test('before it is initiated a member has no status, and a standalone server none at all', () => {
  const set = new MongoSet();
  expect(set.type(0, 'rs.status().codeName')).toBe('NotYetInitialized\n');
  const alone = set.world.start('alone', 'mongo:3.4.1');
  set.world.pass(3000);
  expect(alone.command(['mongo', '--quiet', '--eval', 'rs.status().errmsg']).output).toBe(
    'not running with --replSet\n',
  );
});

describe('mongosh', () => {
  test('runs the script of the production form: errors end it with 1', () => {
    const set = new MongoSet('7.0', 27018);
    const [first] = set.members;
    const run = (script: string) => first?.command(['mongosh', '--quiet', '--port', '27018', '--eval', script]);
    expect(run('db.serverStatus().ok')).toEqual({ code: 0, output: '1\n' });
    expect(run('rs.status().ok')).toEqual({
      code: 1,
      output: 'MongoServerError: no replset config has been received\n',
    });
    set.form();
    expect(run('rs.status().ok')).toEqual({ code: 0, output: '1\n' });
    const uri = 'mongodb://mongo-1:27018,mongo-2:27018/?replicaSet=rs0';
    const insert = ['mongosh', '--quiet', uri, '--eval', 'db.scores.insertOne({score: 1}).acknowledged'];
    expect(set.members[2]?.command(insert)).toEqual({ code: 0, output: 'true\n' });
    set.world.pass(500);
    expect(set.eval(2, 'db.scores.findOne().score')).toBe('1');
  });
});
