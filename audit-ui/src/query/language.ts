import { outcomes, type Params } from '../api'
import { endOf, instant, lastWords, parseMoment, rangeWords, startOf } from './time'

/**
 * The query language: `actor:billing -outcome:success secret:prod/** from:-7d`. The text in the query bar, the text in
 * the URL and the parameters of the HTTP interface are three spellings of one {@link Query}.
 */
export const fields = ['actor', 'action', 'secret', 'outcome', 'address', 'deployment', 'token', 'account', 'request'] as const
export type Field = (typeof fields)[number]

export interface Term {
  readonly field: Field
  readonly value: string
  readonly not: boolean
}

/** `from` and `to` stay as they were written: `-24h` keeps meaning the last 24 hours when the link is opened tomorrow. */
export interface Query {
  readonly terms: readonly Term[]
  readonly from?: string
  readonly to?: string
}

/** A word that could not be understood, and what would have been. */
export interface Complaint {
  readonly word: string
  readonly says: string
}

export interface Parsed {
  readonly query: Query
  readonly complaints: readonly Complaint[]
}

export const DEFAULT_FROM = '-24h'

export const fieldHints: Readonly<Record<Field, string>> = {
  actor: 'who did it',
  action: 'what was done',
  secret: 'a path, or a pattern such as prod/**',
  outcome: outcomes.join(', '),
  address: 'where the request came from',
  deployment: 'id of a deployment',
  token: 'id of a bootstrap token',
  account: 'the account that was changed',
  request: 'id of a request',
}

const PARAM: Readonly<Record<Field, string>> = {
  actor: 'actor',
  action: 'action',
  secret: 'secret',
  outcome: 'outcome',
  address: 'address',
  deployment: 'deployment',
  token: 'token',
  account: 'account',
  request: 'requestId',
}

const ALIASES: Readonly<Record<string, Field>> = { ip: 'address', requestid: 'request', path: 'secret' }

export const empty: Query = { terms: [] }

/** The pieces between white space; quotes keep white space together. */
export function words(text: string): string[] {
  return text.match(/(?:"(?:\\.|[^"\\])*"?|[^\s"])+/g) ?? []
}

export function parse(text: string): Parsed {
  let query: Query = empty
  const complaints: Complaint[] = []
  for (const word of words(text)) {
    const understood = parseWord(word)
    if ('says' in understood) complaints.push(understood)
    else if ('bound' in understood) query = { ...query, [understood.bound]: understood.value }
    else query = include(query, understood)
  }
  return { query, complaints }
}

type Word = Term | { readonly bound: 'from' | 'to'; readonly value: string } | Complaint

export function parseWord(word: string): Word {
  const match = /^(-?)([A-Za-z]+):(.*)$/s.exec(word)
  if (!match) return bareWord(word)
  const [, minus = '', name = '', quoted = ''] = match
  const not = minus === '-'
  const value = unquote(quoted)
  const key = name.toLowerCase()
  if (key === 'from' || key === 'to') {
    if (not) return { word, says: `a time cannot be excluded: write ${key === 'from' ? 'to' : 'from'}: instead` }
    if (!parseMoment(value)) return { word, says: 'a time is -24h, -7d, now, all, 2026-11-22, 2026-Q3, or 2026-11-22T06:00:00Z' }
    return { bound: key, value }
  }
  const field = fields.find((candidate) => candidate === key) ?? ALIASES[key]
  if (!field) return { word, says: `there is no field “${name}”: the fields are ${fields.join(', ')}, from, to` }
  if (value === '') return { word, says: `say which ${field}: ${fieldHints[field]}` }
  if (field === 'outcome' && !outcomes.some((outcome) => outcome === value))
    return { word, says: `an outcome is one of ${outcomes.join(', ')}` }
  return { field, value, not }
}

/** A word without a field is taken only where its form leaves no doubt what it is. */
function bareWord(word: string): Word {
  const not = word.startsWith('-') && word.length > 1
  const value = unquote(not ? word.slice(1) : word)
  if (outcomes.some((outcome) => outcome === value)) return { field: 'outcome', value, not }
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(value)) return { field: 'address', value, not }
  if (/^(secret|token|deployment|account|key|access|alarm)\.[a-z]+$/.test(value)) return { field: 'action', value, not }
  if (/^[\w.*-]+(\/[\w.*-]+)+$/.test(value)) return { field: 'secret', value, not }
  return { word, says: `say what “${value}” is: actor:${quote(value)}, secret:${quote(value)}, action:${quote(value)} …` }
}

export function serialise(query: Query): string {
  return [
    ...query.terms.map(serialiseTerm),
    ...(query.from === undefined ? [] : [`from:${quote(query.from)}`]),
    ...(query.to === undefined ? [] : [`to:${quote(query.to)}`]),
  ].join(' ')
}

export function serialiseTerm(term: Term): string {
  return `${term.not ? '-' : ''}${term.field}:${quote(term.value)}`
}

function quote(value: string): string {
  return /[\s"\\]/.test(value) || value === '' ? `"${value.replace(/[\\"]/g, '\\$&')}"` : value
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return text
  const closed = /[^\\](?:\\\\)*"$/.test(text)
  return text.slice(1, closed || text === '""' ? -1 : undefined).replace(/\\(.)/gs, '$1')
}

export function has(query: Query, term: Term): boolean {
  return query.terms.some((other) => same(other, term))
}

function same(a: Term, b: Term): boolean {
  return a.field === b.field && a.value === b.value && a.not === b.not
}

/** With the term, once; its opposite goes. */
export function include(query: Query, term: Term): Query {
  if (has(query, term)) return query
  return { ...without(query, { ...term, not: !term.not }), terms: [...without(query, { ...term, not: !term.not }).terms, term] }
}

export function without(query: Query, term: Term): Query {
  return { ...query, terms: query.terms.filter((other) => !same(other, term)) }
}

export function withoutField(query: Query, field: Field): Query {
  return { ...query, terms: query.terms.filter((term) => term.field !== field) }
}

/** Without the exact values of a field; its patterns stay, they say which part of the field is looked at. */
export function withoutValues(query: Query, field: Field): Query {
  return { ...query, terms: query.terms.filter((term) => term.field !== field || term.value.includes('*')) }
}

export function toggle(query: Query, term: Term): Query {
  return has(query, term) ? without(query, term) : include(query, term)
}

/** The same terms over another range; an absent bound is no bound, both absent is the default range. */
export function within(query: Query, from?: string, to?: string): Query {
  return { terms: query.terms, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
}

export interface Range {
  readonly from?: number
  readonly to?: number
}

export function range(query: Query, now: number): Range {
  const written = query.from ?? (query.to === undefined ? DEFAULT_FROM : undefined)
  const start = bound(written, startOf, now)
  const end = bound(query.to, endOf, now)
  return { ...(start !== undefined && { from: start }), ...(end !== undefined && { to: end }) }
}

function bound(written: string | undefined, edge: typeof startOf, now: number): number | undefined {
  const moment = written === undefined ? undefined : parseMoment(written)
  return moment && edge(moment, now)
}

/** Whether events that happen from now on belong to the range. */
export function isOpen(query: Query): boolean {
  const kind = query.to === undefined ? undefined : parseMoment(query.to)?.kind
  return kind === undefined || kind === 'now' || kind === 'all'
}

export function rangeLabel(query: Query): string {
  const { from = query.to === undefined ? DEFAULT_FROM : 'all', to } = query
  if (isOpen(query)) {
    if (from === 'all') return 'All time'
    const last = lastWords(from)
    if (last !== undefined) return last
  }
  const { from: start, to: end } = range(query, 0)
  if (lastWords(from) !== undefined || lastWords(to ?? '') !== undefined) return `${from} to ${to ?? 'now'}`
  if (start === undefined) return end === undefined ? 'All time' : `Until ${utcMinute(end)}`
  if (end === undefined || isOpen(query)) return `Since ${utcMinute(start)}`
  return rangeWords(start, end)
}

function utcMinute(at: number): string {
  return `${instant(at).slice(0, 16).replace('T', ' ')} UTC`
}

/** The filters as the HTTP interface takes them: repeated means any of, a leading `!` excludes. */
export function params(query: Query, now: number): Params {
  const { from, to } = range(query, now)
  return [
    ...termParams(query),
    ...(from === undefined ? [] : [['from', instant(from)] as const]),
    ...(to === undefined ? [] : [['to', instant(to)] as const]),
  ]
}

export function termParams(query: Query): Params {
  return query.terms.map((term) => [PARAM[term.field], `${term.not ? '!' : ''}${term.value}`] as const)
}

export interface Question {
  readonly asks: string
  readonly text: string
}

/** What auditors ask first. */
export const questions: readonly Question[] = [
  { asks: 'Who was refused in the last hour?', text: 'outcome:refused from:-1h' },
  { asks: 'Any alarms this week?', text: 'outcome:alarm from:-7d' },
  { asks: 'Which values were read in the last day?', text: 'action:secret.read from:-24h' },
  {
    asks: 'Which secrets changed this week?',
    text: 'action:secret.written action:secret.rotated action:secret.deleted action:secret.restored from:-7d',
  },
  { asks: 'Was a bootstrap token presented twice?', text: 'action:token.refused action:alarm.raised from:-30d' },
  {
    asks: 'Who got or lost access this month?',
    text: 'action:account.created action:account.disabled action:key.created action:key.revoked from:-30d',
  },
  { asks: 'Which deployments failed?', text: 'action:deployment.failed from:-7d' },
]
