// What a family of golden cases is: its cases, their tensors, and the driver that runs one case on corten.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { difference, jsonDifference, type Tolerance, type Values } from './compare.js';
import { type Golden, readSafetensors } from './safetensors.js';

/** A case as its JSON has it; each driver says which further fields its family has. */
export interface Case {
  name: string;
  tolerance?: Tolerance | Record<string, Tolerance>;
}

/** Runs one case and tells `check` what came out; throws if corten does. */
export type Driver<C extends Case = Case> = (item: C, check: Check) => void | Promise<void>;

/** Collects how one case differs from what Keras computed. */
export class Check {
  readonly differences: string[] = [];
  private readonly item: Case;
  private readonly tensors: Map<string, Golden>;

  constructor(item: Case, tensors: Map<string, Golden>) {
    this.item = item;
    this.tensors = tensors;
  }

  /** The golden tensor of that key. */
  golden(key: string): Golden {
    const tensor = this.tensors.get(key);
    if (!tensor) throw new Error(`there is no golden tensor '${key}'`);
    return tensor;
  }

  /** Compares with the golden tensor `key`; `kind` chooses among a case's tolerances. */
  tensor(what: string, actual: Values, key: string, kind?: string): void {
    this.note(what, difference(actual, this.golden(key), this.tolerance(kind)));
  }

  /** Compares a JSON value. */
  value(what: string, actual: unknown, expected: unknown, kind?: string): void {
    this.note(what, jsonDifference(actual, expected, this.tolerance(kind)));
  }

  /** Compares a configuration: what Keras records must be there, but there may be more. */
  config(actual: Record<string, unknown>, expected: Record<string, unknown>): void {
    for (const [key, value] of Object.entries(expected)) {
      this.value(`config.${key}`, actual[key], value);
    }
  }

  /** Notes a condition that does not hold. */
  holds(what: string, condition: boolean): void {
    this.note(what, condition ? undefined : 'does not hold');
  }

  private note(what: string, mismatch: string | undefined): void {
    if (mismatch !== undefined) this.differences.push(`${what}: ${mismatch}`);
  }

  private tolerance(kind: string | undefined): Tolerance | undefined {
    const tolerance = this.item.tolerance;
    if (!tolerance || 'rtol' in tolerance) return tolerance as Tolerance | undefined;
    return kind === undefined ? undefined : (tolerance as Record<string, Tolerance>)[kind];
  }
}

/** JSON has no such numbers: the golden files write them as strings. */
const NOT_FINITE: Record<string, number> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/** Reads a family's cases and tensors. */
export function readFamily(folder: string, family: string) {
  const text = readFileSync(join(folder, `${family}.json`), 'utf8');
  const { cases } = JSON.parse(text, (_, value) =>
    typeof value === 'string' ? (NOT_FINITE[value] ?? value) : value,
  ) as { cases: Case[] };
  const path = join(folder, `${family}.safetensors`);
  return { cases, tensors: existsSync(path) ? readSafetensors(path) : new Map<string, Golden>() };
}

/**
 * The names that a case needs: of every class in its configuration, of every function in it, of its operation, and
 * its own.
 */
export function needs(item: Case): Set<string> {
  const names = new Set([item.name]);
  const visit = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner !== 'string') visit(inner);
      else if (/^(class_name|function|op|(\w+_)?activation)$/.test(key)) names.add(inner);
    }
  };
  visit(item);
  return names;
}
