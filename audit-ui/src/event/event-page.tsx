import { Link, useParams, useSearch } from '@tanstack/react-router'
import { OutcomeMark } from '../shell/outcome'
import { Copy } from '../shell/problem'
import { useTitle } from '../shell/title'
import { EventView, NoEvent, useEvent } from './event-view'
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
      {event.error && <NoEvent error={event.error} retry={() => void event.refetch()} />}
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
