// The options that cells of recurrent layers share, those of the layers around them, and their weights.
import type { ActivationIdentifier } from '../../activations/index.js';
import type { ConstraintIdentifier } from '../../constraints/index.js';
import type { InitializerIdentifier } from '../../initializers/index.js';
import type { RegularizerIdentifier } from '../../regularizers/index.js';
import { type Defaults, type LayerConfig, type Options, required } from '../config.js';

export interface CellConfig extends LayerConfig {
  /** Size of the state and of the output. */
  units: number;
  /** Default tanh. */
  activation?: ActivationIdentifier;
  /** Default true. */
  useBias?: boolean;
  /** Of the inputs' weights; default glorotUniform. */
  kernelInitializer?: InitializerIdentifier;
  /** Of the state's weights; default orthogonal. */
  recurrentInitializer?: InitializerIdentifier;
  /** Default zeros. */
  biasInitializer?: InitializerIdentifier;
  kernelRegularizer?: RegularizerIdentifier | null;
  recurrentRegularizer?: RegularizerIdentifier | null;
  biasRegularizer?: RegularizerIdentifier | null;
  kernelConstraint?: ConstraintIdentifier | null;
  recurrentConstraint?: ConstraintIdentifier | null;
  biasConstraint?: ConstraintIdentifier | null;
  /** Share of the inputs dropped while training; one mask for all steps. */
  dropout?: number;
  /** Share of the state dropped on its way into the recurrent product; one mask for all steps. */
  recurrentDropout?: number;
  seed?: number | null;
}

export const cellDefaults: Defaults<CellConfig> = {
  units: required,
  activation: 'tanh',
  useBias: true,
  kernelInitializer: 'glorotUniform',
  recurrentInitializer: 'orthogonal',
  biasInitializer: 'zeros',
  kernelRegularizer: null,
  recurrentRegularizer: null,
  biasRegularizer: null,
  kernelConstraint: null,
  recurrentConstraint: null,
  biasConstraint: null,
  dropout: 0,
  recurrentDropout: 0,
  seed: null,
};

/** How a recurrent layer walks a sequence and what it gives. */
export interface WalkConfig extends LayerConfig {
  /** Whether the output has every step, [batch, steps, units], or the last one only; default false. */
  returnSequences?: boolean;
  /** Whether the last states follow the output, as further outputs; default false. */
  returnState?: boolean;
  /** Whether time runs from the last step to the first; default false. */
  goBackwards?: boolean;
  /** Whether a batch starts from the states that the one before it ended with; default false. */
  stateful?: boolean;
  /** A hint that changes no result. */
  unroll?: boolean;
  /** Whether the output of a masked step is zero instead of the output before it; default false. */
  zeroOutputForMask?: boolean;
}

export const walkDefaults: Defaults<WalkConfig> = {
  returnSequences: false,
  returnState: false,
  goBackwards: false,
  stateful: false,
  unroll: false,
  zeroOutputForMask: false,
};

export type CellOptions = Options<CellConfig>;
export type WalkOptions = Options<WalkConfig>;

/** A layer's options without those of the walk: its cell's. */
export function cellPart<T extends WalkOptions>(options: T): Omit<T, keyof WalkOptions> {
  const entries = Object.entries(options).filter(([key]) => !(key in walkDefaults));
  return Object.fromEntries(entries) as Omit<T, keyof WalkOptions>;
}
