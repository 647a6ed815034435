// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { focusedValue } from '../explore/focused'
import { useKeys } from './keys'
import { change } from './settings'

function Desk({ keys }: { readonly keys: Parameters<typeof useKeys>[0] }) {
  useKeys(keys)
  return (
    <>
      <input aria-label="Query" />
      <div role="grid" tabIndex={0} aria-label="Events" />
    </>
  )
}

const press = (key: string, at: Element = document.body) => fireEvent.keyDown(at, { key })

describe('keys', () => {
  afterEach(() => {
    cleanup()
    change({ shortcuts: true })
  })

  it('act wherever nobody types', () => {
    const live = vi.fn()
    render(<Desk keys={{ l: live }} />)
    press('l', screen.getByRole('grid'))
    press('l', screen.getByRole('textbox'))
    expect(live).toHaveBeenCalledTimes(1)
  })

  it('that have acted reach nothing else, so that a table does not look for a row of that letter', () => {
    const others = vi.fn()
    render(<Desk keys={{ l: vi.fn() }} />)
    screen.getByRole('grid').addEventListener('keydown', others)
    press('l', screen.getByRole('grid'))
    expect(others).not.toHaveBeenCalled()
    press('k', screen.getByRole('grid'))
    expect(others).toHaveBeenCalledTimes(1)
  })

  it('follow one another', () => {
    const go = vi.fn()
    render(<Desk keys={{ 'g e': go }} />)
    press('e')
    press('g')
    press('l')
    press('e')
    expect(go).not.toHaveBeenCalled()
    press('g')
    press('e')
    expect(go).toHaveBeenCalledTimes(1)
  })

  it('can be switched off where they are single letters', () => {
    change({ shortcuts: false })
    const [live, close] = [vi.fn(), vi.fn()]
    render(<Desk keys={{ l: live, Escape: close }} />)
    press('l')
    press('Escape')
    expect(live).not.toHaveBeenCalled()
    expect(close).toHaveBeenCalledTimes(1)
  })
})

describe('the focused value', () => {
  afterEach(cleanup)

  it('is that of the cell, the facet or the link that has the focus', () => {
    render(
      <>
        <div role="gridcell" tabIndex={-1} aria-label="cell">
          <code data-field="action" data-value="secret.read" />
        </div>
        <div data-field="actor" data-value="billing">
          <button>facet</button>
        </div>
        <div role="row" tabIndex={-1} aria-label="row">
          <code data-field="action" data-value="secret.read" />
        </div>
      </>,
    )
    expect(focusedValue()).toBeUndefined()
    screen.getByLabelText('cell').focus()
    expect(focusedValue()).toEqual({ field: 'action', value: 'secret.read' })
    screen.getByRole('button').focus()
    expect(focusedValue()).toEqual({ field: 'actor', value: 'billing' })
    screen.getByLabelText('row').focus()
    expect(focusedValue()).toBeUndefined()
  })
})
