import { useState, type ReactNode } from 'react'
import { Button } from 'react-aria-components'
import { Problem } from '../api'
import { Icon } from './icons'

/** A problem in the words of the service, with what somebody needs to find it in the logs. */
export function ProblemNote({ error, retry }: { readonly error: Error; readonly retry?: () => void }) {
  const problem = error instanceof Problem ? error : undefined
  return (
    <section className="note problem" role="alert">
      <Icon name="alarm" />
      <div>
        <h2>{problem?.title ?? 'This page met something it does not understand'}</h2>
        <p>{problem ? problem.detail : error.message}</p>
        {problem && problem.errors.length > 0 && (
          <ul>
            {problem.errors.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        )}
        {problem?.requestId !== undefined && (
          <p className="note-id">
            Request <code>{problem.requestId}</code> <Copy text={problem.requestId} what="request id" />
          </p>
        )}
        {retry && (
          <Button className="button" onPress={retry}>
            <Icon name="refresh" /> Try again
          </Button>
        )}
      </div>
    </section>
  )
}

export function Copy({ text, what, children }: { readonly text: string; readonly what: string; readonly children?: ReactNode }) {
  const [said, say] = useState('')
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => say('Copied'),
      () => say('The browser does not let this page copy'),
    )
  }
  return (
    <>
      <Button className="button quiet small" onPress={copy} onBlur={() => say('')} aria-label={`Copy ${what}`}>
        <Icon name={said === 'Copied' ? 'success' : 'copy'} />
        {children}
      </Button>
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </>
  )
}
