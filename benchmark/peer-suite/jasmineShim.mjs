// What tfjs's tests import as its `jasmine_util`: every environment is this one, and there are no browsers.
const tf = globalThis.peerSuiteSubject;
const here = {};
export const ALL_ENVS = here;
export const NODE_ENVS = here;
export const SYNC_BACKEND_ENVS = here;
export const TEST_ENVS = [];
export const CHROME_ENVS = null;
export const BROWSER_ENVS = null;
export const HAS_WORKER = null;
export const HAS_NODE_WORKER = null;

export function describeWithFlags(name, constraints, tests) {
  if (constraints === null) return;
  describe(name, () => {
    // As in tfjs's: each test's tensors and variables end with it.
    beforeEach(() => tf.engine().startScope());
    afterEach(() => {
      tf.engine().endScope();
      tf.disposeVariables();
    });
    tests({ name: 'cpu', backendName: 'cpu', isDataSync: true });
  });
}

export const envSatisfiesConstraints = () => true;
export const setTestEnvs = () => {};
export const setupTestFilters = () => {};
export class TestKernelBackend {}
