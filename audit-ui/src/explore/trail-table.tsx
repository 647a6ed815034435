import { useRef } from 'react'
import {
  Cell,
  Collection,
  Column,
  ResizableTableContainer,
  Row,
  Table,
  TableBody,
  TableHeader,
  TableLayout,
  TableLoadMoreItem,
  Virtualizer,
} from 'react-aria-components'
import type { AuditEvent } from '../api'
import { plain, sentence, subject } from '../event/sentence'
import { local, utc } from '../query/time'
import { useNarrow } from '../shell/narrow'
import { OutcomeMark } from '../shell/outcome'

interface Props {
  readonly rows: readonly AuditEvent[]
  readonly open: string | undefined
  readonly onOpen: (id: string) => void
  readonly onClose: () => void
  readonly hasMore: boolean
  readonly isLoadingMore: boolean
  readonly onMore: () => void
}

type ColumnId = 'time' | 'outcome' | 'actor' | 'action' | 'subject' | 'version' | 'from' | 'position'

interface ColumnOf {
  readonly id: ColumnId
  readonly title: string
  readonly width: number | `${number}fr`
  readonly least: number
}

const wide: readonly ColumnOf[] = [
  { id: 'time', title: 'Time, UTC', width: 204, least: 150 },
  { id: 'outcome', title: 'Outcome', width: 96, least: 88 },
  { id: 'actor', title: 'Actor', width: '3fr', least: 120 },
  { id: 'action', title: 'Action', width: 174, least: 120 },
  { id: 'subject', title: 'On', width: '5fr', least: 160 },
  { id: 'version', title: 'Version', width: 68, least: 60 },
  { id: 'from', title: 'From', width: 124, least: 100 },
  { id: 'position', title: 'Position', width: 88, least: 72 },
]
const middling = wide
  .filter(({ id }) => id !== 'position' && id !== 'from' && id !== 'version')
  .map((column) => (column.id === 'time' ? { ...column, width: 172 } : column))
const narrow = wide.filter(({ id }) => id === 'time' || id === 'action' || id === 'subject').map((column) => ({ ...column, least: 96 }))
const narrowWidths: Partial<Record<ColumnId, ColumnOf['width']>> = { time: 88, action: 132, subject: '1fr' }

export const ROW = 30

/** The trail as a grid of which only what is in sight exists. The open event follows the arrow keys. */
export function TrailTable({ rows, open, onOpen, onClose, hasMore, isLoadingMore, onMore }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const size = useNarrow(place, [560, 860])
  const columns = size === 0 ? narrow : size === 1 ? middling : wide
  // The focus that arrives, or moves by key, selects too; only a press means "open".
  const pressing = useRef(false)
  return (
    <div
      className="trail"
      ref={place}
      onPointerDownCapture={() => (pressing.current = true)}
      onKeyDownCapture={() => (pressing.current = false)}
      onClick={() => (pressing.current = false)}
    >
      <ResizableTableContainer className="trail-container">
        <Virtualizer layout={TableLayout} layoutOptions={{ rowHeight: ROW, headingHeight: 28, loaderHeight: ROW }}>
          <Table
            className="grid"
            aria-label="Events, newest first"
            selectionMode="single"
            selectionBehavior="replace"
            selectedKeys={open === undefined ? [] : [open]}
            onSelectionChange={(keys) => {
              const [key] = keys === 'all' ? [] : [...keys]
              // The table takes Escape for "nothing selected".
              if (key === undefined) onClose()
              else if (pressing.current || open !== undefined) onOpen(String(key))
            }}
            onRowAction={(key) => onOpen(String(key))}
          >
            <TableHeader columns={columns} dependencies={[size]}>
              {(column) => (
                <Column
                  id={column.id}
                  isRowHeader={column.id === 'action'}
                  width={size === 0 ? (narrowWidths[column.id] ?? column.width) : column.width}
                  minWidth={column.least}
                  className={column.id === 'position' ? 'numbers' : 'words'}
                >
                  {column.title}
                </Column>
              )}
            </TableHeader>
            <TableBody>
              <Collection items={rows} dependencies={[size]}>
                {(event) => (
                  <Row id={event.id} columns={columns} textValue={plain(sentence(event))}>
                    {(column) => <Cell>{cell(column.id, event, size)}</Cell>}
                  </Row>
                )}
              </Collection>
              {hasMore && (
                <TableLoadMoreItem onLoadMore={onMore} isLoading={isLoadingMore} className="loader">
                  Loading older events
                </TableLoadMoreItem>
              )}
            </TableBody>
          </Table>
        </Virtualizer>
      </ResizableTableContainer>
    </div>
  )
}

function cell(column: ColumnId, event: AuditEvent, size: number) {
  switch (column) {
    case 'time':
      return <Time at={event.at} size={size} />
    case 'outcome':
      return (
        <span data-field="outcome" data-value={event.outcome}>
          <OutcomeMark outcome={event.outcome} />
        </span>
      )
    case 'actor':
      return (
        <span className="actor" data-field="actor" data-value={event.actor.id}>
          {event.actor.id} {size > 1 && event.actor.kind !== event.actor.id && <small>{event.actor.kind}</small>}
        </span>
      )
    case 'action':
      return (
        <code className="action" data-outcome={event.outcome} data-field="action" data-value={event.action}>
          {event.action}
        </code>
      )
    case 'subject':
      return <Subject event={event} />
    case 'version':
      return event.version === undefined ? '' : <code>v{event.version}</code>
    case 'from':
      return event.from === undefined ? (
        ''
      ) : (
        <code className="muted" data-field="address" data-value={event.from}>
          {event.from}
        </code>
      )
    case 'position':
      return <code className="muted number">{event.position.toLocaleString('en-US')}</code>
  }
}

function Subject({ event }: { readonly event: AuditEvent }) {
  const { kind, shown } = subject(event)
  if (kind === 'none') return ''
  return (
    <span className="subject" data-field={kind} data-value={event[kind]}>
      {kind !== 'secret' && <small>{kind}</small>}
      <code>{shown}</code>
    </span>
  )
}

function Time({ at, size }: { readonly at: string; readonly size: number }) {
  const { date, clock, millis } = utc(at)
  return (
    <time dateTime={at} title={`${local(at)} on your clock`}>
      {size > 0 && <span className="faint">{date} </span>}
      {clock}
      {size > 1 && <span className="faint">.{millis}</span>}
    </time>
  )
}
