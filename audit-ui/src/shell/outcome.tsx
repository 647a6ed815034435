import type { Outcome } from '../api'
import { Icon } from './icons'

/** Icon, word, colour: in this order of importance. */
export function OutcomeMark({ outcome }: { readonly outcome: Outcome }) {
  return (
    <span className="outcome" data-outcome={outcome}>
      <Icon name={outcome} />
      {outcome}
    </span>
  )
}
