// Times the workloads in corten through its public API.
import * as tf from '../index.js';
import { whileBusy } from './busy.js';
import { measureEager } from './eager.js';
import { measureDelay } from './eventLoop.js';
import { measure, requested } from './measure.js';
import { cnn, cnnFirst } from './workloads/cnn.js';
import { bilstm, gru, lstm } from './workloads/gated.js';
import { imdb } from './workloads/imdb.js';
import { mlp } from './workloads/mlp.js';
import { reg } from './workloads/reg.js';
import { rnn } from './workloads/rnn.js';
import type { Workload } from './workloads/workload.js';

const workloads: Record<string, Workload> = {
  rnn,
  lstm,
  gru,
  bilstm,
  cnn,
  'cnn-first': cnnFirst,
  imdb,
  reg,
  mlp,
};
const FIT_STEPS = 20;

for (const name of requested(Object.keys(workloads))) {
  const { modes, model: build, batch, compiled } = workloads[name];
  tf.utils.setRandomSeed(1);
  const model = build();
  const { x, y } = batch();
  if (modes.includes('train')) {
    const step = () => model.trainOnBatch(x, y);
    await measure('corten', name, 'train', step);
    await measureDelay(name, 'train', step);
    if (name === 'rnn') {
      await whileBusy(() => measure('corten', name, 'train beside a busy core', step));
    }
  }
  if (compiled) {
    const step = compiled();
    await measure('corten', name, 'compiled train', () => step(x, y));
  }
  if (modes.includes('fit')) {
    const [xs, ys] = [x, y].map((t) => tf.concat(Array(FIT_STEPS).fill(t)));
    const options = { batchSize: x.shape[0], epochs: 1, verbose: 0 as const };
    const fit = () => model.fit(xs, ys, options);
    await measure('corten', name, 'fit', fit, FIT_STEPS);
    await measureDelay(name, 'fit', fit);
  }
  if (modes.includes('predict')) {
    await measure('corten', name, 'predict', () => model.predictOnBatch(x));
  }
}
// A call of a microsecond depends on how the library is bundled: as users get it.
const built: typeof tf = await import(new URL('../dist/index.js', import.meta.url).href);
await measureEager<tf.Tensor>('corten', built);
