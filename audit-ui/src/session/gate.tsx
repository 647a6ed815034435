import { useState, type ReactNode, type SubmitEvent } from 'react'
import { Button, Input, Label, TextField } from 'react-aria-components'
import type { Problem, Session } from '../api'
import { Icon } from '../shell/icons'
import { Copy, ProblemNote } from '../shell/problem'
import { codeIn } from './code'
import { signIn, signOut, useStanding } from './session'

/** Lets in whoever has a session that may read the trail; says to everybody else what is missing. */
export function Gate({ children }: { readonly children: (session: Session) => ReactNode }) {
  const standing = useStanding()
  if (standing.isPending) return <Door busy title="Opening" />
  if (!standing.data)
    return (
      <Door title="Sealbook">
        <ProblemNote error={standing.error} retry={() => void standing.refetch()} />
      </Door>
    )
  if (standing.data.kind === 'none') return <SignIn ended={standing.data.ended} problem={standing.data.problem} />
  if (!standing.data.session.actions.includes('audit:read')) return <NotAllowed session={standing.data.session} />
  return children(standing.data.session)
}

function Door({ title, busy = false, children }: { readonly title: string; readonly busy?: boolean; readonly children?: ReactNode }) {
  return (
    <main className={busy ? 'door late' : 'door'} aria-busy={busy}>
      <div className="door-card">
        <span className="door-seal">
          <Icon name="seal" />
        </span>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  )
}

function SignIn({ ended, problem }: { readonly ended: boolean; readonly problem: Problem | undefined }) {
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [complaint, setComplaint] = useState<string>()

  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const code = codeIn(text)
    if (code === undefined) {
      setComplaint('This is not a sign-in link: it ends in #code= and a code.')
      return
    }
    setComplaint(undefined)
    setBusy(true)
    void signIn(code)
      .catch((error: unknown) => setComplaint(error instanceof Error ? error.message : 'Signing in failed.'))
      .finally(() => {
        setText('')
        setBusy(false)
      })
  }

  return (
    <Door title={ended ? 'Your session has ended' : 'Sign in with a link'}>
      <p>
        {ended
          ? 'Nothing is lost: what you were looking at stays in the address and opens again as soon as you have signed in.'
          : 'This page shows who touched which secret, and when. It is opened with a link that works once and for five minutes.'}
      </p>
      {problem && (
        <section className="note refusal" role="alert">
          <Icon name="refused" />
          <div>
            <h2>This link does not open the page</h2>
            <p>{problem.status === 0 ? problem.detail : 'It was used already, or it is older than five minutes. Ask for a new one.'}</p>
            {problem.requestId !== undefined && (
              <p className="note-id">
                Request <code>{problem.requestId}</code> <Copy text={problem.requestId} what="request id" />
              </p>
            )}
          </div>
        </section>
      )}
      <form onSubmit={submit}>
        <TextField value={text} onChange={setText} isInvalid={complaint !== undefined} autoComplete="off" spellCheck="false" type="password">
          <Label>Sign-in link or code</Label>
          <div className="field-row">
            <Input className="input" placeholder="https://…/ui/#code=…" aria-describedby="sign-in-complaint" />
            <Button className="button primary" type="submit" isDisabled={busy || text.trim() === ''}>
              {busy ? 'Signing in' : 'Sign in'}
            </Button>
          </div>
        </TextField>
        <p id="sign-in-complaint" className="complaint" role="alert">
          {complaint}
        </p>
      </form>
      <p className="aside">
        On your own machine, <code>./run sign-in</code> prints one. Elsewhere, ask an administrator of this Sealbook for one.
      </p>
    </Door>
  )
}

function NotAllowed({ session }: { readonly session: Session }) {
  return (
    <Door title="This account may not read the trail">
      <p>
        You are signed in as <strong>{session.account}</strong>. Reading the trail needs the action <code>audit:read</code>, which no rule
        of this account allows.
      </p>
      <p>An administrator can give the account a rule that allows it; signing in again then opens this page.</p>
      <Button className="button" onPress={() => void signOut()}>
        Sign out
      </Button>
    </Door>
  )
}
