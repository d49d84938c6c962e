// The driver of each family; a family without one can't run yet.
import type { Driver } from '../family.js';
import { activationDriver } from './activations.js';
import { callbackDriver } from './callbacks.js';
import { initializerDriver } from './initializers.js';
import { layerDriver } from './layers.js';
import { lossDriver } from './losses.js';
import { tf1Driver } from './lowLevel.js';
import { metricDriver } from './metrics.js';
import { modelDriver } from './models.js';
import { opDriver } from './ops.js';
import { optimizerDriver, scheduleDriver } from './optimizers.js';
import { preprocessingDriver } from './preprocessing.js';
import { regularizerDriver } from './regularizers.js';
import { summaryDriver } from './summaries.js';

export const drivers: Record<string, Driver<never>> = {
  activations: activationDriver,
  callbacks: callbackDriver,
  initializers: initializerDriver,
  layers: layerDriver,
  layers_torch: layerDriver,
  losses: lossDriver,
  metrics: metricDriver,
  models: modelDriver,
  ops: opDriver,
  optimizers: optimizerDriver,
  preprocessing: preprocessingDriver,
  regularizers: regularizerDriver,
  schedules: scheduleDriver,
  summaries: summaryDriver,
  tf1_rnn: tf1Driver,
};
