// The parts of a saved model that a graph model is made of.
import { DataError } from '../errors.js';
import type { ModelArtifacts } from '../io/handlers/types.js';
import type { GraphDef, SignatureDef } from './graphDef.js';

/** The parts of the artifacts that a graph model reads, as what they should be. */
export interface GraphArtifacts {
  topology: GraphDef;
  signature: SignatureDef | undefined;
  initializer: GraphDef | undefined;
  initializerSignature: SignatureDef | undefined;
  structuredOutputKeys: readonly string[] | undefined;
}

/** What the graph model reads of artifacts. @throws DataError if there is no graph among them */
export function readArtifacts(artifacts: ModelArtifacts): GraphArtifacts {
  const { modelTopology, userDefinedMetadata, modelInitializer } = artifacts ?? {};
  if (
    typeof modelTopology !== 'object' ||
    modelTopology === null ||
    modelTopology instanceof ArrayBuffer
  ) {
    throw new DataError({
      where: 'graph model',
      expected: 'modelTopology to be a graph as JSON',
      received: modelTopology instanceof ArrayBuffer ? 'an ArrayBuffer' : String(modelTopology),
    });
  }
  const keys = userDefinedMetadata?.structuredOutputKeys;
  return {
    topology: modelTopology as GraphDef,
    signature: (userDefinedMetadata?.signature ?? artifacts.signature) as SignatureDef | undefined,
    initializer: (modelInitializer as GraphDef | undefined)?.node
      ? (modelInitializer as GraphDef)
      : undefined,
    initializerSignature: artifacts.initializerSignature as SignatureDef | undefined,
    structuredOutputKeys: Array.isArray(keys) ? keys.map(String) : undefined,
  };
}
