// Trainer: what a model adds to a layer; compile, fit, evaluate and predict.
import { Layer } from '../layers/layer.js';

export abstract class Trainer extends Layer {}
