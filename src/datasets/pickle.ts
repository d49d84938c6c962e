// A reader of pickles that knows one thing: a NumPy object array of lists of integers, in protocols 2 to 5. Nothing in the file is ever called.
import { PickleBytes } from './pickleBytes.js';
import {
  Global,
  globals,
  List,
  ObjectArray,
  ObjectType,
  Op,
  Tuple,
  type Value,
} from './pickleOps.js';

/** The bytes that the commonest integers take, opcode and value; 0 for other opcodes. */
const widths = new Uint8Array(256);
widths[Op.BinInt1] = 2;
widths[Op.BinInt2] = 3;
widths[Op.BinInt] = 5;

/**
 * The lists of a pickled NumPy object array.
 *
 * @throws DataError for any other content, with the byte where it was met
 */
export function parsePickledLists(path: string, bytes: Buffer): Int32Array[] {
  return new Reader(path, bytes).read();
}

class Reader extends PickleBytes {
  private readonly stack: Value[] = [];
  private readonly marks: number[] = [];
  private readonly memo = new Map<number, Value>();
  /** Lists and integers handed out: a memo lets a few bytes stand for many, but no honest file does that. */
  private made = 0;

  read(): Int32Array[] {
    const { bytes } = this;
    while (this.at < bytes.length) {
      const op = bytes[this.at++];
      if (op === Op.Stop) return this.result();
      this.step(op);
    }
    throw this.truncated();
  }

  private result(): Int32Array[] {
    const array = this.pop();
    if (!(array instanceof ObjectArray) || !array.lists || this.stack.length > 0) {
      throw this.unexpected('one array of lists');
    }
    return array.lists;
  }

  private step(op: number): void {
    const { bytes, stack } = this;
    switch (op) {
      case Op.Proto: {
        const protocol = bytes[this.skip(1)];
        if (protocol < 2 || protocol > 5) throw this.unexpected(`protocol 2 to 5`, `${protocol}`);
        return;
      }
      case Op.Frame:
        this.skip(8);
        return;
      case Op.BinInt1:
        stack.push(bytes[this.skip(1)]);
        return;
      case Op.BinInt2:
        stack.push(bytes.readUInt16LE(this.skip(2)));
        return;
      case Op.BinInt:
        stack.push(bytes.readInt32LE(this.skip(4)));
        return;
      case Op.Long1:
        stack.push(this.long());
        return;
      case Op.None:
        stack.push(null);
        return;
      case Op.NewTrue:
      case Op.NewFalse:
        stack.push(op === Op.NewTrue);
        return;
      case Op.ShortBinString:
      case Op.ShortBinBytes:
      case Op.ShortBinUnicode:
        stack.push(this.text(bytes[this.skip(1)]));
        return;
      case Op.BinUnicode:
        stack.push(this.text(bytes.readUInt32LE(this.skip(4))));
        return;
      case Op.EmptyList:
        stack.push(new List());
        return;
      case Op.Append:
        this.append([this.pop()]);
        return;
      case Op.Appends:
        this.append(this.popMarked());
        return;
      case Op.Mark:
        // Nearly all of a file are runs of integers, appended to the list before the mark.
        if (!this.run()) this.marks.push(stack.length);
        return;
      case Op.EmptyTuple:
        stack.push(new Tuple([]));
        return;
      case Op.Tuple1:
      case Op.Tuple2:
      case Op.Tuple3: {
        const size = op - Op.Tuple1 + 1;
        const items = Array.from({ length: size }, () => this.pop()).reverse();
        stack.push(new Tuple(items));
        return;
      }
      case Op.Tuple:
        stack.push(new Tuple(this.popMarked()));
        return;
      case Op.Memoize:
        this.memo.set(this.memo.size, this.top());
        return;
      case Op.BinPut:
        this.memo.set(bytes[this.skip(1)], this.top());
        return;
      case Op.LongBinPut:
        this.memo.set(bytes.readUInt32LE(this.skip(4)), this.top());
        return;
      case Op.BinGet:
        this.recall(bytes[this.skip(1)]);
        return;
      case Op.LongBinGet:
        this.recall(bytes.readUInt32LE(this.skip(4)));
        return;
      case Op.Global:
        stack.push(this.global(this.line(), this.line()));
        return;
      case Op.StackGlobal: {
        const name = this.pop();
        stack.push(this.global(this.pop(), name));
        return;
      }
      case Op.Reduce:
        this.reduce();
        return;
      case Op.Build:
        this.build();
        return;
      default:
        throw this.unexpected('an opcode of lists of integers', `0x${op.toString(16)}`);
    }
  }

  private pop(): Value {
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) throw this.unexpected('a value', 'none');
    return this.stack.pop() as Value;
  }

  private top(): Value {
    const value = this.pop();
    this.stack.push(value);
    return value;
  }

  private popMarked(): Value[] {
    const mark = this.marks.pop();
    if (mark === undefined) throw this.unexpected('a mark', 'none');
    return this.stack.splice(mark);
  }

  private recall(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw this.unexpected(`a memo ${index}`, 'none');
    this.stack.push(value);
  }

  private append(items: Value[]): void {
    const list = this.top();
    if (!(list instanceof List)) throw this.unexpected('a list to append to');
    for (const item of items) {
      if (item instanceof List) list.lists.push(item);
      else list.chunks.push(Int32Array.of(this.integer(item)));
    }
  }

  /** Reads integers up to Appends, if that is what comes; otherwise stays where it is. */
  private run(): boolean {
    const { bytes } = this;
    const list = this.stack.at(-1);
    let count = 0;
    let at = this.at;
    for (let width = widths[bytes[at]]; width; width = widths[bytes[at]]) {
      at += width;
      count++;
    }
    if (count === 0 || bytes[at] !== Op.Appends || !(list instanceof List)) return false;

    const values = new Int32Array(count);
    let from = this.at;
    for (let i = 0; i < count; i++) {
      const op = bytes[from];
      if (op === Op.BinInt1) values[i] = bytes[from + 1];
      else if (op === Op.BinInt2) values[i] = bytes[from + 1] | (bytes[from + 2] << 8);
      else values[i] = bytes.readInt32LE(from + 1);
      from += widths[op];
    }
    list.chunks.push(values);
    this.at = at + 1;
    return true;
  }

  private integer(item: Value): number {
    if (typeof item === 'number' && (item | 0) === item) return item;
    const received = typeof item === 'number' ? String(item) : typeof item;
    throw this.unexpected('integers of 32 bits', received);
  }

  private global(module: Value, name: Value): Global {
    const full = `${module} ${name}`;
    if (!Object.hasOwn(globals, full)) {
      const received = `"${full.replace(' ', '.')}"`;
      throw this.unexpected('no names but those of a NumPy array of lists', received);
    }
    return new Global(globals[full]);
  }

  /** Stands for what `callable(*args)` would make; nothing is called. */
  private reduce(): void {
    const args = this.pop();
    const callable = this.pop();
    if (!(callable instanceof Global && args instanceof Tuple)) throw this.unexpected('a call');
    const [first] = args.items;
    if (callable.name === 'reconstruct' && first instanceof Global && first.name === 'ndarray') {
      this.stack.push(new ObjectArray());
    } else if (callable.name === 'dtype' && (first === 'O8' || first === 'O4' || first === 'O')) {
      this.stack.push(new ObjectType());
    } else if (callable.name === 'encode' && typeof first === 'string') {
      this.stack.push(first);
    } else {
      throw this.unexpected('an array of objects', `${callable.name}(${String(first)})`);
    }
  }

  /** Sets the state of the array: (version, shape, dtype, Fortran order, list of its elements). */
  private build(): void {
    const state = this.pop();
    const target = this.top();
    if (!(state instanceof Tuple)) throw this.unexpected('a state');
    if (target instanceof ObjectType) return;
    const elements = state.items[4];
    if (
      !(target instanceof ObjectArray && elements instanceof List && elements.chunks.length === 0)
    ) {
      throw this.unexpected('an array of lists');
    }
    target.lists = elements.lists.map((list) => this.integers(list));
  }

  private integers({ lists, chunks }: List): Int32Array {
    if (lists.length > 0) throw this.unexpected('lists of integers', 'lists of lists');
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    this.made += 1 + length;
    if (this.made > this.bytes.length) throw this.unexpected('every list once', 'repeated ones');
    const values = new Int32Array(length);
    let at = 0;
    for (const chunk of chunks) {
      values.set(chunk, at);
      at += chunk.length;
    }
    return values;
  }
}
