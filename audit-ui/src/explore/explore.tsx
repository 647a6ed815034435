import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { Button, ToggleButton } from 'react-aria-components'
import { EventPanel } from '../event/panel'
import { QueryBar } from '../query/bar'
import { include, isOpen, parse, questions, rangeLabel, serialise, within, type Query } from '../query/language'
import { isZoomed, RangePicker, widened } from '../query/range-picker'
import { instant, utc } from '../query/time'
import { recheck } from '../session/session'
import { Icon } from '../shell/icons'
import { useKeys } from '../shell/keys'
import { useMedia } from '../shell/media'
import { ProblemNote } from '../shell/problem'
import { omit, type ExploreSearch } from '../search'
import { useTitle } from '../shell/title'
import { Facets } from './facets'
import { focusedValue } from './focused'
import { Histogram } from './histogram'
import { Nothing } from './nothing'
import type { TailView } from './tail'
import { MAX_PAGES, merge, tailOf, useBuckets, useTrail } from './trail'
import { TrailTable } from './trail-table'

const idle: TailView = { state: 'off', pending: [], shown: [], gap: false }
const nothingToWatch = () => () => undefined

/** The trail: a question, its answer over time, by value and row by row, and one event of it. All of it is in the URL. */
export function Explore() {
  const search = useSearch({ from: '/' })
  const navigate = useNavigate()
  const [round, setRound] = useState(0)
  const bar = useRef<HTMLInputElement>(null)
  const roomy = useMedia('(min-width: 64.01rem) and (min-height: 40.01rem)')
  const [filters, showFilters] = useState(roomy)

  const { query, complaints } = useMemo(() => parse(search.q), [search.q])
  const key = `${serialise(query)} ${round}`
  useTitle(search.q === '' ? 'Explore' : search.q)

  const trail = useTrail(query, round)
  const overTime = useBuckets(query, round)
  const settled = trail.data !== undefined && !trail.isPlaceholderData

  const pages = trail.data?.pages
  const since = settled ? (pages?.[0]?.items[0]?.position ?? -1) : undefined
  const canLive = isOpen(query)
  const live = search.live === true && canLive
  const tail = useMemo(() => {
    if (since === undefined) return undefined
    return tailOf(key.slice(0, key.lastIndexOf(' ')), since)
  }, [key, since])
  const { state, pending, shown, gap } = useSyncExternalStore(tail?.subscribe ?? nothingToWatch, () => tail?.snapshot() ?? idle)
  useEffect(() => {
    if (!live || !tail) return
    tail.start()
    return () => tail.stop()
  }, [live, tail])
  // A stream says only that it ended; the session may be why.
  useEffect(() => {
    if (state === 'lost') void recheck()
  }, [state])

  const rows = useMemo(() => merge(shown, (pages ?? []).map((page) => page.items)), [shown, pages])
  const openAt = rows.findIndex((row) => row.id === search.event)

  const go = (next: ExploreSearch, replace = false) => void navigate({ to: '/', search: next, replace })
  const ask = (next: Query) => go({ ...search, q: serialise(next) })
  const askFocused = (not: boolean) => {
    const value = focusedValue()
    if (value) ask(include(query, { ...value, not }))
  }
  const open = (id: string) => go({ ...search, event: id }, search.event !== undefined)
  const close = () => go(omit(search, 'event'))
  const setLive = (on: boolean) => go(on ? { ...search, live: true } : omit(search, 'live'), true)
  const setTable = (asTable: boolean) => go(asTable ? { ...search, view: 'table' } : omit(search, 'view'), true)
  const zoom = (from: string, to: string) => ask(within(query, from, to))
  const refresh = () => setRound((old) => old + 1)
  const showNew = () => {
    if (gap) {
      refresh()
    } else {
      tail?.take()
      void overTime.refetch()
    }
  }

  const newer = openAt > 0 ? rows[openAt - 1] : undefined
  const older = openAt >= 0 ? rows[openAt + 1] : undefined
  useKeys({
    '/': () => bar.current?.focus(),
    '[': newer && (() => open(newer.id)),
    ']': older && (() => open(older.id)),
    f: () => askFocused(false),
    x: () => askFocused(true),
    l: canLive ? () => setLive(!live) : undefined,
    Escape: search.event === undefined ? undefined : close,
  })

  const asOf = Math.max(pages?.[0]?.asOf ?? 0, shown[0]?.position ?? 0)
  const stopped = trail.data?.pages.length === MAX_PAGES && trail.data.pages.at(-1)?.next !== undefined
  const oldest = rows.at(-1)

  return (
    <main id="main" className="explore" data-panel={search.event !== undefined || undefined}>
      <h1 className="visually-hidden">Explore</h1>
      <div className="ask">
        <QueryBar query={query} round={round} complaints={complaints} onChange={ask} inputRef={bar} />
        <RangePicker query={query} onChange={ask} />
        <Button className="button" onPress={refresh} aria-label="Read again">
          <Icon name="refresh" />
        </Button>
        <ToggleButton
          className="button live"
          isSelected={live}
          isDisabled={!canLive}
          onChange={setLive}
          {...(!canLive && { 'aria-describedby': 'live-why' })}
        >
          <i className="live-dot" data-state={live ? state : 'off'} />
          Live
        </ToggleButton>
        <span id="live-why" hidden>
          Live needs a range that ends now.
        </span>
      </div>
      {query.terms.length === 0 && (
        <ul className="questions" aria-label="Questions to start with">
          {questions.map(({ asks, text }) => (
            <li key={asks}>
              <button type="button" onClick={() => ask(parse(text).query)}>
                {asks}
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className={overTime.isPlaceholderData ? 'overview dimmed' : 'overview'} aria-busy={overTime.isFetching}>
        {overTime.error ? (
          <p className="aside overview-problem">
            Not counted over time: {overTime.error.message}.{' '}
            <Button className="button quiet small" onPress={() => void overTime.refetch()}>
              Try again<span className="visually-hidden"> to count over time</span>
            </Button>
          </p>
        ) : overTime.data ? (
          <Histogram
            buckets={overTime.data.buckets}
            asTable={search.view === 'table'}
            onAsTable={setTable}
            onZoom={zoom}
            onZoomOut={isZoomed(query) ? () => ask(widened(query, Date.now())) : undefined}
          />
        ) : (
          <div className="skeleton histogram-skeleton late" />
        )}
      </div>
      <div className="work">
        <details className="facets" open={roomy || filters} onToggle={(event) => showFilters(event.currentTarget.open)}>
          <summary>Filters</summary>
          <div className="facets-body" tabIndex={0} role="region" aria-label="Filters by value">
            <Facets query={query} round={round} onChange={ask} />
          </div>
        </details>
        <section className={trail.isPlaceholderData ? 'list dimmed' : 'list'} aria-busy={trail.isFetching} aria-label="Events">
          <NewPill count={pending.length} gap={gap} onTake={showNew} />
          {trail.error && rows.length === 0 && <ProblemNote error={trail.error} retry={() => void trail.refetch()} />}
          {trail.isPending && <TableSkeleton />}
          {settled && rows.length === 0 && <Nothing query={query} onChange={ask} />}
          {rows.length > 0 && (
            <TrailTable
              rows={rows}
              open={search.event}
              onOpen={open}
              onClose={close}
              hasMore={trail.hasNextPage && !trail.isPlaceholderData}
              isLoadingMore={trail.isFetchingNextPage}
              onMore={() => {
                if (!trail.isFetchingNextPage) void trail.fetchNextPage()
              }}
            />
          )}
          <footer className="status">
            <span>
              {trail.data ? `${rows.length.toLocaleString('en-US')} ${rows.length === 1 ? 'row' : 'rows'} loaded` : trail.isPending ? 'Reading' : ''}
              {stopped && oldest ? (
                <>
                  , as many as this page holds.{' '}
                  <Button className="button quiet small" onPress={() => ask(within(query, query.from ?? 'all', instant(Date.parse(oldest.at))))}>
                    Go on before {utc(oldest.at).clock}
                  </Button>
                </>
              ) : settled && !trail.hasNextPage && rows.length > 0 ? (
                `, all in “${rangeLabel(query)}”`
              ) : null}
            </span>
            {trail.isFetchNextPageError && (
              <span role="alert">
                Older events could not be read.{' '}
                <Button className="button quiet small" onPress={() => void trail.fetchNextPage()}>
                  Try again
                </Button>
              </span>
            )}
            {live && <LiveWords state={state} />}
            {asOf > 0 && <span className="as-of">as of position {asOf.toLocaleString('en-US')}</span>}
          </footer>
        </section>
        {search.event !== undefined && (
          <EventPanel
            id={search.event}
            known={openAt >= 0 ? rows[openAt] : undefined}
            search={search}
            onClose={close}
            onNewer={newer && (() => open(newer.id))}
            onOlder={older && (() => open(older.id))}
          />
        )}
      </div>
    </main>
  )
}

function NewPill({ count, gap, onTake }: { readonly count: number; readonly gap: boolean; readonly onTake: () => void }) {
  const words = gap ? 'Many new events' : `${count.toLocaleString('en-US')} new`
  return (
    <div className="pill-place" role="status">
      {(count > 0 || gap) && (
        <Button className="pill" onPress={onTake}>
          {words} <Icon name="up" />
        </Button>
      )}
    </div>
  )
}

function LiveWords({ state }: { readonly state: TailView['state'] }) {
  switch (state) {
    case 'open':
      return <span className="live-words">live</span>
    case 'lost':
      return <span className="live-words">the live stream has ended; switch it on again</span>
    case 'connecting':
    case 'off':
      return <span className="live-words">connecting</span>
  }
}

function TableSkeleton() {
  return (
    <div className="table-skeleton late" aria-hidden="true">
      {Array.from({ length: 14 }, (_, at) => (
        <div key={at} className="skeleton" />
      ))}
    </div>
  )
}
