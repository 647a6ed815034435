import { describe, expect, it } from 'vitest'
import type { EventDetail } from '../api'
import { canonical } from './canonical'
import { plain, reasonWords, sentence, short, subject } from './sentence'

const event = (action: string, more: Partial<EventDetail> = {}): EventDetail => ({
  position: 7,
  id: '019a0000-0000-7000-8000-000000000001',
  type: `io.sealbook.${action}.v1`,
  at: '2026-11-22T06:00:00Z',
  actor: { id: 'billing-api', kind: 'service' },
  action,
  outcome: 'success',
  requestId: 'r-1',
  ...more,
})
const says = (action: string, more?: Partial<EventDetail>) => plain(sentence(event(action, more)))

const secret = 'prod/db'
const deployment = '019a0000-0000-7000-8000-00000000beef'
const token = 'AbCdEfGh12345678'

describe('an event in a sentence', () => {
  it.each<[string, Partial<EventDetail>, string]>([
    ['secret.written', { secret, version: 1 }, 'billing-api created prod/db with its first value'],
    ['secret.written', { secret, version: 7 }, 'billing-api wrote version 7 of prod/db'],
    ['secret.rotated', { secret, version: 8, details: { generated: true } }, 'billing-api rotated prod/db to version 8, with a generated value'],
    ['secret.read', { secret, version: 8 }, 'billing-api read version 8 of prod/db'],
    [
      'secret.read',
      { secret, version: 8, deployment, token },
      'billing-api read version 8 of prod/db for deployment …00000000beef with bootstrap token AbCdEfGh12345678',
    ],
    ['secret.described', { secret }, 'billing-api changed what is said about prod/db'],
    ['secret.deleted', { secret }, 'billing-api deleted prod/db'],
    ['secret.restored', { secret, version: 3 }, 'billing-api restored prod/db with its version 3'],
    ['token.issued', { deployment, token }, 'billing-api issued bootstrap token AbCdEfGh12345678 for deployment …00000000beef'],
    [
      'token.consumed',
      { deployment, token, details: { versions: [{}, {}] } },
      'billing-api used bootstrap token AbCdEfGh12345678 and received 2 values for deployment …00000000beef',
    ],
    [
      'token.refused',
      { deployment, token, reason: 'replayed' },
      'billing-api presented bootstrap token AbCdEfGh12345678 for deployment …00000000beef and was refused: it had been used before',
    ],
    ['token.revoked', { deployment, token }, 'billing-api revoked bootstrap token AbCdEfGh12345678 of deployment …00000000beef'],
    [
      'deployment.requested',
      { deployment, details: { generation: 4, desired: 'running', because: { path: 'prod/db', version: 8 } } },
      'billing-api asked for generation 4 of deployment …00000000beef to run, because prod/db has a new value',
    ],
    ['deployment.requested', { deployment, details: { desired: 'stopped' } }, 'billing-api asked for deployment …00000000beef to stop'],
    [
      'deployment.progressed',
      { deployment, details: { generation: 4, step: 'refreshed' } },
      'billing-api changed the files in a running container of generation 4 of deployment …00000000beef',
    ],
    ['deployment.placed', { deployment, details: { generation: 4 } }, 'billing-api placed generation 4 of deployment …00000000beef'],
    ['deployment.failed', { deployment }, 'billing-api could not place deployment …00000000beef'],
    [
      'deployment.requested',
      { deployment, token, details: { desired: 'stopped', generation: 4 } },
      'billing-api put deployment …00000000beef in quarantine, because bootstrap token AbCdEfGh12345678 was stolen',
    ],
    [
      'deployment.requested',
      { deployment, token, details: { desired: 'running', generation: 4, because: { path: secret, version: 8 } } },
      'billing-api asked for generation 4 of deployment …00000000beef to run, because bootstrap token AbCdEfGh12345678 was stolen',
    ],
    ['deployment.stopped', { deployment }, 'billing-api stopped deployment …00000000beef'],
    ['account.created', { account: 'checkout', details: { kind: 'service' } }, 'billing-api created the service account checkout'],
    ['account.created', { account: 'checkout' }, 'billing-api created the account checkout'],
    ['account.disabled', { account: 'checkout' }, 'billing-api disabled the account checkout'],
    ['key.created', { account: 'checkout', details: { purpose: 'access' } }, 'billing-api created a key for checkout'],
    ['key.created', { account: 'ines', details: { purpose: 'signIn' } }, 'billing-api made a sign-in link for ines'],
    ['key.created', { account: 'ines', details: { purpose: 'session' } }, 'ines signed in to this page'],
    ['key.revoked', { account: 'checkout' }, 'billing-api revoked a key of checkout'],
    [
      'access.refused',
      { secret, reason: 'notAllowed', details: { wanted: 'value:read', count: 1 } },
      'billing-api was refused value:read on prod/db: no rule allows it',
    ],
    ['access.refused', { reason: 'unknownCaller', details: { count: 12 } }, '12 requests without a valid identity were refused'],
    ['access.refused', { reason: 'unknownCaller' }, 'A request without a valid identity was refused'],
    [
      'alarm.raised',
      { deployment, token, details: { kind: 'tokenReplayed' } },
      'Alarm: bootstrap token AbCdEfGh12345678 of deployment …00000000beef was presented again after its use',
    ],
    [
      'alarm.raised',
      { deployment, token, details: { kind: 'tokenWithOtherKey' } },
      'Alarm: bootstrap token AbCdEfGh12345678 of deployment …00000000beef was presented with another key than it was issued for',
    ],
    ['alarm.raised', { details: { kind: 'somethingNew', about: 'the roof is open' } }, 'Alarm: the roof is open'],
    ['policy.painted', { secret }, 'billing-api: policy.painted on prod/db'],
  ])('%s %j', (action, more, expected) => expect(says(action, more)).toBe(expected))

  it('never ends in an unfinished word when the service knows little', () => {
    for (const action of ['secret.written', 'secret.read', 'token.refused', 'deployment.requested', 'account.created', 'access.refused', 'alarm.raised'])
      expect(says(action)).toMatch(/^[\w-].*[\w]$/)
  })
})

describe('what an event is about', () => {
  it('is the most particular thing that it names', () => {
    expect(subject(event('secret.read', { secret, deployment, token }))).toEqual({ kind: 'secret', shown: secret })
    expect(subject(event('token.issued', { deployment, token }))).toEqual({ kind: 'token', shown: token })
    expect(subject(event('deployment.placed', { deployment }))).toEqual({ kind: 'deployment', shown: '…00000000beef' })
    expect(subject(event('access.refused')).kind).toBe('none')
  })

  it('shortens ids to the end that tells them apart', () => {
    expect(short(deployment)).toBe('…00000000beef')
    expect(short('billing')).toBe('billing')
  })

  it('says codes in words and leaves the words of people alone', () => {
    expect(reasonWords('expired')).toBe('it had expired')
    expect(reasonWords('quarterly rotation')).toBe('quarterly rotation')
  })
})

describe('canonical JSON', () => {
  it('has its names in order at every depth', () => {
    expect(canonical({ b: [{ d: 1, c: 2 }], a: null })).toBe('{\n  "a": null,\n  "b": [\n    {\n      "c": 2,\n      "d": 1\n    }\n  ]\n}')
  })
})
