// A small model as handlers load and save it, for their tests.
import * as tf from '../../index.js';

export const weightSpecs: tf.io.WeightsManifestEntry[] = [
  { name: 'w', shape: [2], dtype: 'float32' },
  { name: 'v', shape: [1], dtype: 'int32', group: 'optimizer' },
];
export const artifactsOf = (value: number): tf.io.ModelArtifacts => ({
  modelTopology: { class_name: 'Sequential', config: { name: 'm', layers: [] } },
  format: 'layers-model',
  generatedBy: 'a test',
  convertedBy: null,
  userDefinedMetadata: { value },
  weightSpecs,
  weightData: [Float32Array.of(value, value + 1).buffer, Int32Array.of(value).buffer],
});
export const bytesOf = ({ weightData }: tf.io.ModelArtifacts) =>
  new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData as ArrayBuffer[]));
/** What must not get lost. */
export const facts = (artifacts: tf.io.ModelArtifacts) => ({
  ...artifacts,
  weightData: [...bytesOf(artifacts)],
});
