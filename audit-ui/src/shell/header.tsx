import { Link } from '@tanstack/react-router'
import { Button, Menu, MenuItem, MenuTrigger, Popover, Text } from 'react-aria-components'
import type { Session } from '../api'
import { utc } from '../query/time'
import { signOut } from '../session/session'
import { Icon } from './icons'
import { change, useSettings } from './settings'

export function Header({ session, onHelp }: { readonly session: Session; readonly onHelp: () => void }) {
  const { theme } = useSettings()
  return (
    <header className="masthead">
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <Link to="/" search={{ q: '' }} className="wordmark">
        <Icon name="seal" />
        Sealbook
      </Link>
      <nav aria-label="Pages">
        <Link to="/" search={{ q: '' }} activeOptions={{ exact: true, includeSearch: false }} activeProps={{ 'aria-current': 'page' }}>
          Explore
        </Link>
      </nav>
      <div className="masthead-end">
        <MenuTrigger>
          <Button className="button quiet" aria-label={`Appearance: ${theme}`}>
            <Icon name="sun" />
          </Button>
          <Popover className="popover" placement="bottom end">
            <Menu
              className="menu"
              selectionMode="single"
              selectedKeys={[theme]}
              onAction={(key) => change({ theme: key === 'light' || key === 'dark' ? key : 'system' })}
            >
              <MenuItem id="system">As the system</MenuItem>
              <MenuItem id="light">Light</MenuItem>
              <MenuItem id="dark">Dark</MenuItem>
            </Menu>
          </Popover>
        </MenuTrigger>
        <Button className="button quiet" onPress={onHelp} aria-label="Keys and queries">
          <Icon name="help" />
        </Button>
        <MenuTrigger>
          <Button className="button quiet account" aria-label={`Signed in as ${session.account}`}>
            <Icon name="person" />
            <span className="account-name">{session.account}</span>
          </Button>
          <Popover className="popover" placement="bottom end">
            <Menu className="menu" onAction={() => void signOut()} aria-label="Session">
              <MenuItem id="out" textValue="Sign out">
                <Text slot="label">Sign out</Text>
                <Text slot="description">Session until {utc(session.expiresAt).clock.slice(0, 5)} UTC</Text>
              </MenuItem>
            </Menu>
          </Popover>
        </MenuTrigger>
      </div>
    </header>
  )
}
