import { outcomes, type ValueCount } from '../api'
import { fieldHints, fields, parseWord, questions, serialiseTerm, words, type Field, type Query, type Term } from './language'

export type Option =
  | { readonly kind: 'question'; readonly shown: string; readonly text: string }
  | { readonly kind: 'field'; readonly shown: string; readonly hint: string }
  | { readonly kind: 'term'; readonly shown: string; readonly term: Term; readonly count?: number }
  | { readonly kind: 'time'; readonly shown: string; readonly hint: string }

export interface Group {
  readonly title: string
  readonly options: readonly Option[]
}

/** The word at the end of the text, which completion speaks about. */
export function lastWord(text: string): string {
  return /\s$/.test(text) || text === '' ? '' : (words(text).at(-1) ?? '')
}

/** The field that the last word has begun to filter, if it has. */
export function fieldAsked(word: string): Field | 'from' | 'to' | undefined {
  const name = /^-?([A-Za-z]+):/.exec(word)?.[1]?.toLowerCase()
  if (name === 'from' || name === 'to') return name
  return fields.find((field) => field === name)
}

const times: readonly (readonly [string, string])[] = [
  ['-1h', 'last hour'],
  ['-24h', 'last 24 hours'],
  ['-7d', 'last 7 days'],
  ['-30d', 'last 30 days'],
  ['all', 'no bound'],
]

/** What the last word may become. `values` are the counted values of the field that it asks for, most frequent first. */
export function complete(text: string, query: Query, values: readonly ValueCount[]): Group[] {
  const word = lastWord(text)
  const asked = fieldAsked(word)
  const not = word.startsWith('-')
  const typed = word.slice(word.indexOf(':') + 1).replaceAll('"', '').toLowerCase()

  if (asked === 'from' || asked === 'to') {
    const options = times
      .filter(([time]) => time.startsWith(typed) || typed === '')
      .map(([time, hint]): Option => ({ kind: 'time', shown: `${asked}:${time}`, hint }))
    return group('Times, UTC', options)
  }
  if (asked) return group(fieldHints[asked], valueOptions(asked, not, typed, values))

  const begun = (not ? word.slice(1) : word).toLowerCase()
  const known = fields
    .filter((field) => field.startsWith(begun))
    .map((field): Option => ({ kind: 'field', shown: `${not ? '-' : ''}${field}:`, hint: fieldHints[field] }))
  const bounds = (['from', 'to'] as const)
    .filter((bound) => !not && bound.startsWith(begun))
    .map((bound): Option => ({ kind: 'field', shown: `${bound}:`, hint: bound === 'from' ? 'begin of the range' : 'end of the range' }))
  const asks = word === '' && query.terms.length === 0 ? questions.map(({ asks: shown, text: q }): Option => ({ kind: 'question', shown, text: q })) : []
  const guess = begun === '' ? undefined : parseWord(word)
  const guessed: Option[] = guess && 'field' in guess ? [{ kind: 'term', shown: serialiseTerm(guess), term: guess }] : []
  return [...group('Questions', asks), ...group('Meant as', guessed), ...group('Fields', [...known, ...bounds])]
}

function valueOptions(field: Field, not: boolean, typed: string, values: readonly ValueCount[]): Option[] {
  const counts = new Map(values.map(({ value, count }) => [value, count]))
  const candidates = field === 'outcome' ? outcomes : field === 'secret' ? [...folders(values, typed), ...counts.keys()] : [...counts.keys()]
  return candidates
    .filter((value) => value.toLowerCase().includes(typed))
    .slice(0, 12)
    .map((value): Option => {
      const term: Term = { field, value, not }
      const count = counts.get(value)
      return { kind: 'term', shown: serialiseTerm(term), term, ...(count !== undefined && { count }) }
    })
}

/** `prod/**` for a handful of secrets below `prod`: the pattern is asked for more often than one of its paths. */
function folders(values: readonly ValueCount[], typed: string): string[] {
  const below = new Map<string, number>()
  for (const { value } of values) {
    const folder = value.includes('/') ? value.slice(0, value.indexOf('/')) : undefined
    if (folder !== undefined) below.set(folder, (below.get(folder) ?? 0) + 1)
  }
  return [...below]
    .filter(([folder, secrets]) => secrets > 1 && `${folder}/**`.startsWith(typed))
    .slice(0, 3)
    .map(([folder]) => `${folder}/**`)
}

function group(title: string, options: readonly Option[]): Group[] {
  return options.length === 0 ? [] : [{ title, options }]
}
