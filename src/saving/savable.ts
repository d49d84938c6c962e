// Savable: what a model has to be written to files and to take weights from them; their names, how it was compiled.
import { ConfigError } from '../errors.js';
import { CompositeArrayBuffer } from '../io/compositeArrayBuffer.js';
import { theHandler } from '../io/handlers/router.js';
import type {
  IOHandler,
  IOHandlerSync,
  ModelArtifacts,
  SaveConfig,
  SaveResult,
  TrainingConfig,
} from '../io/handlers/types.js';
import { weightParts } from '../io/weights.js';
import { serializeLayer } from '../layers/serialization.js';
import { toClassic } from '../models/classicConfig.js';
import { cast, toTensor } from '../ops/convert.js';
import { tidy } from '../ops/scopes.js';
import type { NamedTensor } from '../optimizers/weights.js';
import { checkKeys } from '../suggest.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { OnBatch } from '../training/onBatch.js';
import { version } from '../version.js';
import { optimizerState } from './optimizerFormat.js';
import { compileOptionsOf, trainingConfigOf } from './trainingConfig.js';
import { matchWeights, weightNames } from './weightNames.js';
import { saveWeightsFile } from './weightsFile.js';

/** What a JSON file can hold under names: no functions, no classes. */
function isJSON(value: unknown): boolean {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every(isJSON);
  return isRecord(value) && Object.values(value).every(isJSON);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

export abstract class Savable extends OnBatch {
  #userDefinedMetadata: Record<string, unknown> | undefined;

  /** The weights with their names in files, in the order of `getWeights`. The tensors are copies. */
  getNamedWeights({ trainableOnly = false }: SaveConfig = {}): NamedTensor[] {
    const trainable = trainableOnly ? new Set(this.trainableWeights) : undefined;
    return [...weightNames(this)]
      .filter(([, weight]) => trainable?.has(weight) ?? true)
      .map(([name, weight]) => ({
        name,
        tensor: new Tensor(weight.dtype, weight.shape, weight.valuesNow()),
      }));
  }

  /**
   * Sets weights by their names in files.
   *
   * @param weights tensors or arrays by name; a name may have its cell's in it, as newer TensorFlow writes it
   * @param strict whether every weight must be there, and no other; default true
   * @throws ConfigError for names that don't fit, ShapeError for shapes; then nothing is set. BusyError while `fit` trains
   * @example
   * model.loadWeights(await tf.io.loadSafetensors('weights.safetensors'));
   */
  loadWeights(weights: Readonly<Record<string, TensorLike>>, strict = true): void {
    this.runner.forbidWhileTraining('loadWeights');
    if (typeof weights !== 'object' || weights === null) {
      const received = weights === null ? 'null' : typeof weights;
      throw new ConfigError({ where: 'loadWeights', expected: 'tensors by name', received });
    }
    tidy(() => {
      const matched = [...matchWeights(this, Object.keys(weights), strict)].map(
        ([name, variable]) => {
          const tensor = cast(toTensor(weights[name], name), variable.dtype);
          variable.checkShape(tensor);
          return [variable, tensor] as const;
        },
      );
      for (const [variable, tensor] of matched) variable.assign(tensor);
    });
  }

  /**
   * Writes the weights to a `.safetensors` file under their names, for `loadWeights`; the old file stays until the new
   * one is whole on disk.
   */
  async saveWeights(path: string): Promise<void> {
    if (!path.endsWith('.safetensors')) {
      const expected = 'a path that ends in .safetensors';
      throw new ConfigError({ where: `${this.name}.saveWeights`, expected, received: path });
    }
    await saveWeightsFile(path, weightNames(this));
  }

  /**
   * Writes the model in tfjs's format, which tfjs reads too: its layers, its weights, and if asked how it was compiled
   * and the optimizer's state. `tf.loadLayersModel` reads it.
   *
   * @param target `file://folder`, which gets `model.json` and `weights.bin`; an http(s):// URL, which gets a POST; or a
   *   handler, such as `tf.io.withSaveHandler(fn)`
   * @throws ConfigError for URLs that no handler takes and losses that are functions, DTypeError for weights that the
   *   format does not hold; DataError or UnavailableError if it can't be written: then what was there before still is
   * @example
   * await model.save('file://mnist', { includeOptimizer: true });
   */
  async save(
    target: string | IOHandler | IOHandlerSync,
    config: SaveConfig = {},
  ): Promise<SaveResult> {
    checkKeys('save', config, ['trainableOnly', 'includeOptimizer']);
    const handler = typeof target === 'string' ? theHandler('save', target) : target;
    if (typeof handler?.save !== 'function') {
      const received = handler ? 'one that only loads' : typeof handler;
      throw new ConfigError({ where: 'save', expected: 'a URL or a handler that saves', received });
    }
    while (this.inFlight && !this.runner.fitting) await this.inFlight;
    // All at once: a block of `fit` may begin before the file is written.
    return handler.save(tidy(() => this.#artifacts(config)));
  }

  #artifacts(config: SaveConfig): ModelArtifacts {
    const { specs, parts } = weightParts(this.getNamedWeights(config));
    const artifacts: ModelArtifacts = {
      modelTopology: {
        ...(toClassic(serializeLayer(this)) as object),
        keras_version: `corten ${version}`,
        backend: 'corten',
      },
      format: 'layers-model',
      generatedBy: `corten ${version}`,
      convertedBy: null,
    };
    const compiled = this.runner.compiled;
    if (config.includeOptimizer && compiled) {
      artifacts.trainingConfig = this.getTrainingConfig();
      const state = weightParts(optimizerState(compiled.optimizer, weightNames(this)), 'optimizer');
      specs.push(...state.specs);
      parts.push(...state.parts);
    }
    if (this.#userDefinedMetadata) artifacts.userDefinedMetadata = this.#userDefinedMetadata;
    const weightData = CompositeArrayBuffer.join(parts);
    return { ...artifacts, weightData, weightSpecs: specs };
  }

  /** How the model was compiled, as `loadTrainingConfig` takes it. @throws NotBuiltError before `compile` */
  getTrainingConfig(): TrainingConfig {
    const { optimizer } = this.runner.required('getTrainingConfig');
    return trainingConfigOf(this.compileOptions ?? {}, optimizer);
  }

  /** Compiles as a file says. @throws DataError or ConfigError for a configuration that is none, or not known */
  loadTrainingConfig(trainingConfig: TrainingConfig): void {
    this.compile(compileOptionsOf(`${this.name}: training configuration`, trainingConfig));
  }

  /** What `setUserDefinedMetadata` or the file that the model is from gave; undefined if neither did. */
  getUserDefinedMetadata(): Record<string, unknown> | undefined {
    return this.#userDefinedMetadata;
  }

  /** Keeps something with the model: `save` writes it too. @throws ConfigError for what JSON does not hold */
  setUserDefinedMetadata(userDefinedMetadata: Record<string, unknown>): void {
    if (!isRecord(userDefinedMetadata) || !isJSON(userDefinedMetadata)) {
      const where = `${this.name}.setUserDefinedMetadata`;
      throw new ConfigError({ where, expected: 'a record that JSON holds', received: 'others' });
    }
    this.#userDefinedMetadata = userDefinedMetadata;
  }
}
