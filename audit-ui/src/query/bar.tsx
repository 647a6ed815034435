import { useId, useRef, useState, type KeyboardEvent, type Ref } from 'react'
import { Button } from 'react-aria-components'
import { isCounted, useTop } from '../explore/trail'
import { Icon } from '../shell/icons'
import { complete, fieldAsked, lastWord, type Group, type Option } from './completion'
import { include, parse, parseWord, serialiseTerm, without, type Complaint, type Query, type Term } from './language'

interface Props {
  readonly query: Query
  readonly round: number
  readonly complaints: readonly Complaint[]
  readonly onChange: (query: Query) => void
  readonly inputRef: Ref<HTMLInputElement>
}

/** The question as chips and text. Words become chips when they are understood and stay, explained, when they are not. */
export function QueryBar({ query, round, complaints, onChange, inputRef }: Props) {
  const id = useId()
  const [text, setText] = useState('')
  const [refused, setRefused] = useState<readonly Complaint[]>([])
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const box = useRef<HTMLDivElement>(null)

  const asked = fieldAsked(lastWord(text))
  const field = asked !== undefined && asked !== 'from' && asked !== 'to' && isCounted(asked) ? asked : 'action'
  const values = useTop(query, field, 50, round, isOpen && asked === field)
  const groups = isOpen ? complete(text, query, asked === field ? (values.data?.values ?? []) : []) : []
  const options = groups.flatMap((group) => group.options)
  const shows = options.length > 0

  const write = (next: string) => {
    setText(next)
    setRefused([])
    setActive(-1)
    setOpen(true)
  }

  const commit = () => {
    const parsed = parse(text)
    const merged = parsed.query.terms.reduce(include, query)
    const { from = query.from, to = parsed.query.from === undefined ? query.to : undefined } = parsed.query
    setText(parsed.complaints.map((complaint) => complaint.word).join(' '))
    setRefused(parsed.complaints)
    setOpen(false)
    setActive(-1)
    onChange({ terms: merged.terms, ...(from !== undefined && { from }), ...(to !== undefined && { to }) })
  }

  const choose = (option: Option) => {
    const before = text.slice(0, text.length - lastWord(text).length)
    switch (option.kind) {
      case 'question':
        setText('')
        setOpen(false)
        onChange(parse(option.text).query)
        break
      case 'field':
        write(before + option.shown)
        break
      case 'term':
        write(before)
        setOpen(before.trim() !== '')
        onChange(include(query, option.term))
        break
      case 'time': {
        const bound = parseWord(option.shown)
        write(before)
        setOpen(false)
        if ('bound' in bound) onChange({ ...query, [bound.bound]: bound.value })
        break
      }
    }
  }

  const edit = (term: Term) => {
    onChange(without(query, term))
    write(serialiseTerm(term))
    box.current?.querySelector('input')?.focus()
  }

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const last = query.terms.at(-1)
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (!isOpen) setOpen(true)
      const step = event.key === 'ArrowDown' ? 1 : -1
      if (shows) setActive((active + step + (active < 0 && step < 0 ? 1 : 0) + options.length) % options.length)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      const option = options[active]
      if (option) choose(option)
      else commit()
    } else if (event.key === 'Tab' && shows && active >= 0) {
      event.preventDefault()
      const option = options[active]
      if (option) choose(option)
    } else if (event.key === 'Escape') {
      event.preventDefault()
      if (shows) setOpen(false)
      else if (text !== '') write('')
      else event.currentTarget.blur()
    } else if (event.key === 'Backspace' && text === '' && last) {
      event.preventDefault()
      edit(last)
    }
  }

  const wrong = [...complaints, ...refused]
  return (
    <div className="query" ref={box}>
      <div className="query-box" data-wrong={wrong.length > 0 || undefined}>
        <Icon name="search" />
        {query.terms.length > 0 && (
          <ul className="chips" aria-label="Filters">
            {query.terms.map((term) => (
              <Chip key={serialiseTerm(term)} term={term} onEdit={() => edit(term)} onRemove={() => onChange(without(query, term))} />
            ))}
          </ul>
        )}
        <input
          ref={inputRef}
          className="query-input"
          role="combobox"
          aria-label="Query"
          aria-expanded={shows}
          aria-controls={shows ? `${id}-list` : undefined}
          aria-autocomplete="list"
          aria-activedescendant={active >= 0 && shows ? `${id}-${active}` : undefined}
          aria-describedby={wrong.length > 0 ? `${id}-wrong` : undefined}
          aria-invalid={wrong.length > 0}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder={query.terms.length === 0 ? 'actor:  secret:prod/**  outcome:refused  -action:secret.read' : ''}
          value={text}
          onChange={(event) => write(event.target.value)}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onBlur={() => {
            setOpen(false)
            setActive(-1)
          }}
          onKeyDown={onKeyDown}
        />
        {(query.terms.length > 0 || text !== '') && (
          <Button
            className="button quiet small"
            aria-label="Clear filters"
            onPress={() => {
              setText('')
              setRefused([])
              onChange({ ...query, terms: [] })
            }}
          >
            <Icon name="close" />
          </Button>
        )}
        <kbd className="query-key" aria-hidden="true">
          /
        </kbd>
      </div>
      {shows && <Completions id={id} groups={groups} active={active} onChoose={choose} />}
      <div className="complaints" id={`${id}-wrong`} role="alert">
        {wrong.map((complaint) => (
          <p key={complaint.word}>
            <code>{complaint.word}</code> is not understood: {complaint.says}
          </p>
        ))}
      </div>
    </div>
  )
}

function Chip({ term, onEdit, onRemove }: { readonly term: Term; readonly onEdit: () => void; readonly onRemove: () => void }) {
  const words = serialiseTerm(term)
  return (
    <li className="chip" data-not={term.not || undefined}>
      <button type="button" className="chip-text" onClick={onEdit}>
        <span className="visually-hidden">Edit filter </span>
        {term.not && <b>not </b>}
        <i>{term.field}:</i>
        {term.value}
      </button>
      <button type="button" className="chip-remove" onClick={onRemove} aria-label={`Remove filter ${words}`}>
        <Icon name="close" />
      </button>
    </li>
  )
}

interface CompletionsProps {
  readonly id: string
  readonly groups: readonly Group[]
  readonly active: number
  readonly onChoose: (option: Option) => void
}

function Completions({ id, groups, active, onChoose }: CompletionsProps) {
  const starts = groups.map((_, at) => groups.slice(0, at).reduce((sum, group) => sum + group.options.length, 0))
  return (
    <div className="completions" id={`${id}-list`} role="listbox" aria-label="Suggestions">
      {groups.map((group, at) => (
        <div key={group.title} role="group" aria-label={group.title}>
          <div className="completions-title" aria-hidden="true">
            {group.title}
          </div>
          {group.options.map((option, inGroup) => {
            const index = (starts[at] ?? 0) + inGroup
            return (
              <div
                key={option.shown}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === active}
                className="completion"
                data-kind={option.kind}
                // Keeps the focus, and with it the list, in the field until the click has done its work.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => onChoose(option)}
              >
                <span className="completion-shown">{option.shown}</span>
                {'hint' in option && <span className="completion-hint">{option.hint}</span>}
                {option.kind === 'term' && option.count !== undefined && (
                  <span className="completion-hint">{option.count.toLocaleString('en-US')}</span>
                )}
              </div>
            )
          })}
        </div>
      ))}
    </div>
  )
}
