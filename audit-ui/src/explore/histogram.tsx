import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { Button } from 'react-aria-components'
import type uPlot from 'uplot'
import type { Bucket, Outcome } from '../api'
import { instant, rangeWords, utc } from '../query/time'
import { Icon } from '../shell/icons'
import { useSettings } from '../shell/settings'
import { columns, draw, HEIGHT, stack, sum, total, zoomed } from './chart'

interface Props {
  readonly buckets: readonly Bucket[]
  readonly asTable: boolean
  readonly onAsTable: (asTable: boolean) => void
  readonly onZoom: (from: string, to: string) => void
  readonly onZoomOut: (() => void) | undefined
}

export function Histogram({ buckets, asTable, onAsTable, onZoom, onZoomOut }: Props) {
  const [hovered, hover] = useState<number>()
  const bucket = hovered === undefined ? undefined : buckets[hovered]
  const shown = bucket === undefined ? buckets : [bucket]
  const all = shown.reduce((count, each) => count + total(each), 0)
  const first = shown[0]
  const last = shown.at(-1)
  return (
    <section className="histogram" aria-label="Events over time">
      <header>
        <h2>
          <strong>{all.toLocaleString('en-US')}</strong> {all === 1 ? 'event' : 'events'}
        </h2>
        {first && last && <p className="histogram-span">{rangeWords(Date.parse(first.from), Date.parse(last.to))}</p>}
        <ul className="legend">
          {stack.map((outcome) => (
            <li key={outcome} data-outcome={outcome}>
              <i aria-hidden="true" />
              {outcome} <b>{sum(shown, outcome).toLocaleString('en-US')}</b>
            </li>
          ))}
        </ul>
        <div className="histogram-tools">
          {onZoomOut && (
            <Button className="button quiet small" onPress={onZoomOut}>
              Zoom out
            </Button>
          )}
          <Button className="button quiet small" onPress={() => onAsTable(!asTable)} aria-pressed={asTable}>
            <Icon name={asTable ? 'bars' : 'table'} />
            {asTable ? 'Show as chart' : 'Show as table'}
          </Button>
        </div>
      </header>
      {asTable ? <BucketTable buckets={buckets} onZoom={onZoom} /> : <Chart buckets={buckets} onHover={hover} onZoom={onZoom} />}
    </section>
  )
}

interface ChartProps {
  readonly buckets: readonly Bucket[]
  readonly onHover: (index: number | undefined) => void
  readonly onZoom: (from: string, to: string) => void
}

function Chart({ buckets, onHover, onZoom }: ChartProps) {
  const target = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot>(undefined)
  const latest = useRef(buckets)
  const { theme } = useSettings()

  const hovered = useEffectEvent(onHover)
  const dragged = useEffectEvent((from: number, to: number) => {
    const span = zoomed(latest.current, from, to)
    if (span) onZoom(instant(span.from), instant(span.to))
  })

  useEffect(() => {
    const place = target.current
    if (!place) return
    const made = draw({
      target: place,
      ink: (name) => ink(place, name),
      buckets: () => latest.current,
      onHover: (index) => hovered(index),
      onZoom: (from, to) => dragged(from, to),
    })
    chart.current = made
    const fit = new ResizeObserver(() => made.setSize({ width: Math.max(place.clientWidth, 100), height: HEIGHT }))
    fit.observe(place)
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    // The colours are part of the prepared paths.
    const repaint = () => made.redraw(true)
    scheme.addEventListener('change', repaint)
    void document.fonts.ready.then(repaint)
    return () => {
      fit.disconnect()
      scheme.removeEventListener('change', repaint)
      made.destroy()
      chart.current = undefined
    }
  }, [])

  useEffect(() => {
    latest.current = buckets
    chart.current?.setData(columns(buckets))
  }, [buckets])

  useEffect(() => chart.current?.redraw(true), [theme])

  const words = stack.map((outcome) => `${sum(buckets, outcome).toLocaleString('en-US')} ${outcome}`).join(', ')
  return (
    <div className="chart" ref={target} role="img" aria-label={`Bar chart of events over time by outcome: ${words}. Drag to zoom.`}>
      {[...stack, 'axis', 'grid'].map((name) => (
        <i key={name} className="ink" data-ink={name} />
      ))}
    </div>
  )
}

/** Canvas knows no custom properties: a hidden element wears the colour, and the computed style says what it is. */
function ink(place: HTMLElement, name: Outcome | 'axis' | 'grid'): string {
  const worn = place.querySelector(`[data-ink="${name}"]`)
  return worn ? getComputedStyle(worn).color : 'gray'
}

function BucketTable({ buckets, onZoom }: { readonly buckets: readonly Bucket[]; readonly onZoom: Props['onZoom'] }) {
  const filled = buckets.filter((bucket) => total(bucket) > 0)
  return (
    <div className="bucket-table" tabIndex={0} role="region" aria-label="Events over time, as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">From, UTC</th>
            {stack.map((outcome) => (
              <th scope="col" key={outcome}>
                {outcome}
              </th>
            ))}
            <th scope="col">all</th>
            <th scope="col">
              <span className="visually-hidden">Zoom</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {filled.map((bucket) => {
            const { date, clock } = utc(bucket.from)
            return (
              <tr key={bucket.from}>
                <th scope="row">
                  {date} {clock}
                </th>
                {stack.map((outcome) => (
                  <td key={outcome}>{bucket.counts[outcome]?.toLocaleString('en-US') ?? 0}</td>
                ))}
                <td>{total(bucket).toLocaleString('en-US')}</td>
                <td>
                  <Button
                    className="button quiet small"
                    aria-label={`Zoom to ${date} ${clock}`}
                    onPress={() => onZoom(instant(Date.parse(bucket.from)), instant(Date.parse(bucket.to)))}
                  >
                    Zoom
                  </Button>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {filled.length === 0 && <p className="aside">No events in this range.</p>}
    </div>
  )
}
