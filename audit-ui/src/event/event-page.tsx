import { Link, useParams, useSearch } from '@tanstack/react-router'
import { Problem } from '../api'
import { OutcomeMark } from '../shell/outcome'
import { Copy, ProblemNote } from '../shell/problem'
import { useTitle } from '../shell/title'
import { EventView, useEvent } from './event-view'
import { PanelSkeleton } from './panel'

export function EventPage() {
  const { id } = useParams({ from: '/events/$id' })
  const { q } = useSearch({ from: '/events/$id' })
  const event = useEvent(id)
  useTitle(event.data ? `Event ${event.data.position.toLocaleString('en-US')}` : 'Event')
  return (
    <main id="main" className="event-page" aria-busy={event.isLoading}>
      <p className="crumbs">
        <Link to="/" search={{ q, event: id }}>
          Explore
        </Link>
        {q !== '' && <code>{q}</code>}
      </p>
      <header className="event-head">
        <h1>{event.data ? `Event ${event.data.position.toLocaleString('en-US')}` : 'Event'}</h1>
        {event.data && <OutcomeMark outcome={event.data.outcome} />}
        <span className="event-id">
          <code>{id}</code> <Copy text={id} what="event id" />
        </span>
      </header>
      {event.isPending && <PanelSkeleton />}
      {event.error && (
        <ProblemNote
          error={event.error}
          what={event.error instanceof Problem && event.error.status === 404 ? 'No event has this id. It may be mistyped, or come from another Sealbook.' : 'The event could not be read.'}
          retry={() => void event.refetch()}
        />
      )}
      {event.data && (
        <div className="event-body">
          <h2 className="visually-hidden">What happened</h2>
          <EventView
            event={event.data}
            toEvent={(other, words) => (
              <Link to="/events/$id" params={{ id: other }} search={{ q }} className="to-event">
                {words}
              </Link>
            )}
          />
        </div>
      )}
    </main>
  )
}
