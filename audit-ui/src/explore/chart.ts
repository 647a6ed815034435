import uPlot from 'uplot'
import { outcomes, type Bucket, type Outcome } from '../api'
import { utc } from '../query/time'

/** Successes lie at the bottom; what deserves a look lies on top, in the order of how much. */
export const stack: readonly Outcome[] = outcomes

export type Columns = [number[], ...(number | null)[][]]

/**
 * One series per outcome, each holding itself and all below it; drawn from the tallest down they make a stack. Where an
 * outcome adds nothing it has no bar: hidden behind the next one it would still colour its edges.
 */
export function columns(buckets: readonly Bucket[]): Columns {
  const times = buckets.map((bucket) => Date.parse(bucket.from) / 1000)
  const series = stack.map((own, top) =>
    buckets.map((bucket) =>
      (bucket.counts[own] ?? 0) === 0 ? null : stack.slice(0, top + 1).reduce((sum, outcome) => sum + (bucket.counts[outcome] ?? 0), 0),
    ),
  )
  return [times, ...series.reverse()]
}

export function total(bucket: Bucket): number {
  return outcomes.reduce((sum, outcome) => sum + (bucket.counts[outcome] ?? 0), 0)
}

export function sum(buckets: readonly Bucket[], outcome: Outcome): number {
  return buckets.reduce((all, bucket) => all + (bucket.counts[outcome] ?? 0), 0)
}

/** The whole buckets that the dragged stretch touches. */
export function zoomed(buckets: readonly Bucket[], from: number, to: number): { from: number; to: number } | undefined {
  const touched = buckets.filter((bucket) => Date.parse(bucket.to) > from && Date.parse(bucket.from) < to)
  const first = touched[0]
  const last = touched.at(-1)
  return first && last && { from: Date.parse(first.from), to: Date.parse(last.to) }
}

interface Drawing {
  readonly target: HTMLElement
  readonly ink: (name: Outcome | 'axis' | 'grid') => string
  readonly buckets: () => readonly Bucket[]
  readonly onHover: (at: number | undefined) => void
  readonly onZoom: (from: number, to: number) => void
}

export const HEIGHT = 112
const FONT = '11px "IBM Plex Mono", ui-monospace, monospace'
const LETTER = 6.6
/** Of its stretch of time, and at most in pixels. */
const [WIDTH, WIDEST] = [0.82, 40]
/** A bar that is lower than this is not seen. */
const SEEN = 3

const [MINUTE, HOUR, DAY] = [60, 3600, 86_400]
const INCREMENTS = [
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 4, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 3, 7, 14, 28, 56, 91, 182, 365].map((count) => count * DAY),
]

export function draw({ target, ink, buckets, onHover, onZoom }: Drawing): uPlot {
  const bars = uPlot.paths.bars?.({ size: [WIDTH, WIDEST], align: 1, gap: 0 })
  const options: uPlot.Options = {
    width: Math.max(target.clientWidth, 100),
    height: HEIGHT,
    padding: [6, 2, 0, 2],
    legend: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false, dist: 4 } },
    scales: {
      x: {
        time: true,
        range: () => {
          const all = buckets()
          const from = all[0]?.from
          const to = all.at(-1)?.to
          return from !== undefined && to !== undefined ? [Date.parse(from) / 1000, Date.parse(to) / 1000] : [0, 1]
        },
      },
      y: { range: (_, __, max) => [0, Math.max(max * 1.08, 1)] },
    },
    axes: [
      {
        stroke: () => ink('axis'),
        font: FONT,
        size: 22,
        gap: 4,
        space: 70,
        incrs: INCREMENTS,
        grid: { show: false },
        ticks: { stroke: () => ink('grid'), size: 4, width: 1 },
        values: (chart, splits) => whole(chart, splits, tickWords(splits)),
      },
      {
        stroke: () => ink('axis'),
        font: FONT,
        size: 46,
        gap: 4,
        space: 30,
        grid: { stroke: () => ink('grid'), width: 1 },
        ticks: { show: false },
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6],
        values: (_, splits) => splits.map((value) => (value >= 10_000 ? `${value / 1000}k` : String(value))),
      },
    ],
    series: [
      {},
      ...[...stack].reverse().map((outcome) => ({
        label: outcome,
        fill: () => ink(outcome),
        width: 0,
        points: { show: false },
        ...(bars && { paths: bars }),
      })),
    ],
    hooks: {
      draw: [(chart) => flagRare(chart, buckets(), ink)],
      setCursor: [
        (chart) => {
          const { left = -1 } = chart.cursor
          if (left < 0) {
            onHover(undefined)
            return
          }
          const at = chart.posToVal(left, 'x') * 1000
          const index = buckets().findIndex((bucket) => Date.parse(bucket.from) <= at && at < Date.parse(bucket.to))
          onHover(index < 0 ? undefined : index)
        },
      ],
      setSelect: [
        (chart) => {
          const { left, width } = chart.select
          if (width < 3) return
          const from = chart.posToVal(left, 'x') * 1000
          const to = chart.posToVal(left + width, 'x') * 1000
          chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          onZoom(from, to)
        },
      ],
    },
  }
  return new uPlot(options, columns(buckets()), target)
}

/** No words where they would be cut off at the end of the axis. */
function whole(chart: uPlot, splits: readonly number[], words: readonly string[]): string[] {
  const width = chart.bbox.width / devicePixelRatio
  return words.map((word, at) => {
    const middle = chart.valToPos(splits[at] ?? 0, 'x')
    return middle + (word.length * LETTER) / 2 > width + 2 ? '' : word
  })
}

/** One refusal among thousands of successes is less than a pixel high: on top of its bar it is drawn high enough to be seen. */
function flagRare(chart: uPlot, buckets: readonly Bucket[], ink: Drawing['ink']) {
  const rare: readonly Outcome[] = ['alarm', 'failed', 'refused']
  const { ctx } = chart
  const size = SEEN * devicePixelRatio
  ctx.save()
  for (const bucket of buckets) {
    const outcome = rare.find((each) => (bucket.counts[each] ?? 0) > 0)
    if (outcome === undefined) continue
    // Whatever lies above it in the stack is not there: it is the first of the rare ones.
    const below = chart.valToPos(total(bucket) - (bucket.counts[outcome] ?? 0), 'y', true)
    if (below - chart.valToPos(total(bucket), 'y', true) >= size) continue
    const left = chart.valToPos(Date.parse(bucket.from) / 1000, 'x', true)
    const right = chart.valToPos(Date.parse(bucket.to) / 1000, 'x', true)
    ctx.fillStyle = ink(outcome)
    ctx.fillRect(left, below - size, Math.min(Math.max((right - left) * WIDTH, 2), WIDEST * devicePixelRatio), size)
  }
  ctx.restore()
}

/** A day is named where it begins; between, only the clock. */
export function tickWords(splits: readonly number[]): string[] {
  let day = ''
  const step = (splits[1] ?? 0) - (splits[0] ?? 0)
  return splits.map((seconds) => {
    const { date, clock } = utc(new Date(seconds * 1000).toISOString())
    if (step >= 86_400) return step >= 28 * 86_400 ? date.slice(0, 7) : date.slice(5)
    const words = step < 60 ? clock : clock.slice(0, 5)
    const midnight = clock === '00:00:00' && day !== ''
    day = date
    return midnight ? date.slice(5) : words
  })
}
