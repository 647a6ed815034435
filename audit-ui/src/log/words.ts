export function entries(size: bigint): string {
  return size === 1n ? '1 entry' : `${size.toLocaleString('en-US')} entries`
}
