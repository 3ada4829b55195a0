const { availableParallelism } = require('node:os');

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // As jest has it, but two on a machine of two: much of the time a suite waits for the programs that it starts.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // Modules of suites that are over stay in memory for a while: a worker that has grown is replaced by a new one.
  workerIdleMemoryLimit: '1GB',
  testSequencer: '<rootDir>/test/support/long-suites-first.mjs',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript' },
          target: 'es2022',
          // As tsconfig.json has it.
          transform: { useDefineForClassFields: false },
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  cacheDirectory: '<rootDir>/.cache/jest',
};
