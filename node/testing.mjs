// The emulator for `import`.

import testing from './testing.js'

export const { Emulator, useEmulator } = testing
