import { fields, type Term } from '../query/language'

/** The value that has the focus: of a cell, a facet, or an event. Each of them wears its field and its value. */
export function focusedValue(): Omit<Term, 'not'> | undefined {
  const at = document.activeElement
  const cell = at?.matches('[role="gridcell"], [role="rowheader"]') ? at.querySelector('[data-field]') : null
  const worn = cell ?? at?.closest('[data-field]')
  const field = fields.find((each) => each === worn?.getAttribute('data-field'))
  const value = worn?.getAttribute('data-value') ?? ''
  return field === undefined || value === '' ? undefined : { field, value }
}
