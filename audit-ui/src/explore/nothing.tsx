import { useQueries } from '@tanstack/react-query'
import { Button } from 'react-aria-components'
import { api } from '../api'
import { params, rangeLabel, serialise, serialiseTerm, within, without, type Query } from '../query/language'

interface Props {
  readonly query: Query
  readonly onChange: (query: Query) => void
}

/** No rows: which filter is to blame, and the ways out. */
export function Nothing({ query, onChange }: Props) {
  const ways = query.terms.slice(0, 6).map((term) => ({ term, rest: without(query, term) }))
  const counts = useQueries({
    queries: ways.map(({ rest }) => ({
      queryKey: ['count', serialise(rest)],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const { values } = await api.top('outcome', 10, params(rest, Date.now()), signal)
        return values.reduce((sum, { count }) => sum + count, 0)
      },
    })),
  })
  const helpful = ways
    .map((way, at) => ({ ...way, count: counts[at]?.data ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
  const unbounded = query.from === 'all' && query.to === undefined
  if (query.terms.length === 0 && unbounded) return <FirstSecret />
  return (
    <section className="nothing">
      <h2>{query.terms.length === 0 ? 'Nothing happened in this range' : 'No event matches'}</h2>
      <p>
        {query.terms.length === 0 ? 'The ledger holds no events' : 'No event matches all filters'} in the range “{rangeLabel(query)}”.
      </p>
      {helpful.length > 0 && (
        <ul>
          {helpful.map(({ term, rest, count }) => (
            <li key={serialiseTerm(term)}>
              <Button className="button" onPress={() => onChange(rest)}>
                Without <code>{serialiseTerm(term)}</code>
              </Button>
              {count.toLocaleString('en-US')} {count === 1 ? 'event' : 'events'}
            </li>
          ))}
        </ul>
      )}
      <p className="nothing-ways">
        {(query.terms.length > 1 || (query.terms.length === 1 && helpful.length === 0)) && (
          <Button className="button" onPress={() => onChange({ ...query, terms: [] })}>
            Clear filters
          </Button>
        )}
        {query.from !== '-7d' && !unbounded && (
          <Button className="button" onPress={() => onChange(within(query, '-7d'))}>
            Widen to 7 days
          </Button>
        )}
        {!unbounded && (
          <Button className="button" onPress={() => onChange(within(query, 'all'))}>
            All time
          </Button>
        )}
      </p>
    </section>
  )
}

function FirstSecret() {
  return (
    <section className="nothing">
      <h2>The book is empty</h2>
      <p>Seal a first secret, and its whole history begins here:</p>
      <pre tabIndex={0}>{`curl -X PUT ${location.origin}/v1/secrets/prod/db/password \\
  -H "Authorization: Bearer $SEALBOOK_KEY" -H 'Content-Type: application/json' \\
  -d '{"value": "…"}'`}</pre>
    </section>
  )
}
