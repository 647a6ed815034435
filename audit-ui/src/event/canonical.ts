import type { Json } from '../api'

/** JSON with its names in order, so that the same event always reads, copies and compares the same. */
export function canonical(value: unknown): string {
  return JSON.stringify(ordered(value as Json), null, 2)
}

function ordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([name, inner]) => [name, ordered(inner)]),
  )
}
