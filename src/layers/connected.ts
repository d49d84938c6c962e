// Connected: a layer's calls in graphs of layers, and what goes in and out of each.
import { NotBuiltError, ValueError } from '../errors.js';
import {
  type Node,
  type PartialShape,
  type SymbolicTensor,
  singleOrList,
  toList,
} from './symbolic.js';
import { Weighted } from './weighted.js';

/** One shape, or one for each input. */
export type Shapes = PartialShape | PartialShape[];

export abstract class Connected extends Weighted {
  /** The calls in graphs of layers. @internal */
  readonly inboundNodes: Node[] = [];

  /** The input in the graph of layers. @throws NotBuiltError if it is in none. */
  get input(): SymbolicTensor | SymbolicTensor[] {
    return this.#node().inputs;
  }

  /** The output in the graph of layers. @throws NotBuiltError if it is in none. */
  get output(): SymbolicTensor | SymbolicTensor[] {
    return singleOrList(this.#node().outputs);
  }

  get inputShape(): Shapes {
    return singleOrList(toList(this.#node().inputs).map((x) => x.shape)) as Shapes;
  }

  get outputShape(): Shapes {
    return singleOrList(this.#node().outputs.map((x) => x.shape)) as Shapes;
  }

  /**
   * The input of one call of a layer that is called several times.
   * @throws ValueError if there are fewer calls, NotBuiltError if there are none
   */
  getInputAt(nodeIndex: number): SymbolicTensor | SymbolicTensor[] {
    return this.#node(nodeIndex).inputs;
  }

  /** The output of one call, as `getInputAt`. */
  getOutputAt(nodeIndex: number): SymbolicTensor | SymbolicTensor[] {
    return singleOrList(this.#node(nodeIndex).outputs);
  }

  #node(index = 0): Node {
    const { length } = this.inboundNodes;
    if (length === 0) {
      const problem = 'the layer is not connected to an input';
      throw new NotBuiltError({ where: this.name, problem });
    }
    const node = this.inboundNodes[index];
    if (node) return node;
    const expected = `a call below ${length}`;
    throw new ValueError({ where: this.name, expected, received: String(index) });
  }
}
