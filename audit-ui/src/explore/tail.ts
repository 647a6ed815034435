import type { AuditEvent, Page } from '../api'

export interface TailView {
  readonly state: 'off' | 'connecting' | 'open' | 'lost'
  /** Arrived, not yet shown: rows never move under a reader who did not ask. Newest first. */
  readonly pending: readonly AuditEvent[]
  /** Taken over into the table by the reader. Newest first. */
  readonly shown: readonly AuditEvent[]
  /** More happened than the tail could hold or the stream could carry: only reading anew gives the whole. */
  readonly gap: boolean
}

interface Source {
  readonly address: string
  /** Position of the newest row that is on screen already. */
  readonly since: number
  readonly newest: () => Promise<Page<AuditEvent>>
  readonly connect?: (address: string) => EventSource
}

const LIMIT = 1000
const BEAT = 500
const off: TailView = { state: 'off', pending: [], shown: [], gap: false }

/**
 * The live end of one question. Collects what the stream brings and tells its readers at most twice a second. What
 * happened between the first page and the opening of the stream is fetched when the stream opens, so nothing falls
 * between the two.
 */
export class Tail {
  private view: TailView = off
  private arrived: AuditEvent[] = []
  private gapped = false
  private beat: ReturnType<typeof setTimeout> | undefined
  private stream: EventSource | undefined
  private readonly seen = new Set<string>()
  private readonly readers = new Set<() => void>()
  private readonly source: Source

  constructor(source: Source) {
    this.source = source
  }

  readonly subscribe = (reader: () => void): (() => void) => {
    this.readers.add(reader)
    return () => this.readers.delete(reader)
  }

  readonly snapshot = (): TailView => this.view

  start() {
    const connect = this.source.connect ?? ((address: string) => new EventSource(address))
    const stream = connect(this.source.address)
    this.stream = stream
    this.tell({ state: 'connecting' })
    stream.onopen = () => {
      this.tell({ state: 'open' })
      void this.catchUp(stream)
    }
    stream.onmessage = (message: MessageEvent<string>) => this.arrive([JSON.parse(message.data) as AuditEvent])
    stream.addEventListener('gap', () => this.loseTrack())
    stream.onerror = () => this.tell({ state: stream.readyState === 2 ? 'lost' : 'connecting' })
  }

  stop() {
    this.stream?.close()
    this.stream = undefined
    this.flush()
    this.tell({ state: 'off' })
  }

  /** Moves everything that waits into the table. */
  take() {
    this.flush()
    const { pending, shown } = this.view
    this.tell({ shown: [...pending, ...shown].slice(0, LIMIT), pending: [] })
  }

  private async catchUp(stream: EventSource) {
    try {
      const page = await this.source.newest()
      if (this.stream !== stream) return
      const missed = page.items.filter((event) => event.position > this.source.since)
      if (page.next !== undefined && missed.length === page.items.length) this.loseTrack()
      this.arrive(missed)
    } catch {
      // The stream itself stands; what was missed in between is not known.
      this.loseTrack()
    }
  }

  private arrive(events: readonly AuditEvent[]) {
    for (const event of events) {
      if (event.position <= this.source.since || this.seen.has(event.id)) continue
      this.seen.add(event.id)
      this.arrived.push(event)
    }
    this.forget()
    this.schedule()
  }

  // Only the newest can come twice: on the stream, and on the page that is fetched when the stream opens.
  private forget() {
    for (const oldest of this.seen) {
      if (this.seen.size <= LIMIT) return
      this.seen.delete(oldest)
    }
  }

  private loseTrack() {
    this.gapped = true
    this.schedule()
  }

  private schedule() {
    this.beat ??= setTimeout(() => this.flush(), BEAT)
  }

  private flush() {
    clearTimeout(this.beat)
    this.beat = undefined
    if (this.arrived.length === 0 && this.gapped === this.view.gap) return
    const pending = [...this.arrived, ...this.view.pending].sort((a, b) => b.position - a.position)
    this.arrived = []
    if (pending.length > LIMIT) this.gapped = true
    this.tell({ pending: pending.slice(0, LIMIT), gap: this.gapped })
  }

  private tell(news: Partial<TailView>) {
    this.view = { ...this.view, ...news }
    this.readers.forEach((reader) => reader())
  }
}
