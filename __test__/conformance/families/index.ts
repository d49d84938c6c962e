// The driver of each family; a family without one can't run yet.
import type { Driver } from '../family.js';
import { ops } from './ops.js';

export const drivers: Record<string, Driver<never>> = { ops };
