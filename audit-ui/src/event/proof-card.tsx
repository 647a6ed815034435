import { useQuery } from '@tanstack/react-query'
import { api, Problem, type AuditEvent } from '../api'
import { Copy, ProblemNote } from '../shell/problem'

/** What the log states about the place of an event in its tree. This page repeats it and vouches for nothing. */
export function ProofCard({ event }: { readonly event: AuditEvent }) {
  const proof = useQuery({ queryKey: ['inclusion', event.id], queryFn: ({ signal }) => api.inclusion(event.id, signal) })
  return (
    <section className="proof" aria-busy={proof.isLoading} aria-label="Inclusion proof">
      <header>
        <h3>Inclusion proof</h3>
        <span className="tag">as stated by the log</span>
      </header>
      {proof.isPending && <div className="skeleton proof-skeleton late" />}
      {proof.error && <NoProof error={proof.error} retry={() => void proof.refetch()} />}
      {proof.data && (
        <>
          <dl>
            <div>
              <dt>Leaf</dt>
              <dd>
                {proof.data.index.toLocaleString('en-US')}, in a tree of {proof.data.size.toLocaleString('en-US')}
              </dd>
            </div>
            <div>
              <dt>Root hash</dt>
              <dd>
                <code className="hash">{proof.data.root}</code> <Copy text={proof.data.root} what="root hash" />
              </dd>
            </div>
            <div>
              <dt>Audit path</dt>
              <dd>
                {proof.data.hashes.length === 0 ? (
                  'empty: the only leaf'
                ) : (
                  <details>
                    <summary>{proof.data.hashes.length === 1 ? '1 hash' : `${proof.data.hashes.length} hashes`}</summary>
                    <ol>
                      {proof.data.hashes.map((hash) => (
                        <li key={hash}>
                          <code className="hash">{hash}</code>
                        </li>
                      ))}
                    </ol>
                  </details>
                )}
              </dd>
            </div>
          </dl>
          <footer>
            <p className="aside">This page repeats the proof and does not check it. A verifier for RFC 9162 can, offline.</p>
            <Copy text={JSON.stringify(proof.data, null, 2)} what="proof">
              Copy proof
            </Copy>
          </footer>
        </>
      )}
    </section>
  )
}

function NoProof({ error, retry }: { readonly error: Error; readonly retry: () => void }) {
  if (error instanceof Problem && error.status === 403) return <p className="aside">This account may not ask the log for proofs.</p>
  return <ProblemNote error={error} retry={retry} />
}
