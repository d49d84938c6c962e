// Which layers a property holds: itself, or in lists, maps and records.
import { Weighted } from './weighted.js';

/** Adds the layers in a value to those found. */
export function collectLayers(value: unknown, found: Set<Weighted>): void {
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof Weighted) found.add(value);
  else if (Array.isArray(value)) for (const one of value) collectLayers(one, found);
  else if (value instanceof Map) for (const one of value.values()) collectLayers(one, found);
  else if (Object.getPrototypeOf(value) === Object.prototype) {
    for (const one of Object.values(value)) collectLayers(one, found);
  }
}
