/** What of Explore lives in the URL: the question, the open event, whether it is live, and how the chart is shown. */
export interface ExploreSearch {
  readonly q: string
  readonly event?: string
  readonly live?: true
  readonly view?: 'table'
}

export function validate(raw: Record<string, unknown>): ExploreSearch {
  const { q, event, live, view } = raw
  return {
    q: typeof q === 'string' ? q : '',
    ...(typeof event === 'string' && event !== '' && { event }),
    ...((live === true || live === '1') && { live: true }),
    ...(view === 'table' && { view }),
  }
}

export function omit(search: ExploreSearch, name: 'event' | 'live' | 'view'): ExploreSearch {
  return validate({ ...search, [name]: undefined })
}

/** The page of one event remembers the question that led to it. */
export function validateQuestion(raw: Record<string, unknown>): { readonly q: string } {
  return { q: validate(raw).q }
}

/** Plain text in the URL, as a person would write it: no JSON, nothing that stands at its default. */
export function stringifySearch(search: Record<string, unknown>): string {
  const { q, event, live, view } = validate(search)
  const words = new URLSearchParams()
  if (q !== '') words.set('q', q)
  if (event !== undefined) words.set('event', event)
  if (live === true) words.set('live', '1')
  if (view !== undefined) words.set('view', view)
  const text = words.toString().replaceAll('%3A', ':').replaceAll('%2F', '/').replaceAll('%2C', ',')
  return text === '' ? '' : `?${text}`
}

export function parseSearch(text: string): Record<string, unknown> {
  return Object.fromEntries(new URLSearchParams(text))
}
