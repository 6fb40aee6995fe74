/** The name of a schedule by its content. */
import { hashString32, hex32 } from '../random/mix.js';
import type { FaultSchedule } from './entry.js';

/** 16 hex digits. The order of entries counts, that of an entry's fields does not. */
export function scheduleHash(schedule: FaultSchedule): string {
  const text = canonical(schedule);
  return hex32(hashString32(text, 0x6661)) + hex32(hashString32(text, 0x756c));
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
  return `{${fields.join(',')}}`;
}
