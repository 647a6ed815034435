import { useState } from 'react'
import { Button, Dialog, DialogTrigger, Input, Label, Popover, TextField } from 'react-aria-components'
import { Icon } from '../shell/icons'
import { DEFAULT_FROM, range, rangeLabel, serialise, within, type Query } from './language'
import { instant, lastWords, parseMoment } from './time'

const presets = ['-15m', '-1h', '-24h', '-7d', '-30d', '-90d', 'all'] as const

interface Props {
  readonly query: Query
  readonly onChange: (query: Query) => void
}

export function RangePicker({ query, onChange }: Props) {
  const [isOpen, setOpen] = useState(false)
  const label = rangeLabel(query)
  const choose = (next: Query) => {
    setOpen(false)
    onChange(next)
  }
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button className="button range" aria-label={`Time range: ${label}`}>
        <Icon name="clock" />
        <span>{label}</span>
        <Icon name="down" />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Dialog className="range-dialog" aria-label="Time range">
          <ul className="range-presets">
            {presets.map((preset) => (
              <li key={preset}>
                <Button
                  className="button quiet"
                  aria-pressed={query.to === undefined && (query.from ?? DEFAULT_FROM) === preset}
                  onPress={() => choose(preset === DEFAULT_FROM ? within(query) : within(query, preset))}
                >
                  {lastWords(preset) ?? 'All time'}
                </Button>
              </li>
            ))}
          </ul>
          <RangeForm key={serialise(query)} query={query} onChange={choose} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}

function RangeForm({ query, onChange }: Props) {
  const [from, setFrom] = useState(query.from ?? '')
  const [to, setTo] = useState(query.to ?? '')
  const wrong = [from, to].filter((text) => text.trim() !== '' && parseMoment(text) === undefined)
  return (
    <form
      className="range-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (wrong.length === 0) onChange(within(query, from.trim() || undefined, to.trim() || undefined))
      }}
    >
      <TextField value={from} onChange={setFrom} isInvalid={wrong.includes(from)}>
        <Label>From</Label>
        <Input className="input" placeholder="-24h" />
      </TextField>
      <TextField value={to} onChange={setTo} isInvalid={wrong.includes(to)}>
        <Label>To</Label>
        <Input className="input" placeholder="now" />
      </TextField>
      <p className="aside" role={wrong.length > 0 ? 'alert' : undefined}>
        {wrong.length > 0 ? `“${wrong[0] ?? ''}” is no time that this page understands.` : 'UTC. -24h, now, 2026-11-22, 2026-Q3, 2026-11-22T06:00'}
      </p>
      <Button className="button primary" type="submit" isDisabled={wrong.length > 0}>
        Apply
      </Button>
    </form>
  )
}

/** The same middle, twice as wide: the way back out of a zoom. */
export function widened(query: Query, now: number): Query {
  const { from, to = now } = range(query, now)
  if (from === undefined) return query
  const half = Math.max(to - from, 1000) / 2
  const end = Math.min(to + half, now)
  return within(query, instant(Math.round(from - half)), end >= now ? undefined : instant(Math.round(end)))
}

export function isZoomed(query: Query): boolean {
  return query.to !== undefined && query.to !== 'now'
}
