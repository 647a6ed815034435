import { useState } from 'react'
import { Button } from 'react-aria-components'
import type { Outcome, ValueCount } from '../api'
import { has, toggle, withoutField, type Query } from '../query/language'
import { Icon } from '../shell/icons'
import { OutcomeMark } from '../shell/outcome'
import { counted, useTop, type Counted } from './trail'

const FEW = 7
const MANY = 50

interface Props {
  readonly query: Query
  readonly round: number
  readonly onChange: (query: Query) => void
}

export function Facets(props: Props) {
  return (
    <>
      <h2 className="visually-hidden">Filters</h2>
      {counted.map((field) => (
        <Facet key={field} field={field} {...props} />
      ))}
    </>
  )
}

function Facet({ field, query, round, onChange }: Props & { readonly field: Counted }) {
  const [all, showAll] = useState(false)
  const top = useTop(query, field, MANY, round)
  const found = top.data?.values ?? []
  const values = withChosen(all ? found : found.slice(0, FEW), found, query, field)
  const most = Math.max(1, ...found.map(({ count }) => count))
  const filtered = query.terms.some((term) => term.field === field)
  return (
    <section className="facet" aria-busy={top.isFetching} aria-label={`Filter by ${field}`}>
      <header>
        <h3>{field}</h3>
        {filtered && (
          <Button className="button quiet small" onPress={() => onChange(withoutField(query, field))}>
            clear <span className="visually-hidden">{field} filters</span>
          </Button>
        )}
      </header>
      {top.isPending && <div className="skeleton facet-skeleton late" />}
      {top.error && (
        <p className="aside">
          Not counted: {top.error.message}.{' '}
          <Button className="button quiet small" onPress={() => void top.refetch()}>
            Try again
            <span className="visually-hidden"> to count values of {field}</span>
          </Button>
        </p>
      )}
      <ul className={top.isPlaceholderData ? 'dimmed' : undefined}>
        {values.map(({ value, count }) => (
          <FacetValue key={value} field={field} value={value} count={count} share={(count ?? 0) / most} query={query} onChange={onChange} />
        ))}
      </ul>
      {top.data && values.length === 0 && <p className="aside">none in this range</p>}
      {found.length > FEW && (
        <Button className="button quiet small more" onPress={() => showAll(!all)}>
          {all ? 'fewer' : `${found.length - FEW} more`}
          <span className="visually-hidden"> values of {field}</span>
        </Button>
      )}
    </section>
  )
}

interface ValueProps {
  readonly field: Counted
  readonly value: string
  readonly count: number | undefined
  readonly share: number
  readonly query: Query
  readonly onChange: (query: Query) => void
}

function FacetValue({ field, value, count, share, query, onChange }: ValueProps) {
  const wanted = { field, value, not: false }
  const excluded = { field, value, not: true }
  const is = has(query, wanted) ? 'in' : has(query, excluded) ? 'out' : undefined
  const number = count?.toLocaleString('en-US')
  return (
    <li className="facet-value" data-is={is} data-field={field} data-value={value}>
      <button
        type="button"
        className="facet-include"
        aria-pressed={is === 'in'}
        title={value}
        onClick={() => onChange(toggle(query, wanted))}
      >
        <svg className="facet-share" viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true">
          <rect width={share > 0 ? Math.max(share * 100, 1) : 0} height="2" />
        </svg>
        <span className="facet-name">{field === 'outcome' ? <OutcomeMark outcome={value as Outcome} /> : value}</span>
        {number !== undefined && (
          <span className="facet-count">
            {number}
            <span className="visually-hidden"> {count === 1 ? 'event' : 'events'}</span>
          </span>
        )}
      </button>
      <button
        type="button"
        className="facet-exclude"
        aria-pressed={is === 'out'}
        aria-label={`Exclude ${value}`}
        onClick={() => onChange(toggle(query, excluded))}
      >
        <Icon name="minus" />
      </button>
    </li>
  )
}

interface Shown {
  readonly value: string
  readonly count?: number
}

/** A value that filters stays in the list where it is not among the most frequent, even where its count is not known. */
function withChosen(shown: readonly Shown[], found: readonly ValueCount[], query: Query, field: Counted): readonly Shown[] {
  const chosen = query.terms
    .filter((term) => term.field === field && !term.value.includes('*') && !shown.some(({ value }) => value === term.value))
    .map((term): Shown => found.find(({ value }) => value === term.value) ?? { value: term.value })
  return [...chosen, ...shown]
}
