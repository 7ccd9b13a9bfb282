// Uses the emulator in vitest: `vitest run --root tests/vitest`.

import * as vitest from 'vitest'
import { useEmulator } from 'chat44mp-testing'

const { expect, test } = vitest
const emulator = useEmulator(vitest)

for (const time of ['first', 'second']) {
  test(`the ${time} test has a new emulator`, async () => {
    expect(emulator.journal).toEqual([])
    await emulator.client().contactGroups.create({ name: 'Spring sale' })
    expect(emulator.journal).toHaveLength(1)
  })
}
