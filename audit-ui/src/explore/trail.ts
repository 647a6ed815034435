import { keepPreviousData, useInfiniteQuery, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { api, type AuditEvent, type Buckets, type Values } from '../api'
import { params, parse, serialise, termParams, withoutValues, type Field, type Query } from '../query/language'
import { Tail } from './tail'

export const PAGE = 200
/** 5,000 rows: past that a reader is better served by a narrower question, and so is the browser. */
export const MAX_PAGES = 25
export const BUCKETS = 60

/** The fields whose values the service can count. */
export const counted = ['outcome', 'action', 'actor', 'secret', 'address'] as const satisfies readonly Field[]
export type Counted = (typeof counted)[number]

export function isCounted(field: Field): field is Counted {
  return counted.some((each) => each === field)
}

/*
 * Relative ranges are resolved when a request leaves, not when a page is drawn: the key of a request is the question
 * as it was written, and `round` counts how often somebody asked for it anew.
 */

export function useTrail(query: Query, round: number) {
  return useInfiniteQuery({
    queryKey: ['events', serialise(query), round],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === '' ? [] : [['cursor', pageParam] as const]
      return api.events([...params(query, Date.now()), ['limit', String(PAGE)], ...cursor], signal)
    },
    getNextPageParam: (last, all) => (all.length < MAX_PAGES ? last.next : undefined),
    maxPages: MAX_PAGES,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  })
}

export function useBuckets(query: Query, round: number): UseQueryResult<Buckets> {
  return useQuery({
    queryKey: ['overTime', serialise(query), round],
    queryFn: ({ signal }) => api.overTime(params(query, Date.now()), BUCKETS, signal),
    placeholderData: keepPreviousData,
  })
}

/** Counts of one field under all filters but the values chosen of it, so that its other values stay in sight. */
export function useTop(query: Query, field: Counted, top: number, round: number, enabled = true): UseQueryResult<Values> {
  const others = withoutValues(query, field)
  return useQuery({
    queryKey: ['top', field, top, serialise(others), round],
    queryFn: ({ signal }) => api.top(field, top, params(others, Date.now()), signal),
    placeholderData: keepPreviousData,
    enabled,
  })
}

/** The live end of a question, behind the newest row that is on screen. */
export function tailOf(text: string, since: number): Tail {
  const { query } = parse(text)
  return new Tail({
    address: api.streamAddress(termParams(query)),
    since,
    newest: () => api.events([...params(query, Date.now()), ['limit', String(PAGE)]]),
  })
}

/** Newest first, each event once: a page and the live stream may both have brought it. */
export function merge(fresh: readonly AuditEvent[], pages: readonly (readonly AuditEvent[])[]): AuditEvent[] {
  const seen = new Set<string>()
  const rows: AuditEvent[] = []
  for (const list of [fresh, ...pages]) {
    for (const event of list) {
      if (seen.has(event.id)) continue
      seen.add(event.id)
      rows.push(event)
    }
  }
  return rows
}
